"""Reading template values: CloudFormation lets a boolean or a number be written as a string."""

import json
from collections.abc import Callable
from typing import Any

from delivery_emulator.cloudformation.resource import Properties


def boolean(value: Any) -> bool:
    """A template boolean: JSON true or false, or the text. The schema of the type has refused everything else."""
    return str(value).lower() == "true"


def integer(value: Any) -> int:
    """A template integer, written as a number or as its decimal text. The schema of the type has refused everything else."""
    return int(str(value))


def document(value: Any) -> str:
    """A policy document, or a flag or number among texts, as the string the service APIs take."""
    return value if isinstance(value, str) else json.dumps(value)


def renamed(properties: Properties, *names: str, read: Callable[[Any], Any] = lambda value: value) -> dict[str, Any]:
    """The named properties that the template sets, each `read` on the way: API parameters of the same name."""
    return {name: read(properties[name]) for name in names if name in properties}
