"""Equivalent graphs: the same answers from ops that every accelerator computes whole."""
