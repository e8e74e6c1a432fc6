"""The record of what was judged, for people and for `permissions.json`: what each role used, was refused and never used."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from delivery_emulator.authorization.caller_policies import CallerPolicies
from delivery_emulator.authorization.decision import decide
from delivery_emulator.authorization.documents import statements_of
from delivery_emulator.authorization.holders import places, roles_and_users
from delivery_emulator.authorization.record import Judged, Record
from delivery_emulator.authorization.requests import requests
from delivery_emulator.policy import Request, evaluate
from delivery_emulator.policy.pattern import matches


def report(record: Record) -> dict[str, Any]:
    """Everything that was judged, as JSON can hold it."""
    entries, made = record.entries(), places()
    return {
        "mode": record.mode,
        "calls": record.calls,
        "refused": [_refused(each) for each in entries if each.answer.effect == "refused"],
        "notJudged": [
            {"operation": operation, "identity": identity, "because": why, "count": count}
            for (operation, identity, why), count in sorted(record.unjudged.items())
        ],
        "identities": [
            {**_identity(arn, own, [each for each in entries if each.identity == arn]), **_path(made.get(arn))}
            for arn, own in roles_and_users()
        ],
        "requests": requests(record),
    }


def _refused(each: Judged) -> dict[str, Any]:
    said = {"because": each.answer.because, "first": each.first, "last": each.last, "count": each.count}
    who = {"identity": each.identity, "session": each.request.principal.name, "origin": each.origin}
    return {**who, "operation": each.operation, "action": each.request.action, "resource": each.request.resource, **said}


def _path(made: Mapping[str, Any] | None) -> dict[str, Any]:
    return {} if made is None else {"path": made["path"]}


def _identity(arn: str, own: CallerPolicies, entries: Sequence[Judged]) -> dict[str, Any]:
    allowed = [each for each in entries if each.answer.effect == "allowed"]
    used: Counter[tuple[str, str]] = Counter()
    for each in allowed:
        used[(each.request.action, each.request.resource)] += each.count
    return {
        "arn": arn,
        "used": [{"action": action, "resource": resource, "count": count} for (action, resource), count in sorted(used.items())],
        "statements": [_statement(arn, own, index, allowed) for index in range(len(_places(own)))],
    }


def _places(own: CallerPolicies) -> list[tuple[str, int, Mapping[str, Any]]]:
    """Policy, number from 1, and statement of every statement of the identity's own policies."""
    return [(policy.name, number, one) for policy in own.identity for number, one in enumerate(statements_of(policy.text), 1)]


def _statement(arn: str, own: CallerPolicies, index: int, allowed: Sequence[Judged]) -> dict[str, Any]:
    """One statement: which of its actions were used, which never, and what would be refused without it."""
    policy, number, statement = _places(own)[index]
    alone = {"Version": "2012-10-17", "Statement": [statement]}
    actions = statement.get("Action", [])
    listed = [actions] if isinstance(actions, str) else list(actions)
    asked = [each for each in allowed if "NotAction" in statement or any(_covers(action, each.request) for action in listed)]
    mine = [each for each in asked if evaluate([alone], each.request).effect == "allow"]
    unused = [action for action in listed if not any(_covers(action, each.request) for each in mine)]
    allows = statement.get("Effect") == "Allow"
    return {
        "policy": policy,
        "statement": statement.get("Sid") or number,
        "effect": statement.get("Effect"),
        "neverUsed": unused if allows else [],
        "refusedWithout": _needing(without(own, index), arn, mine) if allows else [],
    }


def without(own: CallerPolicies, index: int) -> CallerPolicies:
    """The policies with one statement taken out."""
    place, kept = 0, []
    for policy in own.identity:
        statements = statements_of(policy.text)
        left = [one for offset, one in enumerate(statements) if place + offset != index]
        place += len(statements)
        text = policy.text if len(left) == len(statements) else json.dumps({**json.loads(policy.text), "Statement": left})
        kept.append(type(policy)(policy.name, text))
    return CallerPolicies(tuple(kept), own.boundary, own.session, own.tags)


def _needing(own: CallerPolicies, arn: str, mine: Sequence[Judged]) -> list[str]:
    """The actions that these policies would not let happen again as they happened."""
    account = arn.split(":")[4]
    refused = {each.request.action for each in mine if decide(each.request, own, each.resource, account).effect != "allowed"}
    return sorted(refused)


def _covers(pattern: str, request: Request) -> bool:
    return matches(pattern.lower(), request.action.lower())
