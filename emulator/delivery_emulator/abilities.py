"""What the emulator's CloudFormation can do, as JSON: `python3 -m delivery_emulator.abilities`.

A rehearsal holds templates against it before anything is started. By type: `properties` as their classes list them, `attributes`,
which `Fn::GetAtt` can ask for, as the calls of `Made` in their source name them (`*`: any), `absentValues` of properties,
`absentTexts`, expressions that find them in a property's text, `arnsHere`, properties that lead to the app's own accounts, and
`mostEntries` of those that are lists.
"""

import ast
import inspect
import json
import textwrap
from collections.abc import Iterator
from typing import Any

from delivery_emulator.cloudformation.function_check import EXTENDED_FUNCTIONS, FUNCTIONS
from delivery_emulator.cloudformation.public_parameters import HERE
from delivery_emulator.cloudformation.resource import ResourceType
from delivery_emulator.cloudformation.resources import load_all
from delivery_emulator.cloudformation.support import ABSENT_ATTRIBUTES, ABSENT_POLICIES
from delivery_emulator.cloudformation.template_check import TRANSFORMS


class Unreadable(Exception):
    """A resource type that names its attributes otherwise than by the keys of a dictionary where it calls `Made`."""


def abilities() -> dict[str, Any]:
    """All of it, in order."""
    load_all()
    return {
        "absentAttributes": sorted(ABSENT_ATTRIBUTES),
        "absentPolicies": sorted(ABSENT_POLICIES),
        "publicParameters": sorted(HERE),
        "transforms": sorted(TRANSFORMS),
        "functions": sorted(FUNCTIONS),
        "extendedFunctions": sorted(EXTENDED_FUNCTIONS),
        "types": {name: _abilities_of(kind) for name, kind in sorted(ResourceType.registry.items())},
    }


def _abilities_of(kind: type[ResourceType]) -> dict[str, Any]:
    absent = {name: sorted(values) for name, values in sorted(kind.absent_values.items())}
    return {
        **({"arnsHere": sorted(kind.arns_here)} if kind.arns_here else {}),
        "properties": sorted(kind.properties),
        # Where somebody else makes what it returns, nobody here can tell.
        "attributes": sorted(attributes_of(kind)) if _made_in(kind) else ["*"],
        **({"absentValues": absent} if absent else {}),
        **({"absentTexts": dict(sorted(kind.absent_texts.items()))} if kind.absent_texts else {}),
        **({"mostEntries": dict(sorted(kind.most_entries.items()))} if kind.most_entries else {}),
    }


def attributes_of(kind: type[ResourceType]) -> set[str]:
    """The names of the attributes that a type returns. Raises `Unreadable`."""
    return {name for call in _made_in(kind) for argument in call.args[1:] for name in _keys(argument, kind.name)}


def _made_in(kind: type[ResourceType]) -> list[ast.Call]:
    sources = [textwrap.dedent(inspect.getsource(base)) for base in kind.__mro__ if issubclass(base, ResourceType)]
    return [
        node
        for source in sources[:-1]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Made"
    ]


def _keys(argument: ast.expr, kind: str) -> Iterator[str]:
    if not isinstance(argument, ast.Dict):
        raise Unreadable(f"{kind}: Made(…, {ast.unparse(argument)}) names no attributes")
    for key, value in zip(argument.keys, argument.values, strict=True):
        names = value.args[1:] if key is None and isinstance(value, ast.Call) else [key]
        for name in names:
            if not isinstance(name, ast.Constant):
                raise Unreadable(f"{kind}: the attributes of {ast.unparse(argument)} cannot be read")
            yield str(name.value)


if __name__ == "__main__":
    print(json.dumps(abilities()))
