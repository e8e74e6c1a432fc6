"""Which operation of which service a request asks for, with its parameters, read by botocore's models of the services."""

import functools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote

from botocore.parsers import RpcV2CBORParser
from botocore.session import get_session

from delivery_emulator.signed_request import body_of

_SCOPE = re.compile(r"Credential=[^/\s]+/\d{8}/(?P<region>[a-z0-9-]+)/(?P<service>[a-z0-9-]+)/aws4_request")
_SIGNED_AS = {"monitoring": "cloudwatch", "tagging": "resourcegroupstaggingapi", "email": "ses"}
"""Services whose signatures bear another name than botocore's."""
_RPC = re.compile(r"/service/(?P<target>[^/]+)/operation/(?P<operation>\w+)")
_LABEL = re.compile(r"\\\{(\w+)(\\\+)?\\\}")
_REST = frozenset({"lambda"})
"""The services of the rest-json protocol that a rehearsal calls; S3 and API Gateway, judged by method and path, are read by themselves."""


@dataclass(frozen=True)
class Operation:
    """One request to a service. Parameters are nested in the JSON protocols and flat (`Tags.member.1.Key`) in the query protocol."""

    service: str
    """As botocore calls it."""
    name: str
    region: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    """By lower-case name."""
    method: str = "POST"
    path: str = "/"
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    """Only of requests that have one which names resources: S3's `DeleteObjects`."""


def operation_of(environ: dict[str, Any]) -> Operation | None:
    """The operation of a signed request; None where the request does not say it in a way that is known here."""
    headers = dict(_headers(environ))
    path, _, text = re.sub(r"^https?://[^/]*", "", str(environ["RAW_URI"])).partition("?")
    query = {name: values[0] for name, values in parse_qs(text, keep_blank_values=True).items()}
    scope = _SCOPE.search(headers.get("authorization", ""))
    if scope is None:
        return _s3("us-east-1", headers, environ, path, query)
    service = _SIGNED_AS.get(scope["service"], scope["service"])
    region = scope["region"]
    if service == "s3":
        return _s3(region, headers, environ, path, query)
    if "x-amz-target" in headers:
        name = headers["x-amz-target"].rpartition(".")[2]
        parameters = json.loads(body_of(environ) or b"{}")
        return Operation(service, name, region, parameters if isinstance(parameters, dict) else {}, headers)
    if headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        form = parse_qs(body_of(environ).decode("utf-8", "replace"), keep_blank_values=True)
        parameters = {name: values[0] for name, values in form.items()}
        return Operation(service, parameters.get("Action", ""), region, parameters, headers)
    found = _RPC.fullmatch(path)
    if found is not None:
        return Operation(service, found["operation"], region, _cbor(body_of(environ)), headers, path=path)
    if service == "apigateway":
        method = str(environ["REQUEST_METHOD"])
        return Operation(service, method, region, _json(environ, headers), headers, method, path, query)
    return _rest(service, region, headers, environ, path, query) if service in _REST else None


def _cbor(body: bytes) -> dict[str, Any]:
    """The body of a request in the protocol that CloudWatch's newer SDKs speak."""
    parser = RpcV2CBORParser()
    parsed = parser.parse_data_item(parser.get_peekable_stream_from_bytes(body)) if body else {}
    return parsed if isinstance(parsed, dict) else {}


def _headers(environ: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in environ.items():
        if key.startswith("HTTP_"):
            yield key[5:].replace("_", "-").lower(), str(value)
    yield "content-type", str(environ.get("CONTENT_TYPE", ""))


def _s3(region: str, headers: Mapping[str, str], environ: dict[str, Any], path: str, query: Mapping[str, str]) -> Operation:
    method = str(environ["REQUEST_METHOD"])
    body = body_of(environ) if method == "POST" and "delete" in query else b""
    return Operation("s3", method, region, {}, headers, method, path, query, body)


def _rest(
    service: str, region: str, headers: Mapping[str, str], environ: dict[str, Any], path: str, query: Mapping[str, str]
) -> Operation | None:
    method = str(environ["REQUEST_METHOD"])
    for name, its_method, pattern in _routes(service):
        found = pattern.fullmatch(path.rstrip("/")) if its_method == method else None
        if found is not None:
            labels = {label: unquote(value) for label, value in found.groupdict().items()}
            return Operation(service, name, region, {**_json(environ, headers), **query, **labels}, headers)
    return None


def _json(environ: dict[str, Any], headers: Mapping[str, str]) -> dict[str, Any]:
    """The body of a rest-json request; that of an invocation is the function's own and no parameter."""
    if "json" not in headers["content-type"]:
        return {}
    try:
        parsed = json.loads(body_of(environ) or b"{}")
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


@functools.cache
def _routes(service: str) -> list[tuple[str, str, re.Pattern[str]]]:
    """Operations by method and path, those with the most fixed text first."""
    model: Any = get_session().get_service_model(service)
    routes = []
    for name in model.operation_names:
        http = model.operation_model(name).http
        uri = str(http["requestUri"]).partition("?")[0].rstrip("/")
        pattern = _LABEL.sub(lambda found: f"(?P<{found[1]}>{'.+' if found[2] else '[^/]+'})", re.escape(uri))
        routes.append((len(_LABEL.sub("", re.escape(uri))), name, str(http["method"]), re.compile(pattern)))
    return [(name, method, pattern) for _, name, method, pattern in sorted(routes, key=lambda route: -route[0])]
