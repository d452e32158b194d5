"""Whether the kit takes a device report that a demo wrote of a bundle: accept_report.py REPORT BUNDLE."""

import hashlib
import sys
from collections import Counter
from pathlib import Path

from mobilekit.bundle import MANIFEST, SUMS
from mobilekit.device_report import accept, read_device_report
from mobilekit.manifest import read_manifest


def verdicts(report: Path, bundle: Path) -> dict[str, int]:
    """Verdict -> how many results of the report have it.

    Raises:
        Refusal: a report that the kit does not take, or that is about another bundle.
    """
    identity = hashlib.sha256((bundle / SUMS).read_bytes()).hexdigest()
    manifest = read_manifest((bundle / MANIFEST).read_bytes())
    results = accept(read_device_report(report.read_bytes()), identity, manifest)
    return dict(Counter(result.verdict for result in results))


if __name__ == "__main__":
    print(verdicts(Path(sys.argv[1]), Path(sys.argv[2])))
