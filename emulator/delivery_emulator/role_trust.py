"""May this caller assume that role? Asked of the role's existence and its trust policy."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from moto.iam.exceptions import NotFoundException
from moto.iam.models import Role, iam_backends

from delivery_emulator import asked_policies, journal, service_access, sessions
from delivery_emulator.identity import Caller
from delivery_emulator.policy import OnBehalfOf, Principal, Request, evaluate
from delivery_emulator.policy.service_calls import rows

KNOWN_KEYS = frozenset(
    {
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalisawsservice",
        "aws:userid",
        "sts:externalid",
        "sts:rolesessionname",
    }
)
"""Condition keys whose value is known here; a statement that asks for another one never lets anybody in."""


class NotTrusted(Exception):
    """The role does not exist or does not trust the caller; the message is AWS's."""


def assume(
    caller: Caller,
    role_arn: str,
    session_name: str,
    duration: int = 3600,
    external_id: str | None = None,
    tagged: bool = False,
    policies: tuple[str, ...] = (),
    vpc_id: str | None = None,
) -> sessions.Session:
    """Open a session of the role for the caller, limited by session policies (JSON). Raises `NotTrusted`."""
    role = _trusting_role(caller, role_arn, "sts:AssumeRole", session_name, external_id)
    if tagged:
        _trusting_role(caller, role_arn, "sts:TagSession", session_name, external_id)
    before = sessions.find(caller.access_key_id)
    origin = "" if before is None else before.origin or before.arn
    return sessions.open_session(role_arn, role.id, session_name, duration, policies, origin, vpc_id)


def why_not_assumed(path: str, role_arn: str, on: OnBehalfOf) -> str | None:
    """Why an AWS service does not become a role on a path; None where it does, as services try when they are given one."""
    role = _role(role_arn)
    if role is None:
        return f"there is no role {role_arn}"
    return service_access.why_kept_out([json.loads(role.assume_role_policy_document)], path, role.arn, on)


_PATHS = {row["service"]: path for path, row in rows().items() if row["actions"] == ["sts:AssumeRole"]}
"""On which path a service becomes a role."""


def _service_may(role: Role, document: dict[str, Any], caller: Caller) -> bool:
    """A service that acts in this account; for which resource is not known here, so a bond to one is only doubtful."""
    service = str(caller.service)
    path = _PATHS.get(service)
    if path is None:
        request = Request(
            Principal.service(service), "sts:AssumeRole", role.arn, {"aws:SourceAccount": caller.account}
        )
        return _allows(document, request)
    why = service_access.why_kept_out([document], path, role.arn, OnBehalfOf(caller.account, "", None))
    if why is None or "aws:sourcearn" not in json.dumps(document).lower():
        return why is None
    journal.note_doubt(f"may be refused on AWS: {service}, {why} on {role.arn}")
    return True


def _trusting_role(caller: Caller, role_arn: str, action: str, session_name: str, external_id: str | None) -> Role:
    role = _role(role_arn)
    if role is None or not _trusts(role, caller, action, session_name, external_id):
        who = caller.service or caller.arn
        raise NotTrusted(f"User: {who} is not authorized to perform: {action} on resource: {role_arn}")
    return role


def _role(role_arn: str) -> Role | None:
    parts = role_arn.split(":")
    if len(parts) != 6 or parts[2] != "iam" or not parts[5].startswith("role/"):
        return None
    try:
        return iam_backends[parts[4]][parts[1]].get_role_by_arn(role_arn)
    except NotFoundException:
        return None


def _trusts(role: Role, caller: Caller, action: str, session_name: str, external_id: str | None) -> bool:
    document = json.loads(role.assume_role_policy_document)
    if caller.service:
        return action == "sts:AssumeRole" and _service_may(role, document, caller)
    statements = document.get("Statement")
    statements = statements if isinstance(statements, list) else [statements]
    known = [statement for statement in statements if _understood(statement)]
    if any(statement["Effect"] == "Deny" for statement in statements if statement not in known):
        return False
    context = {"sts:RoleSessionName": session_name, "aws:userid": caller.user_id}
    if external_id is not None:
        context["sts:ExternalId"] = external_id
    context["aws:PrincipalArn"] = caller.principal_arn
    request = Request(Principal.aws(caller.arn), action, role.arn, context)
    return _allows({**document, "Statement": known}, request)


def _allows(document: Mapping[str, Any], request: Request) -> bool:
    allowed = evaluate([document], request).effect == "allow"
    if allowed:
        asked_policies.note_request(document, request)
    return allowed


def _understood(statement: Mapping[str, Any]) -> bool:
    return all(key in KNOWN_KEYS for key in _condition_keys(statement))


def _condition_keys(statement: Mapping[str, Any]) -> Iterator[str]:
    for keys in (statement.get("Condition") or {}).values():
        yield from (str(key).lower() for key in keys)
