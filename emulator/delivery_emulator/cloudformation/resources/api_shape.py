"""Template properties that are an API structure in other letters: `RunOrder` is `runOrder`, and so on down.

Services that keep whole definitions (CodePipeline, CodeBuild) take them as they come; what exists is read from the
SDK's own service model instead of being listed a second time.
"""

import functools
from collections.abc import Iterator, Mapping
from typing import Any

from botocore.session import Session

from delivery_emulator.cloudformation.values import boolean, integer


@functools.cache
def input_shape(service: str, operation: str) -> Any:
    """The request structure of an API operation: botocore's shape, whose kinds its types do not tell apart."""
    return Session().get_service_model(service).operation_model(operation).input_shape


def template_name(member: str) -> str:
    """The template's name of an API member."""
    return _ODD_NAMES.get(member, member[0].upper() + member[1:])


_ODD_NAMES = {"buildspec": "BuildSpec"}


def property_names(shape: Any, without: frozenset[str] = frozenset()) -> frozenset[str]:
    """Every template property below a structure, dotted; free-form maps end in `.*`."""
    return frozenset(_names(shape, "", without))


def _names(shape: Any, path: str, without: frozenset[str]) -> Iterator[str]:
    if shape.type_name == "list":
        yield from _names(shape.member, path, without)
    elif shape.type_name == "structure":
        for member, inner in shape.members.items():
            name = f"{path}.{template_name(member)}" if path else template_name(member)
            if name not in without:
                yield from _names(inner, name, without)
    else:
        yield f"{path}.*" if shape.type_name == "map" else path


def to_api(value: Any, shape: Any) -> Any:
    """A template value as the API takes it. Raises `Refused` for a value of the wrong type."""
    if shape.type_name == "structure":
        members = {template_name(member): (member, inner) for member, inner in shape.members.items()}
        known = {name: item for name, item in _mapping(value).items() if name in members}
        return {members[name][0]: to_api(item, members[name][1]) for name, item in known.items()}
    if shape.type_name == "list":
        return [to_api(item, shape.member) for item in value]
    if shape.type_name == "map":
        return {str(key): to_api(item, shape.value) for key, item in _mapping(value).items()}
    if shape.type_name == "boolean":
        return boolean(value)
    if shape.type_name in ("integer", "long"):
        return integer(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise TypeError(f"an object is needed here, got {value!r}")
    return value
