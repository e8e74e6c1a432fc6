"""SNS: which messages a subscription's filter policy lets through, by attributes or by the body.

Sources: https://docs.aws.amazon.com/sns/latest/dg/string-value-matching.html, numeric-value-matching.html, attribute-key-matching.html, and-or-logic.html
and https://docs.aws.amazon.com/sns/latest/dg/sns-message-filtering-scope.html.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from moto.events.models import UNDEFINED, EventPattern
from moto.sns.models import SNSBackend

from delivery_emulator.services.patch import around

_MATCHER = EventPattern(None, {})
_NOT_MOTOS = ("cidr", "wildcard")
"""What SNS compares by and moto does not know."""


def install() -> None:
    """Take the filter policies that SNS takes."""
    around(SNSBackend, "_validate_filter_policy")(_validate)


def _validate(original: Callable[..., Any], backend: Any, value: Any, scope: str | None) -> None:
    original(backend, _known_to_moto(value), scope)


def _known_to_moto(policy: Any) -> Any:
    if isinstance(policy, list):
        return [_known_to_moto(each) for each in policy]
    if not isinstance(policy, dict):
        return policy
    return {"prefix" if name in _NOT_MOTOS and not isinstance(each, list) else name: _known_to_moto(each) for name, each in policy.items()}


def lets_through(policy: Mapping[str, Any] | None, scope: str, attributes: Mapping[str, Mapping[str, Any]], message: str) -> bool:
    """Whether a policy lets a message through; `scope` is `MessageAttributes` or `MessageBody`, and a body that is no object of JSON is none."""
    if not policy:
        return True
    if scope != "MessageBody":
        return _holds(policy, {name: _value(each) for name, each in attributes.items()})
    try:
        body = json.loads(message)
    except ValueError:
        return False
    return isinstance(body, dict) and _holds(policy, body)


def _value(attribute: Mapping[str, Any]) -> Any:
    kind, value = str(attribute["Type"]), attribute["Value"]
    if kind == "Number":
        return float(value)
    if kind != "String.Array":
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _holds(policy: Mapping[str, Any], found: Any) -> bool:
    """Of a list of objects, one is enough."""
    if isinstance(found, list):
        return any(_holds(policy, each) for each in found)
    there = found if isinstance(found, dict) else {}
    return all(_key_holds(name, rule, there) for name, rule in policy.items())


def _key_holds(name: str, rule: Any, there: Mapping[str, Any]) -> bool:
    if name == "$or" and isinstance(rule, list):
        return any(_holds(each, there) for each in rule)
    if isinstance(rule, dict):
        return _holds(rule, there.get(name))
    return any(_matches(there.get(name, UNDEFINED), each) for each in rule)


def _matches(item: Any, rule: Any) -> bool:
    """`anything-but` is said of every value of a list, all others of one."""
    if isinstance(item, list) and isinstance(rule, dict) and "anything-but" in rule:
        return all(_matches(each, rule) for each in item)
    if isinstance(rule, bool) or isinstance(item, bool):
        return item is rule
    return bool(_MATCHER._does_item_match_filters(item, [rule]))
