"""Is every statement needed? Takes each out once and judges again what was let happen: `python3 -m delivery_emulator.authorization.statements`.

Reads `requests.json` of a rehearsal from stdin and writes a list to stdout: per Allow statement, and per action of one that has
several, the requests that would be refused without it.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from delivery_emulator.authorization.caller_policies import CallerPolicies, NamedPolicy
from delivery_emulator.authorization.decision import decide
from delivery_emulator.authorization.documents import statements_of
from delivery_emulator.authorization.resource_policy import ResourcePolicy
from delivery_emulator.policy import OnBehalfOf, Principal, Request, ask_for_service, evaluate
from delivery_emulator.policy.pattern import matches
from delivery_emulator.policy.service_calls import rows

Statement = Mapping[str, Any]


_OF_AWS = "arn:aws:iam::aws:"
"""Nobody takes a statement out of AWS's own policies."""


@dataclass(eq=False)
class Cut:
    """What is taken out: a statement of a policy, or one action of it."""

    policy: str
    """ARN of a managed policy or of the resource; an inline policy is named by its role and itself."""
    statement: Statement
    action: str | None
    _made: dict[str, str] = field(default_factory=dict)

    def without(self, text: str) -> str:
        """The policy as it is without; statements are found by what they say, because policies change meanwhile."""
        if text not in self._made:
            kept = [left for one in statements_of(text) if (left := self._of(one)) is not None]
            self._made[text] = json.dumps({**json.loads(text), "Statement": kept})
        return self._made[text]

    def _of(self, one: Statement) -> Statement | None:
        if one != self.statement:
            return one
        left = [action for action in _actions(one) if action != self.action] if self.action else []
        return {**one, "Action": left} if left else None

    def concerns(self, action: str) -> bool:
        """Whether the cut can change anything for requests of an action."""
        listed = [self.action] if self.action else _actions(self.statement)
        return not listed or any(matches(pattern.lower(), action.lower()) for pattern in listed)


