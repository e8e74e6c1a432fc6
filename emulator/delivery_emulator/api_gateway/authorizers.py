"""Lambda authorizers of REST APIs: whether a function's policy document lets a request in, and what it says about the caller.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html (and its pages on input, output and
identity sources), https://github.com/auth0-samples/jwt-rsa-aws-custom-authorizer/pull/6 (`Unauthorized`, and what else a failure is).
"""

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from delivery_emulator import journal
from delivery_emulator.api_gateway.functions import Called, Unanswered, call
from delivery_emulator.api_gateway.messages import Incoming
from delivery_emulator.api_gateway.payloads import Matched, authorizer_request
from delivery_emulator.api_gateway.request_validation import parameter
from delivery_emulator.policy import Principal, Request, evaluate

_SECONDS = 29
_TOKEN = "method.request.header.Authorization"
_PLACE = re.compile(r"method\.request\.(?:header|querystring)\.[^,\s]+|stageVariables\.\w+|context\.(?:httpMethod|path|resourcePath|stage|identity\.sourceIp)")


class NotLetIn(Exception):
    """A request that an authorizer keeps out: status, message and type of AWS's answer."""

    def __init__(self, status: int, message: str | None, kind: str) -> None:
        super().__init__(message)
        self.status, self.message, self.kind = status, message, kind


@dataclass(frozen=True)
class Caller:
    """What an authorizer says about who asks."""

    context: Mapping[str, str]
    api_key: str | None


@dataclass(frozen=True)
class _Kept:
    """An answer that holds for all methods of a stage until it is too old."""

    answer: Mapping[str, Any]
    until: float


Cache = dict[tuple[str, str, tuple[str, ...]], _Kept]
"""By stage, authorizer and identity."""


def unknown_place(identity_source: str) -> str | None:
    """A part of an identity source that is not read here."""
    return next((each for each in _places(identity_source) if not _PLACE.fullmatch(each)), None)


def let_in(authorizer: Any, asked: Incoming, matched: Matched, path: str, cache: Cache) -> Caller:
    """Who asks, by a function or by what it has said before. Raises `NotLetIn`."""
    identity = _identity(authorizer, asked, matched)
    place, kept_seconds = (matched.stage, authorizer.id, tuple(identity)), int(authorizer.authorizer_result_ttl or 0)
    kept = cache.get(place)
    if kept is not None and time.monotonic() < kept.until:
        answer = kept.answer
    else:
        answer = _asked(authorizer, identity, asked, matched, path)
        if identity and kept_seconds:
            cache[place] = _Kept(answer, time.monotonic() + kept_seconds)
    _judge(answer["policyDocument"], asked, matched, path)
    context = {name: json.dumps(value) if not isinstance(value, str) else value for name, value in (answer.get("context") or {}).items()}
    return Caller({"principalId": answer["principalId"], **context}, answer.get("usageIdentifierKey"))


def _places(identity_source: str | None) -> list[str]:
    return [each.strip() for each in (identity_source or "").split(",") if each.strip()]


def _identity(authorizer: Any, asked: Incoming, matched: Matched) -> list[str]:
    """What stands at each place of the identity source, all of which must be there before the function is asked."""
    source = authorizer.identity_source or (_TOKEN if authorizer.type == "TOKEN" else "")
    found = [_value(each, asked, matched) for each in _places(source)]
    if not all(found):
        raise _unauthorized()
    expression = authorizer.identity_validation_expression
    if authorizer.type == "TOKEN" and expression and not re.fullmatch(expression, str(found[0])):
        raise _unauthorized()
    return [str(each) for each in found]


def _value(place: str, asked: Incoming, matched: Matched) -> str | None:
    if place.startswith("method."):
        return parameter(place, asked, matched)
    kind, _, name = place.partition(".")
    if kind == "stageVariables":
        return matched.stage_variables.get(name)
    known = {"httpMethod": asked.method, "path": asked.path, "resourcePath": matched.resource, "stage": matched.stage}
    return {**known, "identity.sourceIp": asked.source}.get(name)


def _asked(authorizer: Any, identity: list[str], asked: Incoming, matched: Matched, path: str) -> Mapping[str, Any]:
    arn = _method_arn(asked, matched, path)
    event = {"type": authorizer.type, "methodArn": arn}
    event |= {"authorizationToken": identity[0]} if authorizer.type == "TOKEN" else authorizer_request(asked, matched, path)
    source = f"arn:aws:execute-api:{matched.region}:{matched.account}:{matched.api_id}/authorizers/{authorizer.id}"
    try:
        answer = call(Called(authorizer.authorizer_uri, matched.account, source, _SECONDS, matched.stage_variables), event)
    except Unanswered as error:
        journal.note_request(f"API {matched.region}/{matched.api_id} authorizer {authorizer.name}: {error}")
        if error.message == "Unauthorized":
            raise _unauthorized() from error
        raise NotLetIn(500, None, "AuthorizerFailureException" if error.late else "AuthorizerConfigurationException") from error
    if not _is_answer(answer):
        raise _misconfigured(authorizer, matched, f"its answer is none that API Gateway takes: {json.dumps(answer)}")
    return answer


def _is_answer(answer: Any) -> bool:
    """Whether it names a principal, has a policy, and a context without lists or objects."""
    if not isinstance(answer, Mapping) or not isinstance(answer.get("principalId"), str):
        return False
    policy, context = answer.get("policyDocument"), answer.get("context") or {}
    if not isinstance(policy, Mapping) or not policy.get("Statement") or not isinstance(context, Mapping):
        return False
    return not any(isinstance(value, (list, Mapping)) for value in context.values())


def _judge(policy: Mapping[str, Any], asked: Incoming, matched: Matched, path: str) -> None:
    context = {"aws:SourceIp": asked.source, "aws:SecureTransport": "true"}
    decision = evaluate([policy], Request(Principal.anonymous(), "execute-api:Invoke", _method_arn(asked, matched, path), context))
    if decision.effect == "allow":
        return
    journal.note_request(f"API {matched.region}/{matched.api_id} {asked.method} {asked.path}: {decision.because}")
    if decision.effect == "cannot-tell":
        raise NotLetIn(500, None, "AuthorizerConfigurationException")
    why = " with an explicit deny in an identity-based policy" if decision.effect == "explicit-deny" else ""
    raise NotLetIn(403, f"User is not authorized to access this resource{why}", "AccessDeniedException")


def _method_arn(asked: Incoming, matched: Matched, path: str) -> str:
    return f"arn:aws:execute-api:{matched.region}:{matched.account}:{matched.api_id}/{matched.stage}/{asked.method}{path}"


def _unauthorized() -> NotLetIn:
    return NotLetIn(401, "Unauthorized", "UnauthorizedException")


def _misconfigured(authorizer: Any, matched: Matched, why: str) -> NotLetIn:
    journal.note_request(f"API {matched.region}/{matched.api_id} authorizer {authorizer.name}: {why}")
    return NotLetIn(500, None, "AuthorizerConfigurationException")
