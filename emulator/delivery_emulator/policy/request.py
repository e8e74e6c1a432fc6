"""Requests: who wants to do what with which resource, under which condition keys."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Context = Mapping[str, str | Sequence[str]]
Values = Mapping[str, Sequence[str]]

_SESSION = re.compile(r"arn:([^:]+):sts::([0-9]{12}):assumed-role/([^/]+)/.+", re.DOTALL)
_ACCOUNT = re.compile(r"arn:[^:]+:[^:]+:[^:]*:([0-9]{12}):.*", re.DOTALL)


class Role(NamedTuple):
    """A role without its path."""

    partition: str
    account: str
    name: str


def role_of_session(arn: str) -> Role | None:
    """The role a session belongs to (its ARN does not carry the path); None for other ARNs."""
    found = _SESSION.fullmatch(arn)
    return Role(*found.groups()) if found else None


@dataclass(frozen=True)
class Principal:
    """Who asks: an AWS service, a principal of an account, or nobody in particular."""

    kind: Literal["service", "aws", "anonymous"]
    name: str = ""
    account: str = ""

    @staticmethod
    def service(name: str) -> Principal:
        return Principal("service", name)

    @staticmethod
    def aws(arn: str) -> Principal:
        """A user, role, role session or root of the account that stands in the ARN."""
        found = _ACCOUNT.fullmatch(arn)
        if not found:
            raise ValueError(f'a principal must be the ARN of an account\'s user, role, session or root, got "{arn}"')
        return Principal("aws", arn, found.group(1))

    @staticmethod
    def anonymous() -> Principal:
        return Principal("anonymous")

    def context(self) -> Context:
        """The global condition keys that AWS derives from the principal itself."""
        if self.kind == "anonymous":
            return {}
        if self.kind == "service":
            return {"aws:PrincipalIsAWSService": "true", "aws:PrincipalServiceName": self.name}
        role = role_of_session(self.name)
        return {
            "aws:PrincipalIsAWSService": "false",
            "aws:PrincipalAccount": self.account,
            "aws:PrincipalArn": f"arn:{role.partition}:iam::{role.account}:role/{role.name}" if role else self.name,
        }


@dataclass(frozen=True)
class Request:
    """One call somebody wants to make; ``resource`` is an ARN, or ``*`` for actions that know no resource."""

    principal: Principal
    action: str
    resource: str
    context: Context = field(default_factory=dict)

    @functools.cached_property
    def values(self) -> Values:
        """Every condition key by lower-case name; the request's own context overrides the derived keys."""
        return {
            key.lower(): [value] if isinstance(value, str) else list(value)
            for key, value in [*self.principal.context().items(), *self.context.items()]
        }
