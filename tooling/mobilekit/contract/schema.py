"""The schemas beside this file, held to exactly: every fault is a reason of ``refusals.json`` and a JSON path."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from mobilekit.contract.refusals import FOLDER


def schema_faults(value: Any, schema: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """(reason, JSON path) of each fault of ``value`` by the schema file of that name, such as ``manifest``."""
    for error in _validator(schema).iter_errors(value):
        place = str(error.json_path)
        if error.validator == "additionalProperties":
            unknown = next(key for key in error.instance if key not in error.schema["properties"])
            yield "unknown_key", f"{place}.{unknown}"
        elif error.validator == "required":
            yield "missing_key", f"{place}.{next(key for key in error.validator_value if key not in error.instance)}"
        elif error.validator == "type":
            yield "type", place
        elif error.path and error.path[-1] == "path":
            yield "path", place
        else:
            yield "value", place


@cache
def _validator(schema: str) -> Any:  # noqa: ANN401
    """jsonschema, but exact: 3.0 is no integer, and a pattern is about the whole string."""
    import jsonschema

    def pattern(validator: Any, wanted: str, text: Any, schema: Any) -> Iterator[Any]:  # noqa: ANN401
        # Python's $ also matches before a final line feed: https://docs.python.org/3/library/re.html
        if isinstance(text, str) and not re.fullmatch(wanted, text):
            yield jsonschema.ValidationError(wanted)

    base = jsonschema.Draft202012Validator
    checker = base.TYPE_CHECKER.redefine("integer", lambda _, value: type(value) is int)
    exact = jsonschema.validators.extend(base, {"pattern": pattern}, type_checker=checker)
    return exact(json.loads((FOLDER / f"{schema}.schema.json").read_text("utf-8")))
