"""What a service's own model says of a request's parameters (lengths, ranges, patterns, values), in the sentence with which AWS refuses it.

Only of services in `limits.json` that answer so; the model is botocore's, with what `limits.json` knows better.
"""

import functools
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from botocore.session import get_session

from delivery_emulator.authorization.operation import Operation, operation_of

_Fault = tuple[str | None, str]
"""Where a value breaks a rule (`Value 'x' at 'roleName'`) and the rule; or a sentence that stands alone."""
_CLASSES = {r"\p{L}": r"^\W\d_", r"\p{N}": r"\d", r"\p{Z}": " \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"}
"""What a bracket of a Java expression holds that Python's does not know. Letters cannot be said inside of one: word characters are."""
_WORD = {**_CLASSES, r"\p{L}": r"\w"}


@functools.cache
def limits() -> dict[str, Any]:
    """The table of limits, each with its source."""
    table: dict[str, Any] = json.loads(Path(__file__).with_name("limits.json").read_text("utf-8"))
    return table


def refusal(environ: dict[str, Any]) -> tuple[str, str] | None:
    """`objection` to a request. What cannot be read as one (compressed, or broken) is left to its service."""
    try:
        operation = operation_of(environ)
    except ValueError:
        return None
    return objection(operation)


def objection(operation: Operation | None) -> tuple[str, str] | None:
    """The code and the sentence with which a service refuses the parameters; None where it takes them, or is not known to refuse so."""
    if operation is None or operation.service not in limits()["validate"]:
        return None
    model: Any = _model(operation.service)
    if operation.name not in model.operation_names:
        return None
    shape = model.operation_model(operation.name).input_shape
    if shape is None:
        return None
    query = model.protocol == "query"
    parameters = _nested(shape, operation.parameters, "") if query else operation.parameters
    faults = list(_faults(shape, parameters, "", operation.service))
    if not faults:
        return None
    code, sentences = limits()["validate"][operation.service]["code"], [fault[1] for fault in faults if fault[0] is None]
    if sentences:
        return code, sentences[0]
    told = [f"{value} failed to satisfy constraint: {rule}" for value, rule in faults]
    return code, f"{_counted(len(told))} detected: {'; '.join(told)}"


def held(quota: str, size: int, subject: str = "") -> str | None:
    """What a service says of more than the quota (`limits.json`); None of what is within."""
    known = limits()["quotas"][quota]
    return None if size <= known["most"] else str(known["says"]).format(most=known["most"], subject=subject)


def _counted(number: int) -> str:
    return "1 validation error" if number == 1 else f"{number} validation errors"


@functools.cache
def _model(service: str) -> Any:
    return get_session().get_service_model(service)


def _faults(shape: Any, value: Any, path: str, service: str) -> Iterator[_Fault]:
    kind = shape.type_name
    if kind == "structure" and isinstance(value, Mapping):
        yield from _of_structure(shape, value, path, service)
    elif kind == "list" and isinstance(value, list):
        yield from _measured(shape, value, len(value), path, service)
        for number, each in enumerate(value, 1):
            yield from _faults(shape.member, each, f"{path}.{number}.member", service)
    elif kind == "map" and isinstance(value, Mapping):
        yield from _measured(shape, value, len(value), path, service)
        yield from _of_map(shape, value, path, service)
    elif kind == "string" and isinstance(value, str):
        yield from _measured(shape, value, len(value), path, service)
        yield from _spelled(shape, value, path, limits()["validate"][service].get("sentences", {}))
    elif kind in ("integer", "long"):
        number = _number(value)
        yield from _measured(shape, value, number, path, service) if number is not None else _no_number(value, path)


def _no_number(value: Any, path: str) -> Iterator[_Fault]:
    """Of a text; what else is none is left to the service. Which words AWS has for it is unconfirmed."""
    if isinstance(value, str):
        yield None, f"Value '{value}' at '{path}' is not a number"


