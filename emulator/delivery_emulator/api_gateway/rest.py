"""REST APIs: a stage serves what its deployment froze.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html (what is refused how),
set-up-lambda-proxy-integrations.html, limits.html (29 seconds), set-up-lambda-integrations.html (a function
is called by POST), what AWS says to what is too large: https://github.com/koki-develop/lgtm-generator/issues/10, and
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html (GET with a body, at the edge).
"""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from delivery_emulator import journal
from delivery_emulator.api_gateway import access_log, mock
from delivery_emulator.api_gateway.admission import admitted
from delivery_emulator.api_gateway.answers import Malformed, answer_1
from delivery_emulator.api_gateway.authorizers import NotLetIn
from delivery_emulator.api_gateway.functions import Called, TooLong, Unanswered, call
from delivery_emulator.api_gateway.messages import MOST_BYTES, Incoming, Outgoing, outgoing
from delivery_emulator.api_gateway.paths import best, parts_of
from delivery_emulator.api_gateway.payloads import Matched, is_media, payload_1
from delivery_emulator.api_gateway.snapshot import Frozen, Snapshot

_SECONDS = 29
_UNSEEN = frozenset({"content-length", "transfer-encoding"})
"""Headers that neither functions nor authorizers get."""


def serve(api: Any, asked: Incoming) -> Outgoing:
    """Answer a request as API Gateway does."""
    if len(asked.body) > MOST_BYTES:
        return Outgoing(413, [("Content-Type", "text; charset=utf-8")], f"HTTP content length exceeded {MOST_BYTES} bytes.".encode())
    if asked.body and asked.method == "GET" and "EDGE" in api.endpoint_configuration.get("types", []):
        return Outgoing(403, [("Content-Type", "text/html")], b"403 ERROR: The request could not be satisfied. Bad request.")
    asked = dataclasses.replace(asked, headers=[pair for pair in asked.headers if pair[0].lower() not in _UNSEEN])
    name, _, rest = asked.path.lstrip("/").partition("/")
    rest = rest.lstrip("/")
    stage = api.stages.get(name)
    if stage is None or api.shut:
        return _refused(asked, 403, "Forbidden", "ForbiddenException")
    snapshot = _snapshot(api, stage)
    found = best([(each.path, each) for each in (snapshot.paths if snapshot else ())], parts_of(rest))
    method = found and (found[0].methods.get(asked.method) or found[0].methods.get("ANY"))
    if not snapshot or not found or not method:
        answer = _refused(asked, 403, "Missing Authentication Token", "MissingAuthenticationTokenException")
        matched = _matched(api, stage, Frozen("", f"/{rest}", {}), {})
    else:
        matched, answer = _answered(api, snapshot, method, asked, _matched(api, stage, *found), f"/{rest}")
        answer = answer.with_headers(("x-amzn-RequestId", asked.request_id))
    settings = stage.access_log_settings or {}
    access_log.write(settings.get("destinationArn"), settings.get("format"), asked, matched, answer)
    return answer


def _answered(api: Any, snapshot: Snapshot, method: Any, asked: Incoming, matched: Matched, path: str) -> tuple[Matched, Outgoing]:
    try:
        matched = admitted(api, snapshot, method, asked, matched, path)
    except NotLetIn as error:
        return matched, _kept_out(error, asked)
    return matched, _integrated(snapshot.media, method, asked, matched, path)


def _kept_out(error: NotLetIn, asked: Incoming) -> Outgoing:
    """As seen on AWS, an AccessDeniedException alone has its `Message` with a capital letter."""
    name = "Message" if error.kind == "AccessDeniedException" else "message"
    ids = (("x-amzn-RequestId", asked.request_id), ("x-amzn-ErrorType", error.kind))
    return outgoing(error.status, {name: error.message}, *ids)


def _snapshot(api: Any, stage: Any) -> Snapshot | None:
    return getattr(api.deployments.get(stage.deployment_id), "frozen", None)


def _matched(api: Any, stage: Any, resource: Frozen, parameters: Mapping[str, str]) -> Matched:
    return Matched(
        api.account_id,
        api.region_name,
        api.id,
        stage.name,
        resource.path,
        parameters,
        stage.variables or {},
        resource.resource_id,
        stage.deployment_id,
    )


def _integrated(media: Sequence[str], method: Any, asked: Incoming, matched: Matched, path: str) -> Outgoing:
    integration = method.method_integration
    if integration is None:
        return _failed(asked, 500)
    place = f"API {matched.region}/{matched.api_id} {asked.method} {asked.path}"
    binary = is_media(asked.header("content-type"), media)
    if integration.integration_type == "MOCK":
        return _mocked(integration, asked, binary, place)
    if integration.http_method != "POST":
        journal.note_request(f"{place}: functions are called by POST, and the integration says {integration.http_method}")
        return _failed(asked, 500)
    accepted = (asked.header("accept") or "").split(",")[0]
    source = f"{_execute_api(matched)}/{asked.method}{matched.resource}"
    seconds = int(integration.timeout_in_millis or _SECONDS * 1000) / 1000
    called = Called(integration.uri, matched.account, source, seconds, matched.stage_variables)
    try:
        given = call(called, payload_1(asked, matched, path, binary))
        return answer_1(given, is_media(accepted, media), "application/json")
    except Malformed as error:
        journal.note_request(f"{place}: {error}")
        return _failed(asked, 502)
    except TooLong as error:
        journal.note_request(f"{place}: {error}")
        return _refused(asked, 413, "Request Too Long", "BadRequestException")
    except Unanswered as error:
        journal.note_request(f"{place}: {error}")
        if error.late:
            return _refused(asked, 504, "Endpoint request timed out", "InternalServerErrorException")
        return _failed(asked, 502 if error.failed else 500)


def _mocked(integration: Any, asked: Incoming, binary: bool, place: str) -> Outgoing:
    try:
        return mock.answered(integration, asked, binary)
    except mock.NoAnswer as error:
        journal.note_request(f"{place}: {error}")
        return _failed(asked, 500) if error.status == 500 else _refused(asked, 415, "Unsupported Media Type", "BadRequestException")


def _execute_api(matched: Matched) -> str:
    return f"arn:aws:execute-api:{matched.region}:{matched.account}:{matched.api_id}/{matched.stage}"


def _failed(asked: Incoming, status: int) -> Outgoing:
    return _refused(asked, status, "Internal server error", "InternalServerErrorException")


def _refused(asked: Incoming, status: int, message: str, kind: str) -> Outgoing:
    return outgoing(status, {"message": message}, ("x-amzn-RequestId", asked.request_id), ("x-amzn-ErrorType", kind))
