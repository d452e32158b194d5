"""Saved Core ML programs, executed from their bytes: what each operation means, on numpy or as a TensorFlow graph."""
