"""In which order resources are made: who refers to whom."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from delivery_emulator.cloudformation.errors import ValidationError
from delivery_emulator.cloudformation.intrinsics import function_of

_PLACEHOLDER = re.compile(r"\$\{([^!}][^}]*)\}")


def references(value: Any) -> Iterator[str]:
    """Every name that a value refers to by `Ref`, `Fn::GetAtt` or `Fn::Sub`."""
    name = function_of(value)
    if name == "Ref":
        yield value["Ref"]
        return
    if name == "Fn::GetAtt":
        argument = value[name]
        yield argument.split(".", 1)[0] if isinstance(argument, str) else argument[0]
        return
    if name == "Fn::Sub":
        pattern, variables = (value[name], {}) if isinstance(value[name], str) else value[name]
        names = [found.strip().split(".", 1)[0] for found in _PLACEHOLDER.findall(pattern)]
        yield from (found for found in names if found not in variables)
        yield from references(list(variables.values()))
        return
    if isinstance(value, dict):
        for item in value.values():
            yield from references(item)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)


def unresolved(value: Any, known: Iterable[str]) -> list[str]:
    """The names that a value refers to and nobody knows."""
    return sorted({name for name in references(value) if name not in known})


def dependencies(
    resources: Mapping[str, Any], known: frozenset[str], hidden: Iterable[str] = ()
) -> dict[str, set[str]]:
    """What each resource needs first. Raises `ValidationError` for a name that is neither resource nor `known`.

    `DependsOn` may also name what a condition has `hidden`, and then says nothing.
    """
    needs: dict[str, set[str]] = {}
    for logical_id, resource in resources.items():
        depends_on = resource.get("DependsOn") or []
        stated = {depends_on} if isinstance(depends_on, str) else set(depends_on)
        named = set(references(resource.get("Properties") or {}))
        missing = sorted({*unresolved(resource.get("Properties") or {}, {*resources, *known}), *(stated - resources.keys() - set(hidden))})
        if missing:
            raise ValidationError(
                "Template format error: Unresolved resource dependencies "
                f"[{', '.join(missing)}] in the Resources block of the template"
            )
        needs[logical_id] = {name for name in named | stated if name in resources}
    return needs


def creation_order(needs: Mapping[str, set[str]]) -> list[str]:
    """Each resource after everything it needs, else in template order. Raises `ValidationError` on a cycle."""
    done: dict[str, None] = {}
    waiting = list(needs)
    while waiting:
        ready = [name for name in waiting if needs[name] <= done.keys()]
        if not ready:
            raise ValidationError(f"Circular dependency between resources: [{', '.join(waiting)}]")
        done.update(dict.fromkeys(ready))
        waiting = [name for name in waiting if name not in done]
    return list(done)
