"""The events that functions get: payload 1.0 of REST and HTTP APIs, 2.0 of HTTP APIs.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html and
http-api-develop-integrations-lambda.html.
"""

import base64
import fnmatch
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from delivery_emulator.api_gateway.messages import Incoming

_TEXTS = ("text/*", "application/json", "application/xml", "application/javascript")


@dataclass(frozen=True)
class Matched:
    """What of an API a request has asked for."""

    account: str
    region: str
    api_id: str
    stage: str
    resource: str
    """The path as the API has it: `/items/{id}`, or `$default`."""
    path_parameters: Mapping[str, str]
    stage_variables: Mapping[str, str]
    resource_id: str = ""
    """Of a REST API; of an HTTP API the route's key."""
    deployment_id: str = ""
    domain_name: str = ""
    authorizer: Mapping[str, str] | None = None
    """What an authorizer has said about the caller."""
    api_key: Any = None
    """The key by which a usage plan lets the caller in."""

    @property
    def domain(self) -> str:
        """The API's name on AWS."""
        return self.domain_name or f"{self.api_id}.execute-api.{self.region}.amazonaws.com"


def is_media(content_type: str | None, kinds: Sequence[str]) -> bool:
    """Whether a content type is one of those, which may have stars; `*/*` is there without any, too."""
    plain = (content_type or "").split(";")[0].strip().lower()
    return any(kind == "*/*" or fnmatch.fnmatchcase(plain, kind.lower()) for kind in kinds)


def is_text(content_type: str | None) -> bool:
    """Whether an HTTP API hands on a body as it is, as tried on AWS: https://github.com/ministackorg/ministack/pull/766."""
    return is_media(content_type, _TEXTS)


def payload_1(asked: Incoming, matched: Matched, path: str, binary: bool) -> dict[str, Any]:
    """Payload 1.0. `path` is the request's, of a REST API without the stage."""
    headers, query = _sent(asked), asked.parameters()
    body, encoded = _body(asked, binary)
    return {
        "resource": matched.resource,
        "path": path,
        "httpMethod": asked.method,
        "headers": dict(headers),
        "multiValueHeaders": _many(headers),
        "queryStringParameters": dict(query) or None,
        "multiValueQueryStringParameters": _many(query) or None,
        "pathParameters": dict(matched.path_parameters) or None,
        "stageVariables": dict(matched.stage_variables) or None,
        "requestContext": _context_1(asked, matched),
        "body": body,
        "isBase64Encoded": encoded,
    }


def authorizer_request(asked: Incoming, matched: Matched, path: str) -> dict[str, Any]:
    """What an authorizer of requests gets: payload 1.0 without the body, and with what is empty."""
    event = payload_1(asked, matched, path, False)
    maps = ("queryStringParameters", "multiValueQueryStringParameters", "pathParameters", "stageVariables")
    without = {name: value for name, value in event.items() if name not in ("body", "isBase64Encoded")}
    return without | {name: event[name] or {} for name in maps}


def payload_2(asked: Incoming, matched: Matched) -> dict[str, Any]:
    """Payload 2.0: what is empty is left out."""
    cookies = [part.strip() for name, value in asked.headers if name.lower() == "cookie" for part in value.split(";")]
    headers = [(name.lower(), value) for name, value in _sent(asked) if name.lower() != "cookie"]
    body, encoded = _body(asked, not is_text(asked.header("content-type")))
    optional = {
        "cookies": cookies,
        "queryStringParameters": {name: ",".join(values) for name, values in _many(asked.parameters()).items()},
        "pathParameters": dict(matched.path_parameters),
        "stageVariables": dict(matched.stage_variables),
        "body": body,
    }
    context = {
        "accountId": matched.account,
        "apiId": matched.api_id,
        "domainName": matched.domain,
        "domainPrefix": matched.api_id,
        "http": {
            "method": asked.method,
            "path": asked.path,
            "protocol": asked.protocol,
            "sourceIp": asked.source,
            "userAgent": asked.header("user-agent") or "",
        },
        "requestId": asked.request_id,
        "routeKey": matched.resource_id,
        "stage": matched.stage,
        "time": _clock(asked),
        "timeEpoch": int(asked.moment * 1000),
    }
    return {
        "version": "2.0",
        "routeKey": matched.resource_id,
        "rawPath": asked.path,
        "rawQueryString": asked.query,
        "headers": {name: ",".join(values) for name, values in _many(headers).items()},
        "requestContext": context,
        "isBase64Encoded": encoded,
        **{name: value for name, value in optional.items() if value},
    }


def _context_1(asked: Incoming, matched: Matched) -> dict[str, Any]:
    context = {
        "resourceId": matched.resource_id,
        "resourcePath": matched.resource,
        "httpMethod": asked.method,
        "extendedRequestId": asked.request_id,
        "requestTime": _clock(asked),
        "path": asked.path,
        "accountId": matched.account,
        "protocol": asked.protocol,
        "stage": matched.stage,
        "domainPrefix": matched.api_id,
        "requestTimeEpoch": int(asked.moment * 1000),
        "requestId": asked.request_id,
        "identity": _identity(asked, matched),
        "domainName": matched.domain,
        "apiId": matched.api_id,
    }
    deployment = {"deploymentId": matched.deployment_id} if matched.deployment_id else {}
    authorizer = {} if matched.authorizer is None else {"authorizer": dict(matched.authorizer)}
    return {**context, **deployment, **authorizer}


def _sent(asked: Incoming) -> list[tuple[str, str]]:
    """The headers of the request and those that API Gateway adds; loopback http counts as TLS."""
    before = [value for name, value in asked.headers if name.lower() == "x-forwarded-for"]
    trace = f"Root=1-{int(asked.moment):x}-{asked.request_id.replace('-', '')[:24]}"
    added = [
        ("X-Amzn-Trace-Id", trace),
        ("X-Forwarded-For", ", ".join([*before, asked.source])),
        ("X-Forwarded-Port", "443"),
        ("X-Forwarded-Proto", "https"),
    ]
    own = {"connection", *(name.lower() for name, _ in added)}
    return [*((name, value) for name, value in asked.headers if name.lower() not in own), *added]


def _many(pairs: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def _body(asked: Incoming, binary: bool) -> tuple[str | None, bool]:
    if not asked.body:
        return None, False
    return (base64.b64encode(asked.body).decode(), True) if binary else (asked.body.decode("utf-8", "replace"), False)


def _clock(asked: Incoming) -> str:
    return time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(asked.moment))


def _identity(asked: Incoming, matched: Matched) -> dict[str, Any]:
    nobody = ("cognitoIdentityPoolId", "accountId", "cognitoIdentityId", "caller", "principalOrgId", "accessKey")
    nobody += ("cognitoAuthenticationType", "cognitoAuthenticationProvider", "userArn", "user")
    key = {} if matched.api_key is None else {"apiKey": matched.api_key.value, "apiKeyId": matched.api_key.id}
    return {**dict.fromkeys(nobody), "sourceIp": asked.source, "userAgent": asked.header("user-agent"), **key}
