"""Holds a device report that the demo wrote against its bundle: ``python report.py BUNDLE REPORT RESULTS``."""

import hashlib
import sys
from pathlib import Path

from mobilekit.device_report import accept, read_device_report
from mobilekit.manifest import read_manifest

bundle, report = map(Path, sys.argv[1:3])
expected = int(sys.argv[3])
identity = hashlib.sha256((bundle / "SHA256SUMS").read_bytes()).hexdigest()
manifest = read_manifest((bundle / "manifest.json").read_bytes())
results = accept(read_device_report(report.read_bytes()), identity, manifest)
assert len(results) == expected, f"{len(results)} results, not {expected}"
