"""A copy of a good bundle to damage, and the ways of making it whole again, as the fault's own maker would."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from mobilekit.bundle import MANIFEST, SUMS, package_sha256, size_of, sums_text
from mobilekit.checks.base import rule_of
from mobilekit.checks.tensors import as_json
from mobilekit.formats import FORMATS
from mobilekit.golden import read_ppm
from mobilekit.metrics import max_abs_difference, top1_agreement
from mobilekit.postprocess import top_k
from mobilekit.preprocess import Pixels, Preprocessing, to_tensor
from mobilekit.spec import Batch

ToTensor = Callable[[Pixels, Preprocessing, int], Pixels]


class Bundle:
    """A bundle and its manifest in memory; nothing is consistent until ``seal`` or ``sign``."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.manifest: dict[str, Any] = json.loads((root / MANIFEST).read_text("utf-8"))

    @classmethod
    def copied(cls, good: Path, folder: Path) -> Bundle:
        return cls(Path(shutil.copytree(good, folder, ignore=shutil.ignore_patterns("report"))))

    @property
    def rule(self) -> Preprocessing:
        return rule_of(self.manifest["preprocessing"])

    def artifact(self, variant: str) -> dict[str, Any]:
        return next(a for a in self.manifest["artifacts"] if a["variant"] == variant)

    def path(self, variant: str) -> Path:
        return self.root / self.artifact(variant)["path"]

    def keep(self, *variants: str) -> None:
        """Only these, as a bundle of fewer variants has them."""
        for artifact in self.manifest["artifacts"]:
            if artifact["variant"] not in variants:
                path = self.root / artifact["path"]
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        self.manifest["artifacts"] = [a for a in self.manifest["artifacts"] if a["variant"] in variants]

    def place(self, variant: str, file: Path) -> None:
        """Put a file or folder where the variant's is, and leave nothing of it at its old place."""
        target = self.path(variant)
        shutil.rmtree(target) if target.is_dir() else target.unlink()
        shutil.move(file, target)

    def labels(self) -> list[str]:
        return (self.root / "labels.txt").read_text("utf-8").splitlines()

    def write_labels(self, labels: list[str]) -> None:
        """``labels.txt``, and its hash in the manifest."""
        data = "".join(f"{label}\n" for label in labels).encode()
        (self.root / "labels.txt").write_bytes(data)
        self.manifest["labels"]["sha256"] = hashlib.sha256(data).hexdigest()

    def pictures(self) -> list[tuple[Pixels, int]]:
        """(pixels, rotation) of each golden image."""
        images = self.manifest["golden"]["images"]
        return [(read_ppm((self.root / image["path"]).read_bytes()), image["rotation"]) for image in images]

    def tensors(self, to_tensor: ToTensor = to_tensor) -> Pixels:
        return np.stack([to_tensor(pixels, self.rule, rotation) for pixels, rotation in self.pictures()])

    def reference(self) -> Batch:
        data = (self.root / "golden" / "reference.f32").read_bytes()
        return np.frombuffer(data, "<f4").reshape(-1, self.manifest["model"]["classes"])

    def write_reference(self, values: Batch) -> None:
        """Reference outputs with hash and top five: what a reference run with a fault in it leaves behind."""
        golden, data = self.manifest["golden"], values.astype("<f4").tobytes()
        (self.root / "golden" / "reference.f32").write_bytes(data)
        golden["reference"]["sha256"] = hashlib.sha256(data).hexdigest()
        for image, answer in zip(golden["images"], values, strict=True):
            image["top5"] = [int(k) for k in top_k(answer, 5)]
        for artifact in self.manifest["artifacts"]:
            artifact["parity"] = self.parity(artifact)

    def write_tensor_hashes(self, tensors: Pixels) -> None:
        for image, tensor in zip(self.manifest["golden"]["images"], tensors, strict=True):
            image["tensor_sha256"] = hashlib.sha256(tensor.tobytes()).hexdigest()

    def answers(self, variant: str, tensors: Pixels, **rule: Any) -> Batch:
        """What the file says to (N, H, W, 3) uint8, preprocessed by the manifest's rule but for ``rule``."""
        artifact = self.artifact(variant)
        row = FORMATS[variant.split("-")[0]]
        changed = dataclasses.replace(self.rule, **rule)
        return row.runner(self.path(variant), changed, tuple(artifact["app_steps"])).run(tensors)

    def parity(self, artifact: dict[str, Any]) -> dict[str, Any] | None:
        """As measured, however bad; what was there where the file does not run or gives another number of scores."""
        reference = self.reference()
        try:
            target = self.answers(artifact["variant"], self.tensors())
        except Exception:  # its maker could not measure it either
            return artifact["parity"]
        if target.shape != reference.shape:
            return artifact["parity"]
        far = max_abs_difference(reference, target)
        return {
            "images": len(reference),
            "max_abs_difference": far if np.isfinite(far) else 1e38,
            "top1_agreement": top1_agreement(reference, target),
        }

    def read_back(self, variant: str) -> None:
        """State tensors and oldest runtime of a file as they are now."""
        read = FORMATS[variant.split("-")[0]].readback(self.path(variant))
        inputs, outputs = ([as_json(tensor) for tensor in side] for side in (read.inputs, read.outputs))
        self.artifact(variant).update(inputs=inputs, outputs=outputs, minimum=read.minimum)

    def seal(self) -> None:
        """Hashes and sizes of every file; the parity, measured again, of those that changed."""
        sums = sums_text(self.root)
        for artifact in self.manifest["artifacts"]:
            digest = package_sha256(sums, artifact["path"])
            if digest != artifact["sha256"]:
                size = size_of(self.root / artifact["path"])
                artifact.update(sha256=digest, bytes=size, parity=self.parity(artifact))
        self.sign()

    def sign(self) -> None:
        """The manifest as it stands, true or not, and ``SHA256SUMS``."""
        (self.root / MANIFEST).write_text(json.dumps(self.manifest), "utf-8")
        (self.root / SUMS).write_text(sums_text(self.root), "utf-8")


def leave(bundle: Bundle) -> None:
    """Nothing made whole: the fault came after the bundle was written."""
