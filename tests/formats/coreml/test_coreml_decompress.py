"""Every way of storing weights, written by coremltools' own serialiser and unpacked by both."""

from __future__ import annotations

import itertools
from functools import partial

import numpy as np
import pytest

from formats.coreml.coreml_jobs import load
from mobilekit.errors import MobileKitError
from mobilekit.formats.coreml import forms
from mobilekit.formats.coreml.execute.decompress import DECOMPRESS
from mobilekit.formats.coreml.execute.values import unpacked_bits
from mobilekit.formats.coreml.run import read_file
from mobilekit.formats.coreml.unpack import Broken

numbers = itertools.count()
SHAPE = (8, 12, 3, 3)
"""Of every weight here: (out, in, height, width)."""


def halves(*shape):
    return np.random.default_rng(len(shape)).normal(0, 1, shape).astype(np.float16)


def integers(low, high, shape=SHAPE, dtype=None):
    return np.random.default_rng(low + high).integers(low, high, shape).astype(dtype or np.int8)


def mask(shape=SHAPE):
    return np.random.default_rng(7).random(shape) < 0.3


def packed(values, bits):
    """Lowest bit first, as iOS16's forms hold them."""
    single = (values.ravel()[:, None] >> np.arange(bits)) & 1
    return np.packbits(single.astype(np.uint8).ravel(), bitorder="little")


def small(values, kind):
    """Values of coremltools' sub-byte type ``kind``."""
    from coremltools.converters.mil.mil import types

    return values.astype(types.nptype_from_builtin(types.string_to_builtin(kind)))


def affine(mb):
    return mb.constexpr_affine_dequantize(
        quantized_data=integers(-127, 128), zero_point=np.int8(0), scale=np.abs(halves(8)), axis=np.int32(0)
    )


def affine_with_zero_points(mb):
    return mb.constexpr_affine_dequantize(
        quantized_data=integers(0, 256, dtype=np.uint8),
        zero_point=integers(0, 256, (12,), np.uint8),
        scale=np.abs(halves(12)),
        axis=np.int32(1),
    )


def flat_table(bits):
    def make(mb):
        indices = packed(integers(0, 1 << bits, dtype=np.int64), bits)
        return mb.constexpr_lut_to_dense(indices=indices, lut=halves(1 << bits), shape=np.uint32(SHAPE))

    return make


def flat_mask(mb):
    nonzero = halves(int(mask().sum()))
    return mb.constexpr_sparse_to_dense(
        nonzero_data=nonzero, mask=np.packbits(mask().ravel(), bitorder="little"), shape=np.uint32(SHAPE)
    )


def blocks(kind, low, high, grid, offset=None):
    def make(mb):
        given = {"data": small(integers(low, high), kind), "scale": np.abs(halves(*grid))}
        if offset:
            given["offset"] = small(integers(low, high, grid), kind)
        return mb.constexpr_blockwise_shift_scale(**given)

    return make


