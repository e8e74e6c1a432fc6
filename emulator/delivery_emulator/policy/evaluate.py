"""Policies against a request."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from delivery_emulator.policy.answer import Answer, unknown
from delivery_emulator.policy.request import Request
from delivery_emulator.policy.statement import applies


@dataclass(frozen=True)
class Decision:
    """What the policies say, and which statement (by its Sid, else by its place) says it."""

    effect: Literal["allow", "explicit-deny", "implicit-deny", "cannot-tell"]
    because: str
    statement: str | None = None


class _Verdict(NamedTuple):
    effect: str
    name: str
    applies: Answer


def _unreadable(name: str, because: str) -> _Verdict:
    """What cannot be read might have been a Deny."""
    return _Verdict("Deny", name, unknown(because))


def _verdict(statement: object, name: str, request: Request, variables: bool) -> _Verdict:
    if not isinstance(statement, dict):
        return _unreadable(name, "a statement must be an object")
    sid, effect = statement.get("Sid"), statement.get("Effect")
    called = sid if isinstance(sid, str) and sid else name
    if effect not in ("Allow", "Deny"):
        return _unreadable(called, f"unknown effect {json.dumps(effect)}")
    return _Verdict(effect, called, applies(statement, request, variables))


def _verdicts(policy: Mapping[str, object], place: str, request: Request) -> list[_Verdict]:
    odd = next((element for element in policy if element not in ("Version", "Id", "Statement")), None)
    if odd is not None:
        return [_unreadable(place, f'unknown element "{odd}"')]
    version = policy.get("Version", "2008-10-17")
    if version not in ("2012-10-17", "2008-10-17"):
        return [_unreadable(place, f"unknown policy version {json.dumps(version)}")]
    statement = policy.get("Statement")
    statements = statement if isinstance(statement, list) else [statement]
    return [
        _verdict(one, f"statement {index} of {place}", request, version == "2012-10-17")
        for index, one in enumerate(statements, 1)
    ]


def evaluate(policies: Sequence[Mapping[str, object]], request: Request) -> Decision:
    """Say whether the policies together allow a request.

    An explicit Deny wins, then a Deny that might apply makes it cannot-tell, then an Allow wins, then an Allow that
    might apply makes it cannot-tell; else it is denied implicitly. Policies are merged as within one account; where AWS
    demands an Allow on both sides (another account's principal), ask once per side. A resource policy that names an
    account counts as allowing its principals, although AWS then leaves the last word to their own policies.
    """
    verdicts = [
        verdict
        for index, policy in enumerate(policies, 1)
        for verdict in _verdicts(policy, f"policy {index}", request)
    ]
    for effect in ("Deny", "Allow"):
        mine = [verdict for verdict in verdicts if verdict.effect == effect]
        for verdict in mine:
            if verdict.applies.value == "yes":
                if effect == "Allow":
                    return Decision("allow", f"{verdict.name} allows it", verdict.name)
                return Decision("explicit-deny", f"{verdict.name} denies it", verdict.name)
        for verdict in mine:
            if verdict.applies.value == "unknown":
                return Decision("cannot-tell", f"{verdict.name}: {verdict.applies.because}", verdict.name)
    return Decision("implicit-deny", "no statement allows it")
