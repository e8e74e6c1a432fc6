"""Reading template values: CloudFormation lets a boolean or a number be written as a string."""

import json
from collections.abc import Callable
from typing import Any

from delivery_emulator.cloudformation.resource import Properties, Refused


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
    """A policy document, or a flag or number among texts, as the string the service APIs take."""
    return value if isinstance(value, str) else json.dumps(value)


def renamed(properties: Properties, *names: str, read: Callable[[Any], Any] = lambda value: value) -> dict[str, Any]:
    """The named properties that the template sets, each `read` on the way: API parameters of the same name."""
    return {name: read(properties[name]) for name in names if name in properties}
