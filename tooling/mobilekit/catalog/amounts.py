"""Large numbers as people read them."""

from __future__ import annotations


def millions(number: int) -> str:
    """12,345,678 as ``12.3 M``; thousands of millions as ``1.23 G``."""
    if number >= 10**9:
        return f"{number / 1e9:.2f} G"
    digits = 0 if number >= 10**8 else 1 if number >= 10**7 else 2
    return f"{number / 1e6:.{digits}f} M"
