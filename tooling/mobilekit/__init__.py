"""Put MobileNet classifiers on phones, with proof that they still give the right answer.

``convert``, ``validate``, ``open_bundle`` and ``models`` are the command line's verbs; see ``mobilekit.api``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mobilekit.api import convert, models, open_bundle, validate
    from mobilekit.errors import MobileKitError
    from mobilekit.opened import Bundle, Classification, Model, Prediction
    from mobilekit.preprocess import Preprocessing

__all__ = [
    "Bundle",
    "Classification",
    "MobileKitError",
    "Model",
    "Prediction",
    "Preprocessing",
    "convert",
    "models",
    "open_bundle",
    "validate",
]

_HOMES = {
    **dict.fromkeys(("convert", "validate", "open_bundle", "models"), "mobilekit.api"),
    **dict.fromkeys(("Bundle", "Classification", "Model", "Prediction"), "mobilekit.opened"),
    "MobileKitError": "mobilekit.errors",
    "Preprocessing": "mobilekit.preprocess",
}
"""Public name -> the module that is imported when it is first asked for: ``import mobilekit`` itself loads nothing."""


def __getattr__(name: str) -> Any:  # noqa: ANN401  (PEP 562)
    if name not in _HOMES:
        raise AttributeError(f"module 'mobilekit' has no attribute '{name}'")
    import importlib

    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
