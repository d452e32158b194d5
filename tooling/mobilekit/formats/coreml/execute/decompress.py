"""Weights unpacked: the ``constexpr_`` operations, each to the element type it declares.

Definitions: coremltools' ops of iOS16 and iOS18 of the same names. Those of iOS16 hold packed bytes and a
``shape``; those of iOS18 say their shapes by their types and may take each other's results (sparse or quantised
tables).
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from mobilekit.formats.coreml.execute.values import MOST_AXES, MOST_ELEMENTS, Array, unpacked_bits
from mobilekit.formats.coreml.unpack import Broken

Given = dict[str, Any]


def _affine(given: Given) -> Array:
    """``scale * (quantized_data - zero_point)``, in single precision, then to the scale's type."""
    data, scale = given["quantized_data"], given["scale"]
    axis = int(given["axis"])
    if not -data.ndim <= axis < data.ndim:
        raise Broken(f"it has weights of {data.ndim} axes with a scale along axis {axis}")

    def along(values: Array) -> Array:
        if values.ndim == 0:
            return values.astype(np.float32)
        if values.shape != (data.shape[axis],):
            raise Broken(f"it has {values.shape} scales or zero points for weights of {data.shape}")
        return values.astype(np.float32).reshape([-1 if k == axis % data.ndim else 1 for k in range(data.ndim)])

    return np.asarray((data.astype(np.float32) - along(given["zero_point"])) * along(scale)).astype(scale.dtype)


def _lut(given: Given) -> Array:
    """Values looked up: one table of iOS16, or iOS18's grid of tables of numbers or vectors."""
    if "shape" not in given:
        return _looked_up(given["indices"], given["lut"], given.get("vector_axis"))
    table, shape = given["lut"], _shape(given)
    bits = table.size.bit_length() - 1
    if table.ndim != 1 or table.size not in (2, 4, 16, 64, 256):
        raise Broken(f"it has a table of {table.shape} values")
    return np.asarray(table[unpacked_bits(given["indices"], bits, shape)])


def _looked_up(indices: Array, table: Array, vector_axis: Array | None) -> Array:
    """``table``: (a block count for each axis of the indices..., entries, numbers in an entry)."""
    blocks, width = table.shape[: indices.ndim], table.shape[-1]
    if table.ndim != indices.ndim + 2 or (indices.size and indices.max() >= table.shape[-2]):
        raise Broken(f"it has tables of {table.shape} for indices of {indices.shape}")
    if width > 1 and vector_axis is None:
        raise Broken("it has a table of vectors that does not say along which axis")
    which = np.ravel_multi_index(_block_of_each(indices.shape, blocks), blocks)
    found = table.reshape(-1, *table.shape[-2:])[which, indices]
    if width == 1:
        return np.asarray(found[..., 0])
    axis = range(indices.ndim)[int(vector_axis if vector_axis is not None else 0)]
    sizes = tuple(size * (width if k == axis else 1) for k, size in enumerate(indices.shape))
    return np.moveaxis(found, -1, axis + 1).reshape(sizes)


def _block_of_each(shape: tuple[int, ...], blocks: tuple[int, ...]) -> tuple[Array, ...]:
    """For each axis: the number of the block that an element is in, shaped to broadcast over ``shape``."""
    if len(shape) != len(blocks) or any(not part or size % part for size, part in zip(shape, blocks, strict=True)):
        raise Broken(f"it has weights of {shape} in {blocks} blocks")
    grids = [np.arange(size) // (size // part) for size, part in zip(shape, blocks, strict=True)]
    return tuple(np.broadcast_arrays(*np.ix_(*grids)))


def _sparse(given: Given) -> Array:
    """Zeros but where the mask has a one."""
    mask = given["mask"]
    if "shape" in given:
        mask = unpacked_bits(mask, 1, _shape(given))
    return _filled(given["nonzero_data"], mask)


def _filled(values: Array, mask: Array) -> Array:
    if values.ndim != 1 or values.size != np.count_nonzero(mask):
        raise Broken(f"it has {values.size} values for {np.count_nonzero(mask)} places")
    dense = np.zeros(mask.shape, values.dtype)
    dense[mask != 0] = values
    return dense


def _blockwise(given: Given) -> Array:
    """``scale * (data - offset)``, a scale and an offset for each block."""
    return _shifted(given["data"], given["scale"], given.get("offset"))


def _shifted(data: Array, scale: Array, offset: Array | None) -> Array:
    block = _block_of_each(data.shape, scale.shape)
    values = data.astype(np.float32)
    if offset is not None:
        if offset.shape != scale.shape:
            raise Broken(f"it has {offset.shape} offsets beside {scale.shape} scales")
        values = values - offset.astype(np.float32)[block]
    return np.asarray(values * scale.astype(np.float32)[block]).astype(scale.dtype)


def _lut_to_sparse(given: Given) -> tuple[Array, Array]:
    """Indices of the places that hold something -> (mask, their values)."""
    mask, axis = given["indices_mask"], given.get("vector_axis")
    dense = _looked_up(_filled(given["indices_nonzero_data"], mask), given["lut"], axis)
    if given["lut"].shape[-1] > 1 and axis is not None:
        mask = np.repeat(mask, given["lut"].shape[-1], int(axis))
    return mask, dense[mask != 0]


def _sparse_blockwise(given: Given) -> tuple[Array, Array]:
    """Quantised values of the places that hold something -> (mask, the values)."""
    mask = given["data_mask"]
    dense = _shifted(_filled(given["nonzero_data"], mask), given["scale"], given.get("offset"))
    return mask, dense[mask != 0]


def _cast(given: Given) -> Array:
    return np.asarray(given["source_val"].astype(np.float32))


def _shape(given: Given) -> tuple[int, ...]:
    shape = tuple(int(size) for size in given["shape"].ravel())
    if len(shape) > MOST_AXES or prod(shape) > MOST_ELEMENTS:
        raise Broken(f"it has weights of {shape}, which is too large")
    return shape


DECOMPRESS: dict[str, Callable[[Given], Array | tuple[Array, Array]]] = {
    "constexpr_affine_dequantize": _affine,
    "constexpr_lut_to_dense": _lut,
    "constexpr_sparse_to_dense": _sparse,
    "constexpr_blockwise_shift_scale": _blockwise,
    "constexpr_lut_to_sparse": _lut_to_sparse,
    "constexpr_sparse_blockwise_shift_scale": _sparse_blockwise,
    "constexpr_cast": _cast,
}
