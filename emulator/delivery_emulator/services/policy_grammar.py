"""The grammar of policies of resources and roles: what must stand in a statement, and what may not.

The rules are those of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html, the words those in which S3 and IAM's
trust policies break them.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from delivery_emulator.policy.operator import operator_named
from delivery_emulator.policy.texts import texts

Statement = Mapping[str, Any]
_VERSIONS = ("2012-10-17", "2008-10-17")
_ELEMENTS = ("Effect", "Principal", "Action", "Resource")
_INVERSE = {"Principal": "NotPrincipal", "Action": "NotAction", "Resource": "NotResource"}
_KNOWN = frozenset(["Sid", "Condition", *_ELEMENTS, *_INVERSE.values()])
_OPERATOR = re.compile(r"(?:ForAnyValue:|ForAllValues:)?([A-Za-z]+?)(?:IfExists)?")


def statements_of(policy: str | bytes) -> list[Statement]:
    """The statements of a policy that `fault_in` finds nothing wrong with."""
    return _listed(json.loads(policy)["Statement"])


def fault_in(policy: str | bytes, trust: bool = False) -> str | None:
    """What breaks the grammar, as S3 and IAM say it; None where nothing does. A trust policy names no resource: the role is it."""
    try:
        document = json.loads(policy)
    except ValueError:
        document = None
    if not isinstance(document, dict):
        return "Policies must be valid JSON and the first byte must be '{'"
    if document.get("Version", _VERSIONS[0]) not in _VERSIONS:
        return "The policy must contain a valid version string"
    if "Statement" not in document:
        return "Missing required field Statement"
    if not _listed(document["Statement"]):
        return "Could not parse the policy: Statement is empty!"
    return next((fault for each in _listed(document["Statement"]) for fault in _faults(each, trust)), None)


def named(statement: Statement, element: str) -> list[str]:
    """What a statement has under an element or its inverse, as a list of texts."""
    value = statement.get(element, statement.get(_INVERSE.get(element, ""), []))
    return list(texts(value) or [])


def condition_keys(statement: Statement) -> list[str]:
    return [key for keys in (statement.get("Condition") or {}).values() for key in keys]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _faults(statement: Any, trust: bool) -> Iterator[str]:
    if not isinstance(statement, dict):
        yield "Statement must be an object"
        return
    for element in statement.keys() - _KNOWN:
        yield f"Unknown field {element}"
    for element in _ELEMENTS:
        inverse = _INVERSE.get(element, element)
        if trust and element == "Resource":
            yield from (f"Has prohibited field {each}" for each in (element, inverse) if each in statement)
        elif _empty(statement.get(element)) and _empty(statement.get(inverse)):
            yield f"Missing required field {element}"
    if statement.get("Effect") not in ("Allow", "Deny"):
        yield f"Invalid effect: {statement.get('Effect')}"
    yield from _faults_of_condition(statement.get("Condition", {}))


def _empty(value: Any) -> bool:
    """Whether nothing is named, `{"AWS": []}` too."""
    if isinstance(value, Mapping):
        return all(_empty(each) for each in value.values())
    return value is None or value == []


def _faults_of_condition(condition: Any) -> Iterator[str]:
    if not isinstance(condition, Mapping) or not all(isinstance(keys, Mapping) for keys in condition.values()):
        yield "Conditions must be objects"
        return
    for name in condition:
        found = _OPERATOR.fullmatch(name)
        if name != "Null" and (found is None or operator_named(found[1]) is None):
            yield f"Invalid Condition type : {name}"
