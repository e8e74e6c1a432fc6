"""Where a resource differs from its template: only what the template sets counts, as on AWS."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_DOCUMENTS = frozenset(
    {"AssumeRolePolicyDocument", "EventPattern", "KeyPolicy", "PolicyDocument", "RedrivePolicy", "ResourcePolicy", "Variables"}
)
"""Properties of free form: whatever is in one of them is set by the template, so that more there differs, too."""


@dataclass(frozen=True)
class Difference:
    """An element of `PropertyDifferences`."""

    path: str
    expected: Any
    actual: Any
    kind: str
    """`ADD`, `REMOVE` or `NOT_EQUAL`."""

    def describe(self) -> dict[str, str]:
        """As the API shows it; a value that is not there is `null`."""
        return {
            "PropertyPath": self.path,
            "ExpectedValue": _text(self.expected),
            "ActualValue": _text(self.actual),
            "DifferenceType": self.kind,
        }


def differences(expected: Mapping[str, Any], actual: Mapping[str, Any]) -> list[Difference]:
    """What differs; a property that `actual` has no word of is not compared."""
    return [
        found
        for name, value in expected.items()
        if name in actual
        for found in _compare(f"/{name}", value, actual[name], name in _DOCUMENTS)
    ]


def _compare(path: str, expected: Any, actual: Any, free: bool) -> Iterator[Difference]:
    if actual is None or (actual in ([], {}, "") and expected not in ([], {}, "")):
        if expected not in ([], {}, "", None):
            yield Difference(path, expected, None, "REMOVE")
    elif isinstance(expected, Mapping) and isinstance(actual, Mapping):
        yield from _maps(path, expected, actual, free)
    elif isinstance(expected, list) or isinstance(actual, list):
        yield from _lists(path, _listed(expected), _listed(actual), free)
    elif _scalar(expected) != _scalar(actual):
        yield Difference(path, expected, actual, "NOT_EQUAL")


def _maps(path: str, expected: Mapping[str, Any], actual: Mapping[str, Any], free: bool) -> Iterator[Difference]:
    for name, value in expected.items():
        yield from _compare(f"{path}/{name}", value, actual.get(name), free or name in _DOCUMENTS)
    if free:
        for name in sorted(set(actual) - set(expected)):
            yield Difference(f"{path}/{name}", None, actual[name], "ADD")


def _lists(path: str, expected: Sequence[Any], actual: Sequence[Any], free: bool) -> Iterator[Difference]:
    """Lists are compared without order: what stands in neither differs, in pairs as far as there are pairs."""
    left = list(enumerate(actual))
    missing: list[tuple[int, Any]] = []
    for position, value in enumerate(expected):
        match = next((one for one in left if not list(_compare(path, value, one[1], free))), None)
        if match is None:
            missing.append((position, value))
        else:
            left.remove(match)
    for position, value in missing:
        other = next((one for one in left if _name(one[1]) == _name(value)), None)
        if other is None or not isinstance(value, Mapping):
            yield Difference(f"{path}/{position}", value, None, "REMOVE")
        else:
            left.remove(other)
            yield from _compare(f"{path}/{position}", value, other[1], free)
    for position, value in left:
        yield Difference(f"{path}/{position}", None, value, "ADD")


def _name(value: Any) -> Any:
    """By what an element of a list is known."""
    if not isinstance(value, Mapping):
        return value
    return next((value[name] for name in ("Key", "Id", "Sid", "Name", "PolicyName", "IndexName") if name in value), None)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _scalar(value: Any) -> str:
    """Templates and services write numbers and flags as they like; IAM writes a root user for an account."""
    if isinstance(value, bool):
        return str(value).lower()
    try:
        return str(float(value))
    except (TypeError, ValueError):
        text = value if isinstance(value, str) else json.dumps(value, sort_keys=True)
        return text.lower() if text in ("True", "False") else text


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(_told(value), default=str)


def _told(value: Any) -> Any:
    """Without what is not there."""
    if isinstance(value, Mapping):
        return {name: _told(each) for name, each in value.items() if each is not None}
    return [_told(each) for each in value] if isinstance(value, list) else value
