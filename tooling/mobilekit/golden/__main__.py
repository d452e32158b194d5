"""``python -m mobilekit.golden MODEL.keras OUTDIR``: make the golden images that ship with the packaged model."""

from __future__ import annotations

import sys
from pathlib import Path

from mobilekit.golden.synthesis import write_assets

if len(sys.argv) != 3:
    sys.exit("usage: python -m mobilekit.golden MODEL.keras OUTDIR")
for row in write_assets(Path(sys.argv[1]), Path(sys.argv[2])):
    print(row)
