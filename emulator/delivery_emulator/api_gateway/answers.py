"""What a function's answer becomes.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html (output format) and
http-api-develop-integrations-lambda.html (response format).
"""

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from typing import Any

from delivery_emulator.api_gateway.messages import Outgoing, forwarded

_KNOWN = frozenset({"statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded", "cookies"})


class Malformed(Exception):
    """An answer that API Gateway does not take: the reason in its own words."""


def answer_1(given: Any, decoded: bool, content_type: str) -> Outgoing:
    """The answer to payload 1.0; `decoded`: whether Base64 is taken back. Raises `Malformed`."""
    if not isinstance(given, Mapping) or "statusCode" not in given or set(given) - _KNOWN:
        raise Malformed("Malformed Lambda proxy response")
    many = _mapping(given, "multiValueHeaders")
    single = {name: value for name, value in _mapping(given, "headers").items() if name.lower() not in {each.lower() for each in many}}
    headers = [*_pairs(single), *((name, str(value)) for name, values in many.items() for value in values)]
    return _made(given, headers, decoded, content_type)


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
        raise Malformed("Malformed Lambda proxy response") from error
    if not 100 <= status <= 599:
        raise Malformed("Malformed Lambda proxy response")
    headers = forwarded(headers)
    if not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", content_type))
    return Outgoing(status, headers, _body(given, decoded))


def _body(given: Mapping[str, Any], decoded: bool) -> bytes:
    body = given.get("body")
    if body is None:
        return b""
    if not isinstance(body, str):
        raise Malformed("Malformed Lambda proxy response")
    if not (given.get("isBase64Encoded") and decoded):
        return body.encode()
    try:
        return base64.b64decode(body, validate=True)
    except binascii.Error as error:
        raise Malformed("Unable to base64 decode the body") from error


def _mapping(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = given.get(name) or {}
    if not isinstance(found, Mapping):
        raise Malformed("Malformed Lambda proxy response")
    return found


def _pairs(headers: Mapping[str, Any]) -> list[tuple[str, str]]:
    text: Callable[[Any], str] = lambda value: str(value).lower() if isinstance(value, bool) else str(value)  # noqa: E731
    return [(name, text(value)) for name, value in headers.items() if value is not None]
