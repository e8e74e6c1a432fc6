"""What was judged, written down so that it can be judged again without the emulator: `requests.json`.

Policies are long and few, so each stands once in `documents` and is named by its place there.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from delivery_emulator import asked_policies
from delivery_emulator.asked_policies import AskedByService
from delivery_emulator.authorization.caller_policies import NamedPolicy
from delivery_emulator.authorization.holders import places, resource_policies, roles_and_users
from delivery_emulator.authorization.record import Judged, Record


class _Pool:
    """Texts, each once."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def place(self, text: str) -> int:
        return self._places.setdefault(text, len(self._places))

    def named(self, policies: Iterable[NamedPolicy]) -> list[dict[str, Any]]:
        return [{"name": policy.name, "document": self.place(policy.text)} for policy in policies]

    def texts(self) -> list[str]:
        return list(self._places)


def requests(record: Record) -> dict[str, Any]:
    """Everything that was let happen, and every policy there is now, as JSON can hold it."""
    pool = _Pool()
    allowed = [each for each in record.entries() if each.answer.effect == "allowed"]
    asked = [_asked(each, first, pool) for each, first in asked_policies.noted()]
    holders = list(_holders(pool))
    named = {each["arn"] for each in holders} | {policy["name"] for each in holders for policy in each["policies"]}
    return {
        "schema": 1,
        "callers": [_caller(each, pool) for each in allowed],
        "asked": asked,
        "holders": holders,
        "places": {arn: place for arn, place in places().items() if arn in named},
        "documents": pool.texts(),
    }


def _caller(each: Judged, pool: _Pool) -> dict[str, Any]:
    request, own, resource = each.request, each.own, each.resource
    policies = {"identity": pool.named(own.identity), "boundary": pool.named(own.boundary), "session": pool.named(own.session)}
    return {
        "identity": each.identity,
        "session": request.principal.name,
        "origin": each.origin,
        "operation": each.operation,
        "action": request.action,
        "resource": request.resource,
        "context": dict(request.context),
        "policies": policies,
        "resourcePolicy": {
            "account": resource.account,
            "holder": resource.holder,
            "document": pool.place(resource.document) if resource.document else None,
            "needed": resource.needed,
            "askedApart": resource.asked_apart,
            "granted": resource.granted,
        },
        "first": each.first,
        "count": each.count,
    }


def _asked(each: Any, first: str, pool: _Pool) -> dict[str, Any]:
    if isinstance(each, AskedByService):
        documents = [pool.place(policy) for policy in each.policies]
        return {"path": each.path, "resource": each.resource, "on": vars(each.on), "documents": documents, "first": first}
    return {
        "kind": each.kind,
        "principal": each.principal,
        "action": each.action,
        "resource": each.resource,
        "context": each.context,
        "documents": [pool.place(each.policy)],
        "first": first,
    }


def _holders(pool: _Pool) -> Iterator[dict[str, Any]]:
    for arn, own in roles_and_users():
        yield {"kind": "identity", "arn": arn, "policies": pool.named(own.identity)}
    for kind, arn, text in resource_policies():
        yield {"kind": kind, "arn": arn, "policies": pool.named([NamedPolicy(arn, text)])}
