"""Who makes a request: the root user of an account, an assumed role, an IAM user or an AWS service.

An access key id of twelve digits is the root user of that account. The header `x-emulator-service-principal`
makes the caller that AWS service, acting in the account of the credentials.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any
from urllib.parse import parse_qs

from delivery_emulator import sessions

_ACCOUNT = re.compile(r"^\d{12}$")
_SIGNATURE_V4 = re.compile(r"Credential=([^/,\s]+)/")
_SIGNATURE_V2 = re.compile(r"^AWS ([^:\s]+):")


@dataclass(frozen=True)
class Caller:
    """The principal behind one request."""

    account: str
    arn: str
    user_id: str
    access_key_id: str
    role_arn: str | None = None
    """The IAM role whose session this is; its ARN is what `aws:PrincipalArn` holds."""
    service: str | None = None
    """The service principal, when an AWS service acts."""

    @property
    def principal_arn(self) -> str:
        """The value of `aws:PrincipalArn`."""
        return self.role_arn or self.arn


class Unrecognized(Exception):
    """The credentials belong to nobody. `code` and the message are AWS's."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


current_caller: ContextVar[Caller | None] = ContextVar("current_caller", default=None)
"""The caller of the request being served; None for an unsigned one."""


def access_key_of(environ: Mapping[str, Any]) -> str | None:
    """The access key id a request is signed with, in its header or (presigned) in its query."""
    authorization = str(environ.get("HTTP_AUTHORIZATION", ""))
    found = _SIGNATURE_V4.search(authorization) or _SIGNATURE_V2.match(authorization)
    if found:
        return found.group(1)
    query = parse_qs(str(environ.get("QUERY_STRING", "")))
    for name in ("X-Amz-Credential", "AWSAccessKeyId"):
        if name in query:
            return query[name][0].split("/")[0]
    return None


def caller_of(environ: Mapping[str, Any]) -> Caller | None:
    """The caller of a request, None when it is unsigned. Raises `Unrecognized`."""
    key = access_key_of(environ)
    if key is None:
        return None
    service = environ.get("HTTP_X_EMULATOR_SERVICE_PRINCIPAL")
    if _ACCOUNT.match(key):
        return Caller(key, f"arn:aws:iam::{key}:root", key, key, service=service)
    session = sessions.find(key)
    if session is not None:
        if session.expiration < datetime.now(timezone.utc):
            raise Unrecognized("ExpiredToken", "The security token included in the request is expired")
        return Caller(session.account, session.arn, session.user_id, key, session.role_arn, service)
    user = sessions.find_user(key)
    if user is not None:
        return Caller(user.account, user.arn, user.user_id, key, service=service)
    raise Unrecognized("InvalidClientTokenId", "The security token included in the request is invalid.")
