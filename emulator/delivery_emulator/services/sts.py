"""STS: callers as they really are, and `AssumeRole` that asks the role's trust policy."""

import json
import re
from typing import Any

from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult
from moto.sts import urls
from moto.sts.responses import TokenResponse

from delivery_emulator.authorization.caller_policies import document_of
from delivery_emulator.authorization.names import role_of
from delivery_emulator.identity import signed_caller
from delivery_emulator.role_trust import NotTrusted, assume
from delivery_emulator.sessions import Session

CHAINED_SECONDS = 3600
_ROLE = re.compile(r"arn:[a-z-]+:iam::[0-9]{12}:role/.+")


class AccessDenied(ServiceException):
    """STS refuses, in AWS's words."""

    code = "AccessDenied"


class SecurityTokenService(TokenResponse):
    """moto's STS with the two calls that decide who may act as whom."""

    def get_caller_identity(self) -> ActionResult:
        caller = signed_caller()
        return ActionResult({"UserId": caller.user_id, "Account": caller.account, "Arn": caller.arn})

    def assume_role(self) -> ActionResult:
        if not _ROLE.fullmatch(self._get_param("RoleArn")):
            raise Refused("ValidationError", f"{self._get_param('RoleArn')} is invalid")
        policies, duration = self._session_policies(), self._get_int_param("DurationSeconds", 3600)
        try:
            session = assume(
                signed_caller(),
                role_arn=self._get_param("RoleArn"),
                session_name=self._get_param("RoleSessionName"),
                duration=duration,
                external_id=self._get_param("ExternalId"),
                tagged=bool(self._get_param("Tags")),
                policies=policies,
            )
        except NotTrusted as refusal:
            raise AccessDenied(str(refusal)) from refusal
        _check_duration(session, duration)
        credentials: dict[str, Any] = {
            "AccessKeyId": session.access_key_id,
            "SecretAccessKey": session.secret_access_key,
            "SessionToken": session.session_token,
            "Expiration": session.expiration,
        }
        user = {"AssumedRoleId": session.user_id, "Arn": session.arn}
        return ActionResult({"Credentials": credentials, "AssumedRoleUser": user, "PackedPolicySize": 0})

    def get_session_token(self) -> ActionResult:
        """moto would hand out an example that opens nothing."""
        raise NotImplementedError("sts:GetSessionToken")

    def get_federation_token(self) -> ActionResult:
        raise NotImplementedError("sts:GetFederationToken")

    def _session_policies(self) -> tuple[str, ...]:
        """The inline policy and the managed ones, which together limit the session."""
        inline = self._get_param("Policy")
        if inline:
            _check_policy(inline)
        arns = [str(each["arn"]) for each in self._get_param("PolicyArns") or []]
        account = str(self._get_param("RoleArn")).split(":")[4]
        return (*([inline] if inline else []), *(document_of(arn, account) for arn in arns))


class Refused(ServiceException):
    """STS refuses what is asked of it, in AWS's words."""


def _check_policy(text: str) -> None:
    try:
        document = json.loads(text)
    except ValueError as error:
        raise Refused("MalformedPolicyDocument", "This policy contains invalid Json") from error
    if not isinstance(document, dict) or "Statement" not in document:
        raise Refused("MalformedPolicyDocument", "Syntax errors in policy.")


def _check_duration(session: Session, seconds: int) -> None:
    """How long a session may last: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html, DurationSeconds."""
    role = role_of(session.role_arn)
    if session.origin and seconds > CHAINED_SECONDS:
        raise Refused(
            "ValidationError", "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining"
        )
    if role is not None and seconds > int(role.max_session_duration or 3600):
        raise Refused("ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")


def install() -> None:
    """Put this in moto's place."""
    urls.url_paths["{0}/$"] = SecurityTokenService.dispatch
