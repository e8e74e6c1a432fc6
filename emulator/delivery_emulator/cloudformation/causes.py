"""Why a property changes, as change sets say it: API reference, `ResourceChangeDetail`."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from delivery_emulator.cloudformation.intrinsics import function_of

_PLACEHOLDER = re.compile(r"\$\{([^!}][^}]*)\}")


def _uses(value: Any) -> Iterator[str]:
    """What a value refers to: `Name` by `Ref`, `Name.Attribute` by `Fn::GetAtt`, either by `Fn::Sub`."""
    name = function_of(value)
    if name == "Ref":
        yield value["Ref"]
    elif name == "Fn::GetAtt":
        argument = value[name]
        yield argument if isinstance(argument, str) else ".".join(str(part) for part in argument)
    elif name == "Fn::Sub":
        pattern, variables = (value[name], {}) if isinstance(value[name], str) else value[name]
        yield from (found.strip() for found in _PLACEHOLDER.findall(pattern) if found.strip() not in variables)
        yield from _uses(list(variables.values()))
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _uses(item)
    elif isinstance(value, list):
        for item in value:
            yield from _uses(item)


def causes(
    before: Any, after: Any, resources: Collection[str], parameters: Collection[str]
) -> list[tuple[str, str | None]]:
    """`ChangeSource` and `CausingEntity` of a change of a property from one text of the template to another.

    `resources` are those that change too, `parameters` those that have another value.
    """
    found: dict[tuple[str, str | None], None] = {}
    for used in _uses(after):
        name, _, attribute = used.partition(".")
        if name in parameters:
            found["ParameterReference", name] = None
        elif name in resources:
            found["ResourceAttribute" if attribute else "ResourceReference", used] = None
    if before != after or not found:
        found["DirectModification", None] = None
    return list(found)
