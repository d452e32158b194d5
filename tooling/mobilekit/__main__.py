"""``python -m mobilekit``: the same as the command ``mobilekit``."""

from mobilekit.cli import main

main()
