"""The table of seeded faults: ways in which a bundle goes wrong, and the check that has to notice.

Each is made from a good bundle by editing its bytes, or by a conversion with the fault in it, and then sealed: sizes,
hashes and the recorded parity agree again wherever the fault's maker would have made them agree. Nothing but the check
named can tell.
"""

from __future__ import annotations

from fault_makers import files, golden, graph, labels, manifest, preprocessing, quantisation, weights
from fault_makers.base import Fault
from fault_makers.bundle import Bundle
from fault_makers.kit import Kit

FAULTS: tuple[Fault, ...] = (
    *files.FAULTS,
    *manifest.FAULTS,
    *golden.FAULTS,
    *preprocessing.FAULTS,
    *labels.FAULTS,
    *graph.FAULTS,
    *weights.FAULTS,
    *quantisation.FAULTS,
)

__all__ = ["FAULTS", "Bundle", "Fault", "Kit"]
