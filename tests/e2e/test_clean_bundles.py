"""Bundles with nothing wrong in them raise no alarm: five networks, four of them trained.

The sixth is the packaged one, which ``test_faults`` holds to the same before it breaks anything.
"""

from __future__ import annotations

import shutil
import tarfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from mobilekit.checks import FAILED, SKIPPED
from mobilekit.pipeline import convert, passed, validate
from mobilekit.request import Options, resolve

pytestmark = pytest.mark.slow

TFLITE = ("tflite-float32", "tflite-float16", "tflite-dynamic_int8", "tflite-int8")
COREML = ("coreml-float16", "coreml-float32", "coreml-weight_int8", "coreml-palettized_6bit")
TWINS = ("tflite-float32", "coreml-float32")


@dataclass(frozen=True)
class Net:
    """One network, and what of it is converted: every variant at least once over all, both twins always."""

    file: str
    classes: int
    preprocessing: str
    variants: tuple[str, ...]


NETS = (
    Net("mobilenet_v1_1.0_224_imagenet.keras", 1000, "tf", (*TFLITE, "coreml-float32", "coreml-float16")),
    Net("mobilenet_v1_0.25_224_imagenet.keras", 1000, "tf", (*TFLITE, *COREML[:2])),
    Net("mobilenet_v2_1.0_224_dequant_tf2ptq.keras", 1000, "tf", (*TFLITE, "coreml-float32", "coreml-weight_int8")),
    Net("mobilenet_v3_small_1.0_96_cifar10.keras", 10, "raw", (*TFLITE, *COREML)),
)
"""Fewer than all, to save time; but V1 .25 loses so much to a palette (a quarter of its answers) and to 8-bit weights
that its compressed packages rightly fail the ladder's tolerances."""


@pytest.fixture(scope="module")
def photos(testdata: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every twelfth of the photographs."""
    folder = tmp_path_factory.mktemp("photos") / "photos"
    folder.mkdir()
    for path in sorted((testdata / "imagenet_photos").rglob("*.jpg"))[::12]:
        shutil.copy(path, folder)
    return folder


@pytest.fixture(scope="module")
def small_photos(testdata: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five pictures of each of the ten classes."""
    folder = tmp_path_factory.mktemp("cifar") / "photos"
    folder.mkdir()
    taken: dict[str, int] = {}
    with tarfile.open(testdata / "cifar10.tar.xz") as archive:
        for member in archive:
            group, number = Path(member.name).parent.name, taken.get(Path(member.name).parent.name, 0)
            content = archive.extractfile(member) if member.isfile() and "/test/" in member.name else None
            if content and number < 5:
                (folder / f"{group}-{number}.jpg").write_bytes(content.read())
                taken[group] = number + 1
    return folder


def labels_for(classes: int, testdata: Path, folder: Path) -> Path:
    names = [line.split("\t")[2] for line in (testdata / "imagenet1000_labels.tsv").read_text("utf-8").splitlines()]
    path = folder / "labels.txt"
    path.write_text("".join(f"{name}\n" for name in (names if classes == 1000 else map(str, range(classes)))), "utf-8")
    return path


def alarms(model: Path, out: Path, **options: object) -> list[tuple[str, str, str]]:
    """Convert and validate; every failure, after the promise that something was asked of every file."""
    convert(resolve(str(model), Options(**options), print), out, print)
    validation = validate(out, print)
    manifest, outcomes = validation.manifest, validation.outcomes
    assert manifest is not None
    asked = {o.subject for o in outcomes if o.status != SKIPPED}
    assert {artifact["variant"] for artifact in manifest["artifacts"]} <= asked
    found = [(o.check, o.subject, o.message) for o in outcomes if o.status == FAILED]
    assert passed(outcomes) == (not found)
    return found


@pytest.mark.needs_testdata
@pytest.mark.parametrize("net", NETS, ids=lambda net: net.file.split("_imagenet")[0])
def test_a_trained_net_raises_no_alarm(
    net: Net, testdata: Path, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    pictures = request.getfixturevalue("photos" if net.classes == 1000 else "small_photos")
    options = {"variants": net.variants, "preprocessing": net.preprocessing, "calibration": pictures}
    found = alarms(
        testdata / "models" / net.file,
        tmp_path / "bundle",
        labels=labels_for(net.classes, testdata, tmp_path),
        **options,
    )
    assert found == []


def test_v3_large_of_random_weights_raises_no_alarm(tmp_path: Path) -> None:
    """Single precision alone: on random weights half a step of input noise flips most answers."""
    import keras

    keras.utils.set_random_seed(3)
    model = keras.applications.MobileNetV3Large(input_shape=(224, 224, 3), weights=None, classes=100)
    model.save(tmp_path / "large.keras")
    labels = tmp_path / "labels.txt"
    labels.write_text("".join(f"class {k}\n" for k in range(100)), "utf-8")
    found = alarms(tmp_path / "large.keras", tmp_path / "bundle", variants=TWINS, preprocessing="raw", labels=labels)
    assert found == []
