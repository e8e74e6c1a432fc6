"""Reading template values: CloudFormation lets a boolean or a number be written as a string, and merges stack tags."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from delivery_emulator.cloudformation.resource import Context, Properties, Refused


def boolean(value: Any) -> bool:
    """A template boolean: JSON true/false or the strings `true` and `false`. Raises `Refused` for anything else."""
    if isinstance(value, bool):
        return value
    if str(value).lower() in ("true", "false"):
        return str(value).lower() == "true"
    raise Refused(f"Properties validation failed: expected type: Boolean, found: {value!r}")


def integer(value: Any) -> int:
    """A template integer, written as a number or as its decimal string. Raises `Refused` for anything else."""
    try:
        return int(str(value))
    except ValueError as error:
        raise Refused(f"Properties validation failed: expected type: Integer, found: {value!r}") from error


def document(value: Any) -> str:
    """A policy document as the JSON string the service APIs take."""
    return value if isinstance(value, str) else json.dumps(value)


def tag_map(context: Context, properties: Properties) -> dict[str, str]:
    """The tags a resource gets: the stack's own, overridden by the resource's `Tags` (a list or a map)."""
    own = properties.get("Tags") or {}
    pairs = own if isinstance(own, Mapping) else {tag["Key"]: tag["Value"] for tag in own}
    return {**context.tags, **{str(key): str(value) for key, value in pairs.items()}}


def tag_list(context: Context, properties: Properties, key: str = "Key", value: str = "Value") -> list[dict[str, str]]:
    """`tag_map` as the list of key/value records most APIs take, under the field names the API uses."""
    return [{key: name, value: text} for name, text in tag_map(context, properties).items()]


def renamed(properties: Properties, *names: str) -> dict[str, Any]:
    """The named properties that the template sets: API parameters of the same name."""
    return {name: properties[name] for name in names if name in properties}
