"""What a function's answer becomes.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html (output format),
http-api-develop-integrations-lambda.html (response format), and LocalStack's `test_lambda_aws_proxy_response_format`, which was run against
AWS (no field is needed, no other one is taken). That no header has a list or a line's end for its value is unconfirmed.
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from typing import Any

from delivery_emulator.api_gateway.messages import Outgoing, forwarded

_KNOWN = frozenset({"statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"})
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


class Malformed(Exception):
    """An answer that API Gateway does not take: the reason in its own words."""


def answer_1(given: Any, decoded: bool, content_type: str) -> Outgoing:
    """The answer to payload 1.0, 200 without a status; `decoded`: whether Base64 is taken back. Raises `Malformed`."""
    if not isinstance(given, Mapping) or set(given) - _KNOWN:
        raise _malformed()
    many = _mapping(given, "multiValueHeaders")
    single = {name: value for name, value in _mapping(given, "headers").items() if name.lower() not in {each.lower() for each in many}}
    lists = [{name: value} for name, values in many.items() for value in (values if isinstance(values, list) else [values])]
    headers = [pair for each in (single, *lists) for pair in _pairs(each)]
    return _made({"statusCode": 200, **given}, headers, decoded, content_type)


def answer_2(given: Any) -> Outgoing:
    """The answer to payload 2.0: what has no status is the body of a 200. Raises `Malformed`."""
    if not isinstance(given, Mapping) or "statusCode" not in given:
        body = given if isinstance(given, str) else json.dumps(given)
        return Outgoing(200, [("Content-Type", "application/json")], body.encode())
    cookies = [("Set-Cookie", str(each)) for each in given.get("cookies") or []]
    return _made(given, [*_pairs(_mapping(given, "headers")), *cookies], True, "text/plain;charset=utf-8")


def _made(given: Mapping[str, Any], headers: list[tuple[str, str]], decoded: bool, content_type: str) -> Outgoing:
    try:
        status = int(given["statusCode"])
    except (TypeError, ValueError) as error:
        raise _malformed() from error
    if not 100 <= status <= 599:
        raise _malformed()
    headers = forwarded(headers)
    if not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", content_type))
    return Outgoing(status, headers, _body(given, decoded))


def _body(given: Mapping[str, Any], decoded: bool) -> bytes:
    body = given.get("body")
    if body is None:
        return b""
    if not isinstance(body, str):
        raise _malformed()
    if not (given.get("isBase64Encoded") and decoded):
        return body.encode()
    try:
        return base64.b64decode(body, validate=True)
    except binascii.Error as error:
        raise Malformed("Unable to base64 decode the body") from error


def _mapping(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = given.get(name) or {}
    if not isinstance(found, Mapping):
        raise _malformed()
    return found


def _pairs(headers: Mapping[str, Any]) -> list[tuple[str, str]]:
    found = [(name, str(value).lower() if isinstance(value, bool) else str(value)) for name, value in headers.items() if value is not None]
    if any(isinstance(value, (list, Mapping)) for value in headers.values()):
        raise _malformed()
    if any(not _HEADER.fullmatch(name) or _CONTROL.search(value) for name, value in found):
        raise _malformed()
    return found


def _malformed() -> Malformed:
    return Malformed("Malformed Lambda proxy response")
