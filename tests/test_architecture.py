"""The structure that the rest of the code relies on: imports point down the tiers, heavy ones stay inside functions."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1] / "tooling" / "mobilekit"
HEAVY = ("tensorflow", "keras", "tf_keras", "coremltools", "ai_edge_litert", "tflite_support", "mediapipe")

TIERS = (
    ("errors", "decoding", "preprocess", "tensorflow_settings", "versions"),
    (
        "spec",
        "catalog",
        "postprocess",
        "metrics",
        "manifest",
        "presets",
        "labels",
        "contract",
        "lowering",
        "recommend",
        "picture_store",
    ),
    ("bundle", "sources.base"),
    ("formats", "sources", "latency"),
    (
        "reference",
        "calibration",
        "golden",
        "checks",
        "train",
        "packaged",
        "inspection",
        "evaluation",
        "divergence",
        "device_report",
    ),
    ("assembly", "pipeline", "request", "call"),
    ("report",),
    ("cli", "__main__", "api", "api_options", "opened"),
)
"""Lowest first; a module imports its own tier or a lower one."""


def modules() -> dict[str, Path]:
    names = {}
    for path in ROOT.rglob("*.py"):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        names[name.removesuffix(".__init__") if name != "__init__" else ""] = path
    return names


def tier_of(module: str) -> int:
    """The tier of the longest entry that ``module`` is, or is inside of."""
    matches = [
        (len(entry), tier)
        for tier, entries in enumerate(TIERS)
        for entry in entries
        if module == entry or module.startswith(entry + ".")
    ]
    assert matches, f"{module} has no tier: add it to TIERS"
    return max(matches)[1]


def imports_of(path: Path) -> list[str]:
    """Modules of the kit that ``path`` imports anywhere, function bodies included, as names below ``mobilekit``."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "mobilekit":
            base = node.module.removeprefix("mobilekit").removeprefix(".")
            found += [f"{base}.{alias.name}".lstrip(".") for alias in node.names]
    known = modules()
    return [name if name in known else name.rpartition(".")[0] for name in found]


def uphill(name: str, path: Path) -> list[str]:
    return [target for target in imports_of(path) if target and tier_of(target) > tier_of(name)]


@pytest.mark.parametrize(("name", "path"), [(n, p) for n, p in sorted(modules().items()) if n])
def test_imports_point_down_the_tiers(name: str, path: Path) -> None:
    assert uphill(name, path) == []


def test_an_import_that_points_up_is_caught(tmp_path: Path) -> None:
    bad = tmp_path / "spec.py"
    bad.write_text("def f():\n    from mobilekit.cli.tables import megabytes\n")
    assert uphill("spec", bad) == ["cli.tables"]


def test_siblings_of_formats_share_nothing_but_base() -> None:
    for name, path in modules().items():
        for here, there in (("tflite", "coreml"), ("coreml", "tflite")):
            if name.startswith(f"formats.{here}"):
                assert [t for t in imports_of(path) if t.startswith(f"formats.{there}")] == [], name


def heavy_at_module_level(source: str) -> list[str]:
    names = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        if isinstance(node, ast.ImportFrom):
            names.append(node.module or "")
    return [name for name in names if name.split(".")[0] in HEAVY]


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT)))
def test_no_framework_is_imported_at_module_level(path: Path) -> None:
    assert heavy_at_module_level(path.read_text("utf-8")) == []


def test_a_framework_at_module_level_is_caught() -> None:
    assert heavy_at_module_level("import numpy\nimport keras.layers\n") == ["keras.layers"]


def modules_after(*arguments: str) -> set[str]:
    """Top-level modules loaded by a run of the command line."""
    code = (
        "import sys\nfrom mobilekit.cli import main\n"
        f"sys.argv = ['mobilekit', *{list(arguments)!r}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('LOADED', *{name.split('.')[0] for name in sys.modules})\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split("LOADED", 1)[1].split())


@pytest.mark.parametrize(
    "arguments",
    [("--help",), ("convert", "--help"), ("train", "--help"), ("models", "--help"), ("models",), ("--version",)],
)
def test_help_loads_no_framework(arguments: tuple[str, ...]) -> None:
    assert modules_after(*arguments) & set(HEAVY) == set()


def test_inspect_loads_no_framework(tiny_bundle: Path) -> None:
    # The .tflite schema's Python classes are in ai_edge_litert; its runtime, a shared library, stays unloaded.
    heavy = set(HEAVY) - {"ai_edge_litert"}
    for path in (tiny_bundle, *tiny_bundle.glob("tflite/*int8.tflite"), *tiny_bundle.glob("coreml/*float16.mlpackage")):
        assert modules_after("inspect", str(path)) & heavy == set(), path


def test_files_stay_small_enough_to_read() -> None:
    long = {
        str(p.relative_to(ROOT)): n for p in ROOT.rglob("*.py") if (n := len(p.read_text("utf-8").splitlines())) > 300
    }
    assert long == {}
