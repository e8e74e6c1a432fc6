"""Stack policies: which updates of which resources a stack refuses, whoever asks.

Source: CloudFormation user guide, "Prevent updates to stack resources".
"""

import json
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

from delivery_emulator.cloudformation.errors import ValidationError

_ACTIONS = frozenset({"Update:Modify", "Update:Replace", "Update:Delete", "Update:*"})
_KEYS = frozenset({"Sid", "Effect", "Action", "NotAction", "Principal", "Resource", "NotResource", "Condition"})
_OPERATORS = frozenset({"StringEquals", "StringLike"})


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def read(body: str) -> Mapping[str, Any]:
    """A stack policy from its JSON text. Raises `ValidationError` for what CloudFormation or the emulator does not know."""
    try:
        policy = json.loads(body)
    except json.JSONDecodeError as error:
        raise ValidationError(f"Error validating stack policy: Invalid stack policy ({error})") from error
    statements = policy.get("Statement") if isinstance(policy, dict) else None
    if not isinstance(statements, list) or not statements:
        raise ValidationError("Error validating stack policy: Invalid stack policy (it has no list of statements)")
    for number, statement in enumerate(statements, 1):
        flaw = _flaw(statement)
        if flaw:
            raise ValidationError(f"Error validating stack policy: Invalid stack policy (statement #{number} {flaw})")
    return policy


def _flaw(statement: Any) -> str | None:
    if not isinstance(statement, dict):
        return "is not an object"
    unknown = sorted(set(statement) - _KEYS)
    actions = _list(statement.get("Action", statement.get("NotAction")))
    if unknown:
        return f"has the unknown element {unknown[0]}"
    if statement.get("Effect") not in ("Allow", "Deny"):
        return "must have the effect Allow or Deny"
    if not set(actions) <= _ACTIONS:
        return f"must name actions out of {', '.join(sorted(_ACTIONS))}"
    if statement.get("Principal") != "*":
        return "must have the principal *"
    if "Resource" not in statement and "NotResource" not in statement:
        return "names no resource"
    for operator, keys in (statement.get("Condition") or {}).items():
        if operator not in _OPERATORS or set(keys) != {"ResourceType"}:
            return "has a condition other than StringEquals or StringLike of ResourceType"
    return None


def refusal(policy: Mapping[str, Any] | None, action: str, logical_id: str, type_name: str) -> str | None:
    """Why the policy does not let an action happen to a resource; nothing where it does, or where there is no policy."""
    if policy is None:
        return None
    resource = f"LogicalResourceId/{logical_id}"
    allowed = False
    for number, statement in enumerate(policy["Statement"], 1):
        if not _matches(statement, action, resource, type_name):
            continue
        if statement["Effect"] == "Deny":
            return f"Action denied by stack policy: Statement [#{number}] does not allow [{action}] for resource [{resource}];"
        allowed = True
    return None if allowed else f"Action not allowed by stack policy: no statement allows [{action}] for resource [{resource}];"


def _matches(statement: Mapping[str, Any], action: str, resource: str, type_name: str) -> bool:
    if not _names(statement, "Action", action) or not _names(statement, "Resource", resource):
        return False
    for operator, keys in (statement.get("Condition") or {}).items():
        types = _list(keys["ResourceType"])
        if not (type_name in types if operator == "StringEquals" else _any_like(type_name, types)):
            return False
    return True


def _names(statement: Mapping[str, Any], element: str, value: str) -> bool:
    if element in statement:
        return _any_like(value, _list(statement[element]))
    return not _any_like(value, _list(statement[f"Not{element}"]))


def _any_like(value: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(value, pattern) for pattern in patterns)
