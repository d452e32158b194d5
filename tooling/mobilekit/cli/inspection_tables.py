"""What ``mobilekit inspect`` prints for people."""

from __future__ import annotations

from typing import Any

from mobilekit.cli.tables import agreement_and_difference, megabytes, say, table


def inspection_tables(found: dict[str, Any]) -> None:
    """Tensors, ops, weights, metadata and delegates of a file; the artifacts of a bundle."""
    if found["kind"] == "bundle":
        _bundle_tables(found)
        return
    say(f"{found['path']}  {found['kind']}, {megabytes(found['bytes'])}, needs {found['minimum']}")
    tensors = [("input", t) for t in found["inputs"]] + [("output", t) for t in found["outputs"]]
    table(["", "tensor", "shape", "dtype", "layout", "scale", "zero point"], [_tensor(side, t) for side, t in tensors])
    table(["op", "count"], [[op, str(n)] for op, n in sorted(found["ops"].items())])
    table(["weights", "bytes"], [[dtype, f"{n:,}"] for dtype, n in found["weights"].items()])
    _kernels(found["kernels"])
    table(["metadata", ""], [[key, _short(value)] for key, value in found["metadata"].items()])
    _delegates(found["delegates"])


def _kernels(kernels: list[dict[str, Any]]) -> None:
    """How many kernels are stored in which form; each one by itself is in the JSON."""
    from mobilekit.checks.limits import LARGE

    if not kernels:
        return
    forms = sorted({kernel["form"] for kernel in kernels})
    alike = [[kernel for kernel in kernels if kernel["form"] == form] for form in forms]
    rows = [
        [form, str(len(own)), f"{sum(k['elements'] for k in own):,}"] for form, own in zip(forms, alike, strict=True)
    ]
    table(["kernels", "count", "elements"], rows)
    large = [kernel for kernel in kernels if kernel["elements"] > LARGE]
    packed = sum(kernel["compressed"] for kernel in large)
    if packed:
        say(f"{packed} of {len(large)} kernels of more than {LARGE} elements are compressed.")


def _bundle_tables(found: dict[str, Any]) -> None:
    manifest = found["manifest"]
    model = manifest["model"]
    say(f"{model['name']}  {model['description']}")
    say(
        f"{model['classes']} classes, {model['activation']}, {model['parameters']:,} parameters, {model['macs']:,} MACs"
    )
    say(f"preprocessing: {manifest['preprocessing']}")
    say(f"golden images: {len(manifest['golden']['images'])}, {manifest['golden']['origin']}")
    rows = [
        [a["variant"], megabytes(a["bytes"]), a["inputs"][0]["dtype"], " ".join(a["app_steps"]),
         " > ".join(r["delegate"] for r in a["delegates"]), agreement_and_difference(a["parity"])[0]]
        for a in manifest["artifacts"]
    ]  # fmt: skip
    table(["variant", "size", "input", "the app still does", "delegates", "parity"], rows)


def _tensor(side: str, tensor: dict[str, Any]) -> list[str]:
    quantised = [_short(tensor["scale"]), _short(tensor["zero_point"])]
    return [side, tensor["name"], "x".join(map(str, tensor["shape"])), tensor["dtype"], tensor["layout"], *quantised]


def _delegates(rungs: list[dict[str, Any]]) -> None:
    rows = []
    for rung in rungs:
        stops = "; ".join(f"{u['op']}: {u['rule']}" for u in rung["unsupported"]) or "none known"
        rows.append([rung["delegate"], _short(rung["options"]), str(rung["tolerance"]), stops])
    table(["delegate", "options", "tolerance", "ops that would not run there"], rows)


def _short(value: Any) -> str:  # noqa: ANN401
    if value is None:
        return ""
    if isinstance(value, (list, tuple)) and len(value) > 6:
        return f"{', '.join(map(str, value[:5]))} ... ({len(value)})"
    return f"{value:.6g}" if isinstance(value, float) else str(value)
