"""Trained networks as users have them, each loaded into one ``Source``."""