def tables(bits, grid, vector=1, axis=None):
    def make(mb):
        shape = tuple(size // (vector if k == axis else 1) for k, size in enumerate(SHAPE))
        indices = small(integers(0, 1 << bits, shape), f"uint{bits}")
        given = {"indices": indices, "lut": halves(*grid, 1 << bits, vector)}
        return mb.constexpr_lut_to_dense(**given, **({} if axis is None else {"vector_axis": axis}))

    return make


def quantised_table(mb):
    data = small(integers(-8, 8, (1, 1, 1, 1, 16, 1)), "int4")
    lut = mb.constexpr_blockwise_shift_scale(data=data, scale=np.full((1,) * 6, 0.25, np.float16))
    return mb.constexpr_lut_to_dense(indices=small(integers(0, 16), "uint4"), lut=lut)


def scaled_palette(mb):
    """coremltools' ``enable_per_channel_scale``: a table, then a scale for each channel."""
    dense = tables(4, (1, 1, 1, 1))(mb)
    return mb.constexpr_blockwise_shift_scale(data=dense, scale=np.abs(halves(8, 1, 1, 1)))


def sparse(mb):
    return mb.constexpr_sparse_to_dense(nonzero_data=halves(int(mask().sum())), mask=small(mask(), "uint1"))


def sparse_palette(mb):
    parts = mb.constexpr_lut_to_sparse(
        indices_mask=small(mask(), "uint1"),
        indices_nonzero_data=small(integers(0, 16, (int(mask().sum()),)), "uint4"),
        lut=halves(2, 1, 1, 1, 16, 1),
    )
    return mb.constexpr_sparse_to_dense(nonzero_data=parts[1], mask=parts[0])


def sparse_blocks(mb):
    parts = mb.constexpr_sparse_blockwise_shift_scale(
        data_mask=small(mask(), "uint1"),
        nonzero_data=small(integers(-8, 8, (int(mask().sum()),)), "int4"),
        scale=np.abs(halves(8, 3, 1, 1)),
        offset=small(integers(-8, 8, (8, 3, 1, 1)), "int4"),
    )
    return mb.constexpr_sparse_to_dense(nonzero_data=parts[1], mask=parts[0])


def by_the_kit(form):
    """A kernel as the kit packs it."""
    return lambda mb: form(halves(*SHAPE)).write(None, f"kit_{next(numbers)}")


OWN = {
    "int8 channels": ("iOS16", forms.int8_channels),
    "6-bit table": ("iOS16", partial(forms.table, bits=6)),
    "sparse": ("iOS16", partial(forms.sparse, sparsity=0.5)),
    "int8": ("iOS18", forms.int8_blocks),
    "int4": ("iOS18", forms.int4_blocks),
    "grouped tables": ("iOS18", partial(forms.grouped_tables, bits=4)),
    "sparse and table": ("iOS18", partial(forms.sparse_table, sparsity=0.5, bits=6)),
}
"""The forms that the kit writes, by the same names as above where they are alike."""

FORMS = {
    "iOS16 affine": ("iOS16", affine),
    "iOS16 affine, zero points": ("iOS16", affine_with_zero_points),
    **{f"iOS16 {bits}-bit table": ("iOS16", flat_table(bits)) for bits in (1, 2, 4, 6, 8)},
    "iOS16 sparse": ("iOS16", flat_mask),
    "int8 channels": ("iOS18", blocks("int8", -127, 128, (8, 1, 1, 1))),
    "int4 blocks": ("iOS18", blocks("int4", -8, 8, (8, 3, 1, 1))),
    "uint4 blocks, offsets": ("iOS18", blocks("uint4", 0, 16, (8, 6, 1, 1), offset=True)),
    "uint8 grid, offsets": ("iOS18", blocks("uint8", 0, 120, (2, 4, 3, 1), offset=True)),
    **{f"{bits}-bit table": ("iOS18", tables(bits, (1, 1, 1, 1))) for bits in (1, 2, 3, 4, 6, 8)},
    "grouped tables": ("iOS18", tables(4, (4, 1, 1, 1))),
    "tables on a grid": ("iOS18", tables(2, (2, 3, 1, 1))),
    "vectors along out": ("iOS18", tables(4, (1, 1, 1, 1), 2, 0)),
    "vectors along in, grouped": ("iOS18", tables(3, (1, 2, 1, 1), 3, 1)),
    "quantised table": ("iOS18", quantised_table),
    "table and scales": ("iOS18", scaled_palette),
    "sparse": ("iOS18", sparse),
    "sparse and table": ("iOS18", sparse_palette),
    "sparse and blocks": ("iOS18", sparse_blocks),
    **{f"kit's {name}": (system, by_the_kit(form)) for name, (system, form) in OWN.items()},
}
EXACT = ("table", "sparse", "vectors", "tables")


@pytest.fixture(scope="module")
def packages(tmp_path_factory):
    """One program a system with a convolution for each form."""
    return {target: _write(target, tmp_path_factory.mktemp(target)) for target in ("iOS16", "iOS18")}


def _write(target, folder):
    import coremltools as ct
    from coremltools.converters.mil import Builder as mb

    @mb.program(
        input_specs=[mb.TensorSpec((1, 3, 4, 4), dtype=ct.converters.mil.mil.types.fp16)],
        opset_version=getattr(ct.target, target),
    )
    def program(image):
        wide = mb.concat(values=[image] * 4, axis=1)
        parts = []
        for index, (system, make) in enumerate(FORMS.values()):
            if system == target:
                parts.append(mb.conv(x=wide, weight=make(mb), pad_type="same", name=f"conv_{index}"))
        return mb.reduce_mean(x=mb.concat(values=parts, axis=1), axes=[2, 3])

    model = ct.convert(
        program,
        convert_to="mlprogram",
        inputs=[ct.ImageType(name="image", shape=(1, 3, 4, 4))],
        pass_pipeline=ct.PassPipeline.EMPTY,
        compute_precision=ct.precision.FLOAT32,
        minimum_deployment_target=getattr(ct.target, target),
        skip_model_load=True,
    )
    model.save(str(folder / "forms.mlpackage"))
    return folder / "forms.mlpackage"


@pytest.fixture(scope="module")
def unpacked(packages):
    return {
        node.results[0].name: node.args["weight"]
        for path in packages.values()
        for node in read_file(path).nodes
        if node.type == "conv"
    }


@pytest.fixture(scope="module")
def theirs(packages):
    found = {}
    for path in packages.values():
        for op in load(path).operations:
            if op.op_type == "conv":
                found[op.name] = _materialized(op.weight.op)
    return found


def _materialized(op):
    """coremltools' own unpacking; for a table that is quantised itself, which it leaves out, in its two steps."""
    if op.op_type == "constexpr_lut_to_dense" and op.lut.val is None:
        return op.decompress(op.indices.val, op.lut.op.materialized_val_inference(), None)
    return op.materialized_val_inference()


@pytest.mark.parametrize("form", FORMS)
def test_weights_unpack_as_coremltools_unpacks_them(form, unpacked, theirs):
    name = f"conv_{list(FORMS).index(form)}"
    mine, wanted = unpacked[name], theirs[name].astype(np.float32)
    assert mine.shape == wanted.shape == SHAPE
    if any(word in form for word in EXACT):
        assert np.array_equal(mine, wanted)
    else:
        assert (np.abs(mine - wanted) <= np.spacing(np.abs(wanted).astype(np.float16)).astype(np.float32) / 2).all()


@pytest.mark.parametrize("name", OWN)
def test_what_the_kit_believes_to_have_stored_is_what_it_stored(name, unpacked):
    """The rounding that biases are corrected for is the one that is in the file."""
    found = unpacked["conv_" + str(list(FORMS).index(f"kit's {name}"))]
    assert np.array_equal(OWN[name][1](halves(*SHAPE)).values().astype(np.float32), found)


def test_bits_run_over_the_borders_of_bytes_lowest_first():
    """The example in the definition of iOS16's ``constexpr_lut_to_dense``, and six bits by hand."""
    assert unpacked_bits(np.uint8([0b01101100, 0b11]), 2, (5,)).tolist() == [0, 3, 2, 1, 3]
    assert unpacked_bits(np.uint8([0b11_000001, 0b0110_1010, 0b01]), 6, (3,)).tolist() == [1, 0b101011, 0b010110]
    assert unpacked_bits(np.uint8([0x8F]), 4, (2,), signed=True).tolist() == [-1, -8]


def test_too_few_and_too_many_bytes_are_refused():
    for count in (1, 3):
        with pytest.raises(Broken, match="of 2 bits was declared"):
            unpacked_bits(np.zeros(count, np.uint8), 2, (5,))


def plain_affine(scales, axis=0):
    return {
        "quantized_data": integers(0, 9),
        "scale": halves(scales),
        "zero_point": np.int8(0),
        "axis": np.int32(axis),
    }


def flat(entries, *shape):
    return {"indices": np.zeros(4, np.uint8), "lut": halves(entries), "shape": np.uint32(shape)}


def grid(*scales, **more):
    return {"data": integers(0, 9, (4, 6)), "scale": halves(*scales), **more}


@pytest.mark.parametrize(
    ("kind", "given", "words"),
    [
        ("affine_dequantize", plain_affine(5), "scales or zero points"),
        ("affine_dequantize", plain_affine(8, axis=9), "along axis 9"),
        ("lut_to_dense", flat(5, 32), "a table of"),
        ("lut_to_dense", flat(2, 1 << 30, 8), "too large"),
        ("lut_to_dense", flat(2, 33), "of 1 bits was declared"),
        ("lut_to_dense", {"indices": np.uint8([0, 4]), "lut": halves(1, 4, 1)}, "for indices of"),
        ("lut_to_dense", {"indices": np.uint8([0, 1, 2]), "lut": halves(2, 4, 1)}, "in \\(2,\\) blocks"),
        ("lut_to_dense", {"indices": np.uint8([0, 1]), "lut": halves(1, 4, 2)}, "does not say along which axis"),
        ("sparse_to_dense", {"nonzero_data": halves(3), "mask": np.uint8([1, 0, 1])}, "3 values for 2 places"),
        ("blockwise_shift_scale", grid(4, 4), "blocks"),
        ("blockwise_shift_scale", grid(4, 2, offset=integers(0, 9, (4, 1))), "offsets beside"),
    ],
)
def test_parts_that_do_not_fit_are_refused(kind, given, words):
    with pytest.raises(Broken, match=words):
        DECOMPRESS[f"constexpr_{kind}"](given)


def test_half_a_file_of_weights_is_refused(packages, tmp_path):
    import shutil

    copy = shutil.copytree(packages["iOS18"], tmp_path / "copy.mlpackage")
    weights = copy / "Data/com.apple.CoreML/weights/weight.bin"
    weights.write_bytes(weights.read_bytes()[: weights.stat().st_size // 2])
    with pytest.raises(MobileKitError, match="weight.bin"):
        read_file(copy)
