"""The protobuf classes that coremltools ships, without coremltools.

``import coremltools.proto`` first runs ``coremltools/__init__.py``, which takes seconds and loads TensorFlow.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from mobilekit.errors import MobileKitError

ALIAS = "_mobilekit_coreml_proto"
"""The package under which coremltools' ``proto`` folder is loaded a second time.

Its modules add their descriptors to protobuf's one pool by file name; adding the same bytes again is allowed, so the
kit and a real ``import coremltools`` share the message classes, in whichever order they come.
"""


@cache
def messages(module: str) -> Any:  # noqa: ANN401
    """A generated module by name: ``Model_pb2``, ``MIL_pb2``, ``FeatureTypes_pb2``...

    Raises:
        MobileKitError: coremltools is not installed.
    """
    if ALIAS not in sys.modules:
        package = ModuleType(ALIAS)
        package.__path__ = [str(_folder())]
        sys.modules[ALIAS] = package
    return importlib.import_module(f"{ALIAS}.{module}")


def _folder() -> Path:
    found = importlib.util.find_spec("coremltools")
    if found is None or found.origin is None:
        raise MobileKitError("coremltools is not installed.", remedy="Run: pip install 'coremltools>=9.0,<10'")
    return Path(found.origin).parent / "proto"
