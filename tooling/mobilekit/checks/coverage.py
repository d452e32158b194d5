"""Is every large kernel of a compressed file really stored compressed?"""

from __future__ import annotations

from collections import Counter

from mobilekit.checks.base import Answer, Artifact, Context, failed, passed, skipped
from mobilekit.checks.limits import COVERED, LARGE, SPARSITY
from mobilekit.formats import FORMATS
from mobilekit.formats.coreml.recipes import COMPRESSED
from mobilekit.spec import StoredKernel

REMEDY = "Do not ship this file under this name: compress it with block and group sizes that divide every layer."


def check_coverage(context: Context, artifact: Artifact) -> Answer:
    """Share of the elements of large kernels that are stored in fewer bits than they compute with.

    Tools leave a kernel alone whose size a block or group does not divide, and say so in a log at best.

    Raises:
        MobileKitError: a file that cannot be read.
    """
    variant = artifact["variant"]
    if variant not in COMPRESSED:
        return skipped("its weights are stored as they are computed with")
    kernels = FORMATS["coreml"].readback(context.root / artifact["path"]).kernels
    large = [kernel for kernel in kernels if kernel.elements > LARGE]
    if not large:
        return skipped(f"no kernel of it has more than {LARGE} elements")
    share = coverage(large)
    found = {"kernels": len(large), "compressed": sum(kernel.compressed for kernel in large), "share": share}
    left = [kernel for kernel in large if not kernel.compressed]
    if share < COVERED:
        message = f"{len(left)} of {len(large)} large kernels are stored as {left[0].form}: {left[0].name}"
        return failed(f"{message} and so on; {share:.0%} are covered", REMEDY, found, {"share": COVERED})
    return _as_sparse_as_promised(variant, large) or passed(_words(large), found, {"share": COVERED})


def coverage(large: list[StoredKernel]) -> float:
    """Share of the elements."""
    return sum(one.elements for one in large if one.compressed) / sum(one.elements for one in large)


def _as_sparse_as_promised(variant: str, large: list[StoredKernel]) -> Answer | None:
    wanted, sparse = SPARSITY.get(variant, 0.0), [one for one in large if one.zeros]
    least = min((one.zeros for one in sparse), default=0.0)
    if least >= wanted:
        return None
    message = f"{least:.0%} of a kernel's weights are left out, not {wanted:.0%}"
    return failed(message, REMEDY, {"zeros": least}, {"zeros": wanted})


def _words(large: list[StoredKernel]) -> str:
    kinds = ", ".join(f"{count} {form}" for form, count in Counter(one.form for one in large).most_common())
    return f"all {len(large)} large kernels: {kinds}"
