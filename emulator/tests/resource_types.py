"""Prints what the emulator's resource types list, as JSON: `python3 emulator/tests/resource_types.py`.

By type: `properties`, `replacedBy` and `customName` as their classes name them, and `attributes`, which `Fn::GetAtt` can
ask for, as the calls of `Made` in their source name them.
"""

import ast
import inspect
import json
import textwrap
from collections.abc import Iterator
from typing import Any

from delivery_emulator.cloudformation.resource import ResourceType
from delivery_emulator.cloudformation.resources import load_all


class Unreadable(Exception):
    """A resource type that names its attributes otherwise than by the keys of a dictionary where it calls `Made`."""


def attributes_of(kind: type[ResourceType]) -> set[str]:
    """The names of the attributes that a type returns. Raises `Unreadable`."""
    sources = [textwrap.dedent(inspect.getsource(base)) for base in kind.__mro__ if issubclass(base, ResourceType)]
    calls = [
        node
        for source in sources[:-1]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Made"
    ]
    return {name for call in calls for argument in call.args[1:] for name in _keys(argument, kind.name)}


def _keys(argument: ast.expr, kind: str) -> Iterator[str]:
    if not isinstance(argument, ast.Dict):
        raise Unreadable(f"{kind}: Made(…, {ast.unparse(argument)}) names no attributes")
    for key, value in zip(argument.keys, argument.values, strict=True):
        names = value.args[1:] if key is None and isinstance(value, ast.Call) else [key]
        for name in names:
            if not isinstance(name, ast.Constant):
                raise Unreadable(f"{kind}: the attributes of {ast.unparse(argument)} cannot be read")
            yield str(name.value)


def listed(kind: type[ResourceType]) -> dict[str, Any]:
    """What one type lists."""
    return {
        "properties": sorted(kind.properties),
        "replacedBy": sorted(kind.replaced_by),
        "customName": kind.custom_name,
        "attributes": sorted(attributes_of(kind)),
    }


if __name__ == "__main__":
    load_all()
    print(json.dumps({name: listed(kind) for name, kind in sorted(ResourceType.registry.items())}))
