"""Mock integrations, whose templates are constants here (the resource type of methods refuses others).

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html, integration-passthrough-behaviors.html
(415), https://github.com/clebert/aws-simple/issues/167 (what is binary needs `CONVERT_TO_TEXT`, also where nothing was sent).
"""

import re
from collections.abc import Mapping
from typing import Any

from delivery_emulator.api_gateway.messages import Incoming, Outgoing

_STATUS = re.compile(r"""["']?statusCode["']?\s*:\s*["']?(\d{3})""")


class NoAnswer(Exception):
    """Why a mock answers nothing of its own; `status` is AWS's."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


def answered(integration: Any, asked: Incoming, binary: bool) -> Outgoing:
    """What a mock answers to a request, which the API takes for binary or not. Raises `NoAnswer`."""
    code = _code(integration, asked, binary)
    responses = list((integration.integration_responses or {}).values())
    chosen = next((each for each in responses if each.selection_pattern and re.fullmatch(each.selection_pattern, code)), None)
    chosen = chosen or next((each for each in responses if not each.selection_pattern), None)
    if chosen is None:
        raise NoAnswer(500, f"no integration response is for status {code}")
    headers = [
        (name.rpartition(".")[2], str(value)[1:-1])
        for name, value in (chosen.response_parameters or {}).items()
        if name.startswith("method.response.header.")
    ]
    templates = chosen.response_templates or {}
    body = templates.get("application/json") or next(iter(templates.values()), None) or ""
    return Outgoing(int(chosen.status_code), [("Content-Type", "application/json"), *headers], body.encode())


def _code(integration: Any, asked: Incoming, binary: bool) -> str:
    """The status that the request's template says, by which the response is chosen."""
    templates: Mapping[str, str] = integration.request_templates or {}
    kind = (asked.header("content-type") or "application/json").split(";")[0].strip()
    if kind not in templates and _stops(integration.passthrough_behaviour, bool(templates)):
        raise NoAnswer(415, f"no request template is for {kind}")
    if binary and integration.content_handling != "CONVERT_TO_TEXT":
        raise NoAnswer(500, f"{kind} is a binary type of this API, and no template reads one without ContentHandling CONVERT_TO_TEXT")
    status = _STATUS.search(templates.get(kind, asked.body.decode("utf-8", "replace")))
    if status is None:
        raise NoAnswer(500, f"the request template for {kind} says no statusCode")
    return status[1]


def _stops(behaviour: str | None, templates: bool) -> bool:
    return behaviour == "NEVER" or (behaviour == "WHEN_NO_TEMPLATES" and templates)
