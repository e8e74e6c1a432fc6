"""REST APIs: a stage serves what its deployment froze.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html (what is refused how),
set-up-lambda-proxy-integrations.html, how-to-mock-integration.html, limits.html (29 seconds).
"""

import re
from collections.abc import Mapping
from typing import Any

from delivery_emulator import journal
from delivery_emulator.api_gateway import access_log
from delivery_emulator.api_gateway.admission import admitted
from delivery_emulator.api_gateway.answers import Malformed, answer_1
from delivery_emulator.api_gateway.authorizers import NotLetIn
from delivery_emulator.api_gateway.functions import Called, Unanswered, call
from delivery_emulator.api_gateway.messages import Incoming, Outgoing, outgoing
from delivery_emulator.api_gateway.paths import best
from delivery_emulator.api_gateway.payloads import Matched, is_media, payload_1
from delivery_emulator.api_gateway.snapshot import Frozen, Snapshot

_SECONDS = 29
_STATUS = re.compile(r"""["']?statusCode["']?\s*:\s*(\d{3})""")


def serve(api: Any, asked: Incoming) -> Outgoing:
    """Answer a request as API Gateway does."""
    name, _, rest = asked.path.lstrip("/").partition("/")
    stage = api.stages.get(name)
    if stage is None or api.disableExecuteApiEndpoint:
        return _refused(asked, 403, "Forbidden", "ForbiddenException")
    snapshot = _snapshot(api, stage)
    found = best([(each.path, each) for each in (snapshot.paths if snapshot else ())], rest)
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
    return matched, _integrated(api, method, asked, matched, path)


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


def _integrated(api: Any, method: Any, asked: Incoming, matched: Matched, path: str) -> Outgoing:
    integration = method.method_integration
    if integration is None:
        return _failed(asked, 500)
    if integration.integration_type == "MOCK":
        return _mock(integration, asked)
    binary = is_media(asked.header("content-type"), api.binaryMediaTypes)
    accepted = (asked.header("accept") or "").split(",")[0]
    source = f"{_execute_api(matched)}/{asked.method}{matched.resource}"
    seconds = int(integration.timeout_in_millis or _SECONDS * 1000) / 1000
    called = Called(integration.uri, matched.account, source, seconds, matched.stage_variables)
    try:
        given = call(called, payload_1(asked, matched, path, binary))
        return answer_1(given, is_media(accepted, api.binaryMediaTypes), "application/json")
    except Malformed as error:
        journal.note_request(f"API {matched.region}/{matched.api_id} {asked.method} {asked.path}: {error}")
        return _failed(asked, 502)
    except Unanswered as error:
        journal.note_request(f"API {matched.region}/{matched.api_id} {asked.method} {asked.path}: {error}")
        if error.late:
            return _refused(asked, 504, "Endpoint request timed out", "InternalServerErrorException")
        return _failed(asked, 502 if error.failed else 500)


def _execute_api(matched: Matched) -> str:
    return f"arn:aws:execute-api:{matched.region}:{matched.account}:{matched.api_id}/{matched.stage}"


def _mock(integration: Any, asked: Incoming) -> Outgoing:
    """A mock answers by its templates, which are constants here (`constant_templates` of the service refuses others)."""
    kind = (asked.header("content-type") or "application/json").split(";")[0].strip()
    template = (integration.request_templates or {}).get(kind)
    status = _STATUS.search(template or "")
    if status is None:
        return _failed(asked, 500)
    responses = list((integration.integration_responses or {}).values())
    chosen = next((each for each in responses if each.selection_pattern and re.fullmatch(each.selection_pattern, status[1])), None)
    chosen = chosen or next((each for each in responses if not each.selection_pattern), None)
    if chosen is None:
        return _failed(asked, 500)
    headers = [
        (name.rpartition(".")[2], str(value)[1:-1])
        for name, value in (chosen.response_parameters or {}).items()
        if name.startswith("method.response.header.")
    ]
    templates = chosen.response_templates or {}
    body = templates.get("application/json") or next(iter(templates.values()), None) or ""
    return Outgoing(int(chosen.status_code), [("Content-Type", "application/json"), *headers], body.encode())


def _failed(asked: Incoming, status: int) -> Outgoing:
    return _refused(asked, status, "Internal server error", "InternalServerErrorException")


def _refused(asked: Incoming, status: int, message: str, kind: str) -> Outgoing:
    return outgoing(status, {"message": message}, ("x-amzn-RequestId", asked.request_id), ("x-amzn-ErrorType", kind))
