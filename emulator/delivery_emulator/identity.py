"""Who makes a request: the root user of an account, an assumed role, an IAM user or an AWS service.

An access key id of twelve digits is the root user of that account, and its secret is this emulator's. Where such a root
user signs, the header `x-emulator-service-principal` makes the caller that AWS service, acting in that account.
"""

import hmac
import re
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from moto.core.exceptions import ServiceException

from delivery_emulator import sessions, settings
from delivery_emulator.door import IN_PROCESS
from delivery_emulator.signature import signature_of
from delivery_emulator.signed_request import Signature, Unrecognized

_ACCOUNT = re.compile(r"\d{12}", re.ASCII)


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
    def is_root(self) -> bool:
        """Whether this is the root user of an account, the only one who may speak for AWS itself."""
        return _ACCOUNT.fullmatch(self.access_key_id) is not None

    @property
    def principal_arn(self) -> str:
        """The value of `aws:PrincipalArn`."""
        return self.role_arn or self.arn


current_caller: ContextVar[Caller | None] = ContextVar("current_caller", default=None)
"""The caller of the request being served; None for an unsigned one."""


def signed_caller() -> Caller:
    """The caller of the request being served. Raises AWS's error for an unsigned request."""
    caller = current_caller.get()
    if caller is None:
        raise ServiceException("MissingAuthenticationToken", "Request is missing Authentication Token")
    return caller


def caller_of(environ: dict[str, Any]) -> Caller | None:
    """The caller of a request, None when it is unsigned. Raises `Unrecognized`."""
    signature = signature_of(environ)
    service = environ.get("HTTP_X_EMULATOR_SERVICE_PRINCIPAL")
    if signature is None:
        return None
    caller, secret, token = _owner(signature.access_key_id, service)
    if service is not None and not caller.is_root:
        raise Unrecognized("AccessDenied", "only the root user of an account may act as an AWS service here")
    if IN_PROCESS not in environ:
        _check(signature, secret, token)
    return caller


def _owner(key: str, service: str | None) -> tuple[Caller, str, str | None]:
    """Whose key it is, with the secret and the session token that belong to it."""
    if _ACCOUNT.fullmatch(key):
        return Caller(key, f"arn:aws:iam::{key}:root", key, key, service=service), settings.current().secret, None
    session = sessions.find(key)
    if session is not None:
        if session.expiration < datetime.now(timezone.utc):
            raise Unrecognized("ExpiredToken", "The security token included in the request is expired")
        caller = Caller(session.account, session.arn, session.user_id, key, session.role_arn, service)
        return caller, session.secret_access_key, session.session_token
    user = sessions.find_user(key)
    if user is not None:
        return Caller(user.account, user.arn, user.user_id, key, service=service), user.secret_access_key, None
    raise Unrecognized("InvalidClientTokenId", "The security token included in the request is invalid.")


def _check(signature: Signature, secret: str, token: str | None) -> None:
    if not hmac.compare_digest((signature.token or "").encode(), (token or "").encode()):
        raise Unrecognized("InvalidClientTokenId", "The security token included in the request is invalid.")
    signature.check(secret)
