"""May this caller do this? AWS's order: an explicit Deny anywhere, then what must allow it, one side or both.

Source: "How AWS enforcement code logic evaluates requests", "Policy evaluation for requests within a single account" and
"Cross-account policy evaluation logic" in IAM's guide.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from delivery_emulator.authorization.caller_policies import CallerPolicies, NamedPolicy
from delivery_emulator.authorization.documents import allowances, denials, direct_allowances
from delivery_emulator.authorization.resource_policy import ResourcePolicy
from delivery_emulator.policy import Request, evaluate


@dataclass(frozen=True)
class Answer:
    """What AWS would do with one request; `because` completes its message where it would refuse."""

    effect: Literal["allowed", "refused", "cannot-tell"]
    because: str = ""


_ALLOWED = Answer("allowed")


def decide(request: Request, own: CallerPolicies, resource: ResourcePolicy, account: str) -> Answer:
    """Judge one request of a caller of an account, by what he brings and by the resource's policy and grants."""
    brought = (
        ("an identity-based policy", [policy.text for policy in own.identity]),
        ("a session policy", [policy.text for policy in own.session]),
        ("a permissions boundary", [policy.text for policy in own.boundary]),
        ("a resource-based policy", [resource.document] if resource.document and not resource.asked_apart else []),
    )
    for kind, texts in brought:
        decision = evaluate([denials(text) for text in texts], request)
        if decision.effect == "explicit-deny":
            return Answer("refused", f"with an explicit deny in {kind}")
        if decision.effect == "cannot-tell":
            return Answer("cannot-tell", decision.because)
    if resource.granted:
        return _ALLOWED
    return _first_no(_conditions(request, own, resource, account))


def _conditions(request: Request, own: CallerPolicies, resource: ResourcePolicy, account: str) -> Iterator[Answer]:
    """What must be allowed, each an answer of its own."""
    same_account = resource.account in ("", account)
    named = Answer("refused")
    if resource.document:
        texts = direct_allowances(resource.document) if same_account else allowances(resource.document)
        named = _allows([texts], request, "resource-based policy")
    if resource.needed or (not same_account and not resource.asked_apart):
        whole = [allowances(resource.document)] if resource.document else []
        yield _allows(whole, request, "resource-based policy")
    if not same_account or named.effect != "allowed":
        by_identity = _allows(_allowed_by(own.identity), request, "identity-based policy")
        # An answer that the resource's policy might have given is not known to be a no.
        yield named if same_account and by_identity.effect == "refused" and named.effect == "cannot-tell" else by_identity
    if own.session:
        yield _allows(_allowed_by(own.session), request, "session policy")
    if own.boundary:
        yield _allows(_allowed_by(own.boundary), request, "permissions boundary")


def _first_no(answers: Iterable[Answer]) -> Answer:
    listed = list(answers)
    for effect in ("refused", "cannot-tell"):
        for answer in listed:
            if answer.effect == effect:
                return answer
    return _ALLOWED


def _allowed_by(policies: Sequence[NamedPolicy]) -> list[object]:
    return [allowances(policy.text) for policy in policies]


def _allows(documents: Sequence[object], request: Request, kind: str) -> Answer:
    decision = evaluate(documents, request)  # type: ignore[arg-type]
    if decision.effect == "allow":
        return _ALLOWED
    if decision.effect == "cannot-tell":
        return Answer("cannot-tell", decision.because)
    return Answer("refused", f"because no {kind} allows the {request.action} action")
