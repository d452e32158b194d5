"""``mobilekit models``: the list, one network, a file, the picture."""

from __future__ import annotations

import filecmp
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

Cli = Callable[..., tuple[int, str, str]]


def names(out: str) -> list[str]:
    return [line.split()[0] for line in out.splitlines() if line.startswith(" mobilenet")]


def test_the_list_is_narrowed_and_sorted(mobilekit: Cli) -> None:
    code, out, _ = mobilekit("models")
    assert (code, len(names(out))) == (0, 44)
    _, out, _ = mobilekit("models", "--max-macs", "60M", "--min-top1", 60, "--max-params", "3m", "--sort", "macs")
    assert names(out) == [
        "mobilenet_v3_small_0.75_224", "mobilenet_v2_0.5_160", "mobilenet_v3_small_minimalistic_1.0_224",
        "mobilenet_v3_small_1.0_224", "mobilenet_v2_0.35_224",
    ]  # fmt: skip
    assert "mobilenet_v3_small_1.0_224               2.55 M  56.5 M   67.5  *" in out


def test_nothing_fits_is_said_and_no_failure(mobilekit: Cli) -> None:
    code, out, _ = mobilekit("models", "--max-params", "1k")
    assert (code, names(out)) == (0, [])
    assert "No network keeps to these limits." in out


def test_json_has_every_figure_beside_its_source(mobilekit: Cli) -> None:
    _, out, _ = mobilekit("models", "--json", "--family", "v1", "--size", 224)
    found = json.loads(out)
    assert [row["alpha"] for row in found] == [0.25, 0.5, 0.75, 1.0]
    last = found[-1]
    assert (last["parameters"], last["macs"], last["top1"]) == (4_253_864, 568_740_352, 70.9)
    assert last["published"]["source"].endswith("mobilenet_v1.md")
    assert "first convolution" in found[2]["published"]["exceptions"]["macs"]


def test_one_network_is_explained(mobilekit: Cli) -> None:
    code, out, _ = mobilekit("models", "mobilenet_v2_1.0_224")
    assert code == 0
    for text in (
        "MobileNetV2 1.0 at 224x224  3.54 M parameters, 301 M MACs, 71.8 % top-1 on ImageNet",
        "inverted residual",
        "3,538,984 in a saved file",
        "1/N + 1/k^2",
        "Width multiplier alpha",
        "Resolution multiplier rho",
        "mobilekit convert mobilenet_v2_1.0_224",
        "3.4 M parameters (weights), 300 M MACs, 72.0 % top-1: Sandler et al. 2018, arXiv 1801.04381, table 4",
    ):
        assert text in out
    block = next(line for line in out.splitlines() if line.startswith(" 14 ")).split()
    assert block == ["14", "3x3", "2", "x6", "160", "7x7", "ReLU6", "299", "157,888", "15.6", "M", "5.2%"]
    _, out, _ = mobilekit("models", "mobilenet_v2_1.0_224", "--json", "--classes", 10)
    found = json.loads(out)
    assert found["counts"]["parameters"] == 3_538_984 - 990 * 1281
    assert len([layer for block in found["blocks"] for layer in block["layers"]]) == 53


def test_a_misspelt_name_offers_the_nearest(mobilekit: Cli) -> None:
    code, out, err = mobilekit("models", "mobilenet_v2_1.0_225")
    assert (code, out) == (2, "")
    assert err.splitlines()[1] == "Did you mean mobilenet_v2_1.0_224?"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--max-macs", "3x"), "3x is no amount such as 300M"),
        (("--classes", "10"), "--classes needs NAME"),
        (("mobilenet_v2_1.0_224", "--max-macs", "3M"), "--max-macs narrows the list"),
        (("--plot", "picture.doc"), "picture.doc is no name for a picture."),
    ],
)
def test_options_that_do_not_fit(mobilekit: Cli, arguments: tuple[str, ...], sentence: str) -> None:
    code, _, err = mobilekit("models", *arguments)
    assert code == 2
    assert sentence in err


def test_a_file_of_ones_own(mobilekit: Cli, tiny_model: Path) -> None:
    code, out, _ = mobilekit("models", tiny_model, "--json")
    found = json.loads(out)
    layers = found["layers"]
    assert code == 0
    assert [(y["kind"], y["kernel"], y["inputs"], y["outputs"], y["size"]) for y in layers] == [
        ("conv", 3, 3, 8, 15), ("depthwise", 3, 8, 8, 13), ("dense", 0, 8, 10, 1)
    ]  # fmt: skip
    assert [y["name"] for y in layers][0].startswith("conv2d")
    assert sum(y["macs"] for y in layers) == found["macs"] == 216 * 225 + 72 * 169 + 80
    _, out, _ = mobilekit("models", tiny_model)
    assert "48,600" in out


def test_the_picture_marks_the_network_and_is_the_same_every_time(mobilekit: Cli, tmp_path: Path) -> None:
    one, two = tmp_path / "one.svg", tmp_path / "two.svg"
    mobilekit("models", "mobilenet_v1_0.5_160", "--plot", one)
    mobilekit("models", "mobilenet_v1_0.5_160", "--plot", two)
    assert filecmp.cmp(one, two, shallow=False)
    assert "mobilenet_v1_0.5_160: 59.1 %, 76.5 M MACs, 1.34 M parameters" in one.read_text()
    code, out, _ = mobilekit("models", "--frontier", "--plot", tmp_path / "all.png")
    assert code == 0
    assert f"Picture: {tmp_path / 'all.png'}" in out
    with Image.open(tmp_path / "all.png") as image:
        assert image.size[0] > 1000
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.png", "one.svg", "two.svg"]


def test_a_picture_that_cannot_be_written_leaves_nothing(mobilekit: Cli, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    code, _, err = mobilekit("models", "--plot", tmp_path / "file" / "x.png")
    assert code == 2
    assert err.splitlines()[0].endswith("x.png cannot be written.")
    assert "--plot" in err.splitlines()[1]
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
