"""Scalars as the schema wants them: CloudFormation takes `"30"` for 30, `"true"` for true and 30 for `"30"`."""

import re
from collections.abc import Mapping
from typing import Any

import regex

_JSON = {"string": str, "boolean": bool, "integer": int, "number": (int, float), "array": list, "object": Mapping}
_WHOLE, _NUMBER = re.compile(r"[+-]?\d+"), re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")


def coerced(value: Any, schema: Any, root: Mapping[str, Any]) -> Any:
    """A copy of a value whose scalars have the types of the schema, as far as they can have them."""
    schema = _resolved(schema, root)
    if isinstance(value, Mapping):
        return {name: coerced(item, _of_property(name, schema), root) for name, item in value.items()}
    if isinstance(value, list):
        items = schema.get("items")
        return [coerced(item, items if isinstance(items, Mapping) else {}, root) for item in value]
    kinds = schema.get("type", ())
    kinds = (kinds,) if isinstance(kinds, str) else kinds
    return value if not kinds or any(is_type(value, kind) for kind in kinds) else _scalar(value, kinds)


def is_type(value: Any, kind: str) -> bool:
    """Whether a value has a type of JSON schema. `true` is no number there."""
    return isinstance(value, _JSON[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _resolved(schema: Any, root: Mapping[str, Any]) -> Mapping[str, Any]:
    while isinstance(schema, Mapping) and "$ref" in schema:
        found: Any = root
        for name in schema["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        schema = found
    return schema if isinstance(schema, Mapping) else {}


def _of_property(name: str, schema: Mapping[str, Any]) -> Any:
    named = schema.get("properties", {}).get(name)
    if named is not None:
        return named
    return next((each for pattern, each in schema.get("patternProperties", {}).items() if regex.search(pattern, name)), {})


def _scalar(value: Any, kinds: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower() if "string" in kinds else value
    if isinstance(value, (int, float)):
        return str(value) if "string" in kinds else value
    if not isinstance(value, str):
        return value
    if "boolean" in kinds and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if "integer" in kinds and _WHOLE.fullmatch(value):
        return int(value)
    return float(value) if "number" in kinds and _NUMBER.fullmatch(value) else value
