"""HTTP APIs: routes, and the API's own answers to preflight requests.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html, http-api-cors.html,
http-api-develop-integrations-lambda.html, http-api-quotas.html (30 seconds).
"""

import dataclasses
from collections.abc import Mapping
from typing import Any

from delivery_emulator import journal
from delivery_emulator.api_gateway import access_log
from delivery_emulator.api_gateway.answers import Malformed, answer_1, answer_2
from delivery_emulator.api_gateway.functions import Called, TooLong, Unanswered, call
from delivery_emulator.api_gateway.messages import MOST_BYTES, Incoming, Outgoing, outgoing
from delivery_emulator.api_gateway.paths import best, decoded, parts_with_last
from delivery_emulator.api_gateway.payloads import Matched, is_text, payload_1, payload_2

_SECONDS = 30
_DEFAULT = "$default"


def serve(api: Any, account: str, region: str, asked: Incoming) -> Outgoing:
    """Answer a request as API Gateway does."""
    if len(asked.body) > MOST_BYTES:
        return _too_large()
    path = decoded(asked.path)
    if path is None:
        return outgoing(400, {"message": "Bad Request"})
    return _served(api, account, region, dataclasses.replace(asked, path=path))


def _served(api: Any, account: str, region: str, asked: Incoming) -> Outgoing:
    stage, path = _staged(api, asked.path)
    cors = _cors(api, asked)
    if stage is None or api.disable_execute_api_endpoint:
        return outgoing(404, {"message": "Not Found"})
    if cors is not None and asked.method == "OPTIONS" and asked.header("access-control-request-method"):
        return Outgoing(204, list(cors.items()), b"")
    found = _route(api, asked.method, path)
    key, parameters = (found[0].route_key, found[1]) if found else (_DEFAULT, {})
    resource = key.partition(" ")[2] or key
    matched = Matched(account, region, api.api_id, stage.name, resource, parameters, stage.stage_variables or {}, key)
    answer = _integrated(api, found[0], asked, matched) if found else outgoing(404, {"message": "Not Found"})
    if cors is not None:
        kept = [(name, value) for name, value in answer.headers if not name.lower().startswith("access-control-")]
        answer = Outgoing(answer.status, [*kept, *cors.items()], answer.body)
    answer = answer.with_headers(("Apigw-Requestid", asked.request_id))
    settings = stage.access_log_settings or {}
    access_log.write(settings.get("destinationArn"), settings.get("format"), asked, matched, answer)
    return answer


def _staged(api: Any, path: str) -> tuple[Any, str]:
    """The stage that a path begins with, and the rest; `$default` is the stage of all others."""
    name, _, rest = path.lstrip("/").partition("/")
    if name != _DEFAULT and name in api.stages:
        return api.stages[name], f"/{rest}"
    return api.stages.get(_DEFAULT), path


def _route(api: Any, method: str, path: str) -> tuple[Any, dict[str, str]] | None:
    """The route that says most: its method before `ANY`, and `$default` after all."""
    routes = list(api.routes.values())
    split = [(*each.route_key.partition(" ")[::2], each) for each in routes if each.route_key != _DEFAULT]
    candidates = [(pattern, each) for verb, pattern, each in split if verb == method]
    candidates += [(pattern, each) for verb, pattern, each in split if verb == "ANY"]
    found = best(candidates, parts_with_last(path))
    fallback = next((each for each in routes if each.route_key == _DEFAULT), None)
    return found or ((fallback, {}) if fallback else None)


def _integrated(api: Any, route: Any, asked: Incoming, matched: Matched) -> Outgoing:
    integration = api.integrations.get((route.target or "").removeprefix("integrations/"))
    place = f"API {matched.region}/{matched.api_id} {asked.method} {asked.path}"
    if integration is None:
        journal.note_request(f"{place}: route {route.route_key} has no integration")
        return _failed()
    called = Called(
        integration.integration_uri,
        matched.account,
        f"arn:aws:execute-api:{matched.region}:{matched.account}:{matched.api_id}/{matched.stage}/{_of_route(route.route_key)}",
        int(integration.timeout_in_millis or _SECONDS * 1000) / 1000,
        matched.stage_variables,
    )
    first = integration.payload_format_version == "1.0"
    binary = not is_text(asked.header("content-type"))
    event = {"version": "1.0", **payload_1(asked, matched, asked.path, binary)} if first else payload_2(asked, matched)
    try:
        given = call(called, event)
        return answer_1(given, True, "text/plain;charset=utf-8") if first else answer_2(given)
    except Malformed as error:
        journal.note_request(f"{place}: {error}")
        return _failed()
    except TooLong as error:
        journal.note_request(f"{place}: {error}")
        return _too_large()
    except Unanswered as error:
        journal.note_request(f"{place}: {error}")
        return outgoing(503, {"message": "Service Unavailable"}) if error.late else _failed()


def _of_route(key: str) -> str:
    """A route's key within an ARN: `GET/items/{id}`, `*/items` for any method, `$default`."""
    verb, _, pattern = key.partition(" ")
    return f"{'*' if verb == 'ANY' else verb}{pattern}"


def _too_large() -> Outgoing:
    return outgoing(413, {"message": "Request Entity Too Large"})


def _failed() -> Outgoing:
    return outgoing(500, {"message": "Internal Server Error"})


def _cors(api: Any, asked: Incoming) -> Mapping[str, str] | None:
    """The headers that the API's own CORS gives this request; None where it has none."""
    rules, origin = api.cors_configuration, asked.header("origin")
    if not rules or origin is None:
        return None
    origins = rules.get("allowOrigins") or []
    if "*" not in origins and origin not in origins and f"{origin.partition('://')[0]}://*" not in origins:
        return {}
    headers = {"Access-Control-Allow-Origin": "*" if "*" in origins else origin}
    if rules.get("allowCredentials"):
        headers["Access-Control-Allow-Credentials"] = "true"
    listed = {"allowMethods": "Access-Control-Allow-Methods", "allowHeaders": "Access-Control-Allow-Headers"}
    if asked.method != "OPTIONS":
        listed = {"exposeHeaders": "Access-Control-Expose-Headers"}
    elif rules.get("maxAge"):
        headers["Access-Control-Max-Age"] = str(rules["maxAge"])
    return {**headers, **{name: ",".join(rules[rule]) for rule, name in listed.items() if rules.get(rule)}}
