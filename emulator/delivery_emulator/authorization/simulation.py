"""What a simulation says of one call: policies that are given as texts, judged under the circumstances that were told and no others.

Source: `SimulateCustomPolicy`, `EvaluationResult` and `ResourceSpecificResult` in IAM's API reference. Only within one account.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from delivery_emulator.authorization.documents import statements_of, without_accounts
from delivery_emulator.policy import Principal, Request, evaluate
from delivery_emulator.policy.answer import YES, Answer, all_of, any_of, negate, unknown
from delivery_emulator.policy.texts import scalars

Decision = Literal["allowed", "explicitDeny", "implicitDeny"]
_VARIABLE = re.compile(r"\$\{\s*([^},\s]*)[^}]*\}")


class CannotEvaluate(Exception):
    """A statement on which the answer hangs is beyond the evaluator."""


@dataclass(frozen=True)
class SimulatedPolicy:
    """A policy as JSON, under the name and kind that the answer gives it."""

    id: str
    kind: str
    text: str


@dataclass(frozen=True)
class Outcome:
    """The decision, the policies whose statements made it (one for each statement), and what the boundary says where there is one."""

    decision: Decision
    matched: tuple[SimulatedPolicy, ...] = ()
    within_boundary: bool | None = None


@dataclass(frozen=True)
class _Speaking:
    """A statement that speaks about the call, or may."""

    policy: SimulatedPolicy
    allows: bool
    answer: Answer


@dataclass(frozen=True)
class Simulation:
    """Policies of a caller of one account, of his boundary and of the resource, and what is told of the call."""

    identity: tuple[SimulatedPolicy, ...]
    boundary: tuple[SimulatedPolicy, ...]
    resource: tuple[SimulatedPolicy, ...]
    caller: Principal
    context: Mapping[str, Sequence[str]]

    def missing(self) -> list[str]:
        """Condition keys that any statement of the policies names and nobody told, also statements about other calls (boto3 issue 3111)."""
        told = {key.lower() for key in (*self.context, *self.caller.context())}
        named: dict[str, str] = {}
        for policy in (*self.identity, *self.boundary, *self.resource):
            for key in _keys(policy.text):
                named.setdefault(key.lower(), key)
        return [key for lower, key in named.items() if lower not in told]

    def ask(self, action: str, resource: str) -> Outcome:
        """AWS's order: an explicit Deny anywhere, then an Allow of the resource's policy for the user himself, or of his own within the boundary.

        Raises:
            CannotEvaluate: the answer hangs on what the evaluator does not know.
        """
        request = Request(self.caller, action, resource, self.context)
        own, limit, held = ([*_speaking(policies, request)] for policies in (self.identity, self.boundary, self.resource))
        limited = all_of([_any(limit, allows=True), negate(_any(limit, allows=False))]) if self.boundary else YES
        within = {"yes": True, "no": False}.get(limited.value) if self.boundary else None
        denying = [each for each in (*own, *limit, *held) if not each.allows]
        if (denies := _any(denying, allows=False)).value == "yes":
            return Outcome("explicitDeny", _sure(denying), within)
        direct = [*_speaking(self.resource, request, without_accounts)]
        allowed = any_of([_any(direct, allows=True), all_of([_any(own, allows=True), limited])])
        for answer in (denies, allowed):
            if answer.value == "unknown":
                raise CannotEvaluate(answer.because)
        if allowed.value == "no":
            return Outcome("implicitDeny", (), within)
        return Outcome("allowed", _sure([each for each in (*own, *direct) if each.allows]), within)


def together(decisions: Iterable[Decision]) -> Decision:
    """What is said of several resources at once: the strictest of all."""
    found = set(decisions)
    return "explicitDeny" if "explicitDeny" in found else "implicitDeny" if "implicitDeny" in found else "allowed"


def _speaking(policies: Iterable[SimulatedPolicy], request: Request, read: Callable[[Any], Any] = lambda statement: statement) -> Iterator[_Speaking]:
    for policy in policies:
        for statement in statements_of(policy.text):
            decision = evaluate([{**json.loads(policy.text), "Statement": [read(statement)]}], request)
            answer = unknown(f"{policy.id}: {decision.because}") if decision.effect == "cannot-tell" else YES
            if decision.effect != "implicit-deny":
                yield _Speaking(policy, statement.get("Effect") == "Allow", answer)


def _any(speaking: Iterable[_Speaking], *, allows: bool) -> Answer:
    return any_of([each.answer for each in speaking if each.allows is allows])


def _sure(speaking: Iterable[_Speaking]) -> tuple[SimulatedPolicy, ...]:
    return tuple(each.policy for each in speaking if each.answer == YES)


def _keys(text: str) -> Iterator[str]:
    """Keys of conditions and of policy variables, in the order of the text."""
    variables = json.loads(text).get("Version") == "2012-10-17"
    for statement in statements_of(text):
        written: list[Any] = [statement.get("Resource"), statement.get("NotResource")]
        condition = statement.get("Condition")
        for keys in condition.values() if isinstance(condition, dict) else ():
            if isinstance(keys, dict):
                yield from keys
                written.extend(keys.values())
        for each in written if variables else ():
            for value in scalars(each) or ():
                yield from (name for name in _VARIABLE.findall(value) if name not in ("*", "?", "$"))
