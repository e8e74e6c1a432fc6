"""The policies that a caller brings: identity policies, the permissions boundary and those of the session."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from moto.iam.models import iam_backends

from delivery_emulator import sessions
from delivery_emulator.authorization.names import role_of
from delivery_emulator.identity import Caller
from delivery_emulator.services.iam import managed_policy


@dataclass(frozen=True)
class NamedPolicy:
    """A policy document as JSON, and where it comes from: its name if inline, else its ARN."""

    name: str
    text: str


@dataclass(frozen=True)
class CallerPolicies:
    """What a caller may do. A boundary and a session's policies limit it where there are any."""

    identity: tuple[NamedPolicy, ...]
    boundary: tuple[NamedPolicy, ...] = ()
    session: tuple[NamedPolicy, ...] = ()
    tags: tuple[tuple[str, str], ...] = ()
    """The tags of the role or user, which are `aws:PrincipalTag/…`."""


def policies_of(caller: Caller) -> CallerPolicies | None:
    """The policies of a role session or a user; None for whoever is neither, or is gone."""
    if caller.role_arn is not None:
        role = role_of(caller.role_arn)
        session = sessions.find(caller.access_key_id)
        return None if role is None else _of(role, session.policies if session is not None else ())
    partition, account, name = caller.arn.split(":")[1], caller.account, caller.arn.rpartition("/")[2]
    backend = iam_backends[account][partition]
    user = backend.users.get(name)
    if user is None:
        return None
    groups = [group for group in backend.groups.values() if user in group.users]
    own = _of(user, ())
    return CallerPolicies((*own.identity, *(each for group in groups for each in _identity(group))), own.boundary, (), own.tags)


@dataclass(frozen=True)
class Attached:
    """What hangs on a user, group or role: policies behind whom they hang on, as `role_admin`, a user's groups included."""

    identity: tuple[tuple[str, tuple[NamedPolicy, ...]], ...]
    boundary: tuple[NamedPolicy, ...]


def attached_to(arn: str) -> Attached | None:
    """The policies of the user, group or role of an ARN; None where there is none."""
    backend = iam_backends[arn.split(":")[4]][arn.split(":")[1]]
    kind = arn.split(":")[5].partition("/")[0]
    entities: Any = {"user": backend.users, "group": backend.groups, "role": backend.roles}[kind].values()
    entity = next((each for each in entities if each.arn == arn), None)
    if entity is None:
        return None
    groups = [group for group in backend.groups.values() if kind == "user" and entity in group.users]
    held = [(f"{kind}_{entity.name}", entity), *((f"group_{group.name}", group) for group in groups)]
    boundary = () if kind == "group" else _of(entity, ()).boundary
    return Attached(tuple((holder, tuple(_identity(each))) for holder, each in held), boundary)


def identity_policies(role_arn: str) -> list[dict[str, Any]]:
    """What a role's own policies say; nothing for a role that does not exist."""
    role = role_of(role_arn)
    return [] if role is None else [json.loads(policy.text) for policy in _identity(role)]


def _of(entity: Any, session: tuple[str, ...]) -> CallerPolicies:
    boundary = getattr(entity, "permissions_boundary_arn", None) or getattr(entity, "permissions_boundary", None)
    limits = (NamedPolicy(boundary, document_of(boundary, entity.account_id)),) if isinstance(boundary, str) and boundary else ()
    tags = entity.tags.values() if isinstance(entity.tags, dict) else entity.tags or ()
    return CallerPolicies(
        tuple(_identity(entity)),
        limits,
        tuple(NamedPolicy("session policy", text) for text in session),
        tuple((tag["Key"], tag["Value"]) for tag in tags),
    )


def _identity(entity: Any) -> Iterator[NamedPolicy]:
    for name, document in entity.policies.items():
        yield NamedPolicy(name, document if isinstance(document, str) else json.dumps(document))
    for arn, policy in entity.managed_policies.items():
        yield NamedPolicy(arn, _default_version(policy))


def document_of(arn: str, account: str) -> str:
    """The default version of a managed policy, of the account or AWS's; a policy that is not there allows nothing."""
    policy = managed_policy(arn, account)
    return _default_version(policy) if policy is not None else json.dumps({"Version": "2012-10-17", "Statement": []})


def _default_version(policy: Any) -> str:
    document = next(version.document for version in policy.versions if version.version_id == policy.default_version_id)
    return document if isinstance(document, str) else json.dumps(document)