def _of_map(shape: Any, value: Mapping[str, Any], path: str, service: str) -> Iterator[_Fault]:
    """Keys and values of a map are told as one, with every rule that they have."""
    for what, member, each in (("keys", shape.key, list(value)), ("value", shape.value, list(value.values()))):
        if member.type_name == "string" and any(True for one in each for _ in _faults(member, one, path, service)):
            yield f"Value at '{path}'", f"Map {what} must satisfy constraint: [{', '.join(_rules(member))}]"


def _rules(shape: Any) -> Iterator[str]:
    known = shape.metadata
    if "max" in known:
        yield f"Member must have length less than or equal to {known['max']}"
    if "min" in known:
        yield f"Member must have length greater than or equal to {known['min']}"
    if "pattern" in known:
        yield f"Member must satisfy regular expression pattern: {known['pattern']}"


def _of_structure(shape: Any, value: Mapping[str, Any], path: str, service: str) -> Iterator[_Fault]:
    for name, member in shape.members.items():
        at = f"{path}.{_lower(name)}" if path else _lower(name)
        if at in limits()["validate"][service].get("otherwise", ()):
            continue  # refused in other words, by its service
        if value.get(name) is not None:
            yield from _faults(member, value[name], at, service)
        elif name in shape.required_members and not member.serialization.get("location"):
            yield f"Value at '{at}'", "Member must not be null"


def _measured(shape: Any, value: Any, size: int, path: str, service: str) -> Iterator[_Fault]:
    """Lengths of texts and lists, and ranges of numbers."""
    known = {**shape.metadata, **limits()["validate"][service].get("members", {}).get(path, {})}
    what = "value" if shape.type_name in ("integer", "long") else "length"
    least, most = known.get("min"), known.get("max")
    if least is not None and size < least:
        yield _at(shape, value, path), f"Member must have {what} greater than or equal to {least}"
    if most is not None and size > most:
        yield _at(shape, value, path), f"Member must have {what} less than or equal to {most}"


def _spelled(shape: Any, value: str, path: str, sentences: Mapping[str, str]) -> Iterator[_Fault]:
    if shape.enum and value not in shape.enum:
        yield _at(shape, value, path), f"Member must satisfy enum value set: [{', '.join(shape.enum)}]"
    pattern = shape.metadata.get("pattern")
    if pattern in sentences and not _expression(pattern).fullmatch(value):
        yield None, sentences[pattern].format(member=path)
    elif pattern is not None and not _expression(pattern).fullmatch(value):
        yield _at(shape, value, path), f"Member must satisfy regular expression pattern: {pattern}"


def _at(shape: Any, value: Any, path: str) -> str:
    """A value that the model calls sensitive is not repeated."""
    shown = "" if shape.metadata.get("sensitive") else f" '{value if isinstance(value, str | int) else json.dumps(value)}'"
    return f"Value{shown} at '{path}'"


@functools.cache
def _expression(pattern: str) -> re.Pattern[str]:
    """A Java expression as Python's. One that Python cannot read fits everything; a test says which those are."""
    for theirs, ours in _WORD.items():
        pattern = pattern.replace(theirs, ours)
    try:
        return re.compile(pattern.replace(r"\w-_", r"\w\-_"), re.DOTALL)
    except re.error:
        return re.compile(".*", re.DOTALL)


def _nested(shape: Any, flat: Mapping[str, Any], prefix: str) -> Any:
    """Parameters of the query protocol (`Tags.member.1.Key`) as the model has them; None where there are none."""
    kind = shape.type_name
    if kind == "structure":
        members = {name: _nested(member, flat, f"{prefix}.{name}" if prefix else name) for name, member in shape.members.items()}
        found = {name: value for name, value in members.items() if value is not None}
        return found if found or not prefix else None
    if kind == "list":
        items = []
        while (each := _nested(shape.member, flat, f"{prefix}.member.{len(items) + 1}")) is not None:
            items.append(each)
        return items or None
    return flat.get(prefix)


def _number(value: Any) -> int | None:
    """A whole number; protocols with queries send it as text."""
    try:
        return None if isinstance(value, bool) else int(value)
    except (TypeError, ValueError):
        return None


def _lower(name: str) -> str:
    return name[0].lower() + name[1:]