class Recorded:
    """What a rehearsal let happen, and the policies it found."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        if document.get("schema") != 1:
            raise ValueError(f"schema must be 1, got {document.get('schema')!r}")
        self.documents: Sequence[str] = document["documents"]
        self.callers: Sequence[Mapping[str, Any]] = document["callers"]
        self.asked: Sequence[Mapping[str, Any]] = document["asked"]
        self.holders: Sequence[Mapping[str, Any]] = document["holders"]
        self._effects: dict[int, str] = {}
        """What a service was told with every statement in place, by which of `asked`."""
        self._of: dict[str, list[Mapping[str, Any]]] = {}
        for each in self.callers:
            for name in set(_policies_of(each)):
                self._of.setdefault(name, []).append(each)

    def _document(self, place: int) -> str:
        return self.documents[place]

    def statements(self) -> Iterator[dict[str, Any]]:
        """Every Allow statement of every policy, once, with what needs it."""
        seen: dict[str, dict[str, Any]] = {}
        for holder in self.holders:
            for policy in holder["policies"]:
                name = _policy(holder["kind"], holder["arn"], policy["name"])
                if name in seen:
                    seen[name]["of"].append(holder["arn"])
                    continue
                seen[name] = {"kind": holder["kind"], "of": [holder["arn"]], "policy": policy["name"]}
        for holder in self.holders:
            for policy in holder["policies"]:
                name = _policy(holder["kind"], holder["arn"], policy["name"])
                about = seen.pop(name, None)
                if about is not None and not name.startswith(_OF_AWS):
                    yield from self._of_policy(name, about, self._document(policy["document"]))

    def _of_policy(self, name: str, about: dict[str, Any], text: str) -> Iterator[dict[str, Any]]:
        for number, statement in enumerate(statements_of(text), 1):
            said = {**about, "statement": statement.get("Sid") or number, "number": number, "effect": statement["Effect"]}
            if statement["Effect"] != "Allow":
                yield {**said, "neededBy": [], "actions": []}
                continue
            actions = _actions(statement)
            apart = [{"action": each, "neededBy": self._needing(Cut(name, statement, each))} for each in actions]
            yield {**said, "neededBy": self._needing(Cut(name, statement, None)), "actions": apart}

    def _needing(self, cut: Cut) -> list[dict[str, Any]]:
        """The requests that are refused without, the earliest first."""
        found = [*self._callers_needing(cut), *self._asked_needing(cut)]
        return sorted(found, key=lambda each: each["first"])

    def _callers_needing(self, cut: Cut) -> Iterator[dict[str, Any]]:
        for each in self._of.get(cut.policy, ()):
            if not cut.concerns(each["action"]):
                continue
            own, resource = self._policies(each, None), self._resource(each, None)
            less, left = self._policies(each, cut), self._resource(each, cut)
            if (less, left) == (own, resource):
                continue
            request = Request(Principal.aws(each["session"]), each["action"], each["resource"], each["context"])
            answer = decide(request, less, left, each["identity"].split(":")[4])
            if answer.effect == "refused":
                yield {"sure": True, "because": answer.because, **_who(each)}

    def _policies(self, each: Mapping[str, Any], cut: Cut | None) -> CallerPolicies:
        def named(kind: str) -> tuple[NamedPolicy, ...]:
            return tuple(
                NamedPolicy(policy["name"], self._text(policy["document"], cut, _policy("identity", each["identity"], policy["name"])))
                for policy in each["policies"][kind]
            )

        return CallerPolicies(named("identity"), named("boundary"), named("session"))

    def _resource(self, each: Mapping[str, Any], cut: Cut | None) -> ResourcePolicy:
        held = each["resourcePolicy"]
        place, holder = held["document"], held["holder"]
        kind = "trust" if held["askedApart"] else "resource"
        text = "" if place is None else self._text(place, cut, _policy(kind, holder, holder))
        return ResourcePolicy(held["account"], text, held["needed"], holder, held["askedApart"], held["granted"])

    def _text(self, place: int, cut: Cut | None, name: str) -> str:
        text = self._document(place)
        if cut is None or cut.policy != name:
            return text
        return cut.without(text)

    def _asked_needing(self, cut: Cut) -> Iterator[dict[str, Any]]:
        for each in self.asked:
            holder = _holder(each["resource"])
            if cut.policy != _policy("trust" if ":iam::" in holder else "resource", holder, holder):
                continue
            policies = [json.loads(cut.without(self._document(place))) for place in each["documents"]]
            before = [json.loads(self._document(place)) for place in each["documents"]]
            if policies == before:
                continue
            yield from self._asked_again(each, before, policies)

    def _asked_again(
        self, each: Mapping[str, Any], before: Sequence[Mapping[str, Any]], policies: Sequence[Mapping[str, Any]]
    ) -> Iterator[dict[str, Any]]:
        if "path" in each:
            on = OnBehalfOf(**each["on"])
            answer = ask_for_service(policies, each["path"], each["resource"], on)
            if id(each) not in self._effects:
                self._effects[id(each)] = ask_for_service(before, each["path"], each["resource"], on).effect
            if answer.effect == self._effects[id(each)]:
                return
            service = rows()[each["path"]]["service"]
            who = {"identity": service, "session": service, "origin": "", "operation": each["path"], "action": answer.action}
            sure = answer.effect == "refused"
            yield {"sure": sure, "because": answer.because, **who, "resource": each["resource"], "first": each["first"]}
            return
        principal = Principal(each["kind"], each["principal"], _account(each))
        decision = evaluate(policies, Request(principal, each["action"], each["resource"], json.loads(each["context"])))
        if decision.effect != "allow":
            who = {"identity": each["principal"], "session": each["principal"], "origin": each["principal"], "operation": "sts:AssumeRole"}
            yield {"sure": True, "because": decision.because, **who, "action": each["action"], "resource": each["resource"], "first": each["first"]}


def _policies_of(each: Mapping[str, Any]) -> Iterator[str]:
    """The policies that were asked about a caller's request."""
    for kind in ("identity", "boundary", "session"):
        yield from (_policy("identity", each["identity"], policy["name"]) for policy in each["policies"][kind])
    held = each["resourcePolicy"]
    yield _policy("trust" if held["askedApart"] else "resource", held["holder"], held["holder"])


def _account(each: Mapping[str, Any]) -> str:
    return each["principal"].split(":")[4] if each["kind"] == "aws" else ""


def _who(each: Mapping[str, Any]) -> dict[str, Any]:
    return {key: each[key] for key in ("identity", "session", "origin", "operation", "action", "resource", "first")}


def _policy(kind: str, holder: str, name: str) -> str:
    """What one policy is called: a managed one and a resource's by an ARN, an inline one by its role and itself."""
    return name if name.startswith("arn:") and kind == "identity" else f"{kind} {holder} {name}"


def _holder(resource: str) -> str:
    """Objects have no policy, their bucket has."""
    return resource.partition("/")[0] if resource.startswith("arn:aws:s3:::") else resource


def _actions(statement: Statement) -> list[str]:
    actions = statement.get("Action", [])
    return [actions] if isinstance(actions, str) else list(actions)


if __name__ == "__main__":
    json.dump(list(Recorded(json.load(sys.stdin)).statements()), sys.stdout)
