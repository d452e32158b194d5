"""Where does a target leave the reference? Every intermediate result that both have, compared in order."""

from __future__ import annotations

from mobilekit.divergence.curve import Curve, Drop, Row, first_drop
from mobilekit.divergence.explorer import node_data, node_data_files
from mobilekit.divergence.measure import diverge

__all__ = ["Curve", "Drop", "Row", "diverge", "first_drop", "node_data", "node_data_files"]
