"""EventBridge: events reach functions, as their policies let them, and only AWS's services speak as AWS."""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from datetime import datetime, timezone
from typing import Any

from moto.awslambda.models import lambda_backends
from moto.core.exceptions import JsonRESTError
from moto.events.models import EventsBackend, Rule, events_backends

from delivery_emulator.services import lambda_service
from delivery_emulator.services.patch import around

_log = logging.getLogger(__name__)
_FIELDS = ("version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail")
_as_service: ContextVar[bool] = ContextVar("as_service", default=False)


def install() -> None:
    """Patch moto's EventBridge."""
    around(EventsBackend, "put_events")(_put_events)
    around(Rule, "send_to_targets")(_send_to_targets)


def put_service_event(
    account: str, region: str, detail_type: str, source: str, resources: Sequence[str], detail: Mapping[str, Any]
) -> None:
    """Put an event on an account's default bus as one of AWS's services does."""
    token = _as_service.set(True)
    try:
        entry = {"Source": source, "DetailType": detail_type, "Resources": list(resources), "Detail": json.dumps(detail)}
        events_backends[account][region].put_events([entry])
    finally:
        _as_service.reset(token)


def _put_events(original: Callable[..., Any], backend: Any, events: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Sources that begin with `aws.` are AWS's own: an entry of anybody else is refused."""
    if _as_service.get():
        return list(original(backend, list(events)))
    refused = {"ErrorCode": "NotAuthorizedForSourceException", "ErrorMessage": "Not authorized for the source."}
    ours = [str(event.get("Source", "")).startswith("aws.") for event in events]
    answers = iter(original(backend, [event for event, aws in zip(events, ours, strict=True) if not aws]))
    return [dict(refused) if aws else next(answers) for aws in ours]


def _send_to_targets(
    original: Callable[..., Any], rule: Any, original_event: Mapping[str, Any], transform_input: bool = True
) -> None:
    """Functions are invoked here, the targets that moto knows by moto; a rule that is switched off does nothing."""
    if rule.state == "DISABLED" or not rule.event_pattern.get_pattern():
        return
    functions = [target for target in rule.targets if target["Arn"].split(":")[2] == "lambda"]
    if functions and rule.event_pattern.matches_event(original_event):
        for target in functions:
            _invoke(rule, target, original_event)
    if len(functions) == len(rule.targets):
        return
    everything = rule.targets
    rule.targets = [target for target in everything if target not in functions]
    try:
        original(rule, original_event, transform_input)
    finally:
        rule.targets = everything


def _invoke(rule: Any, target: Mapping[str, Any], event: Mapping[str, Any]) -> None:
    for unknown in ("InputPath", "InputTransformer"):
        if unknown in target:
            raise NotImplementedError(f"{unknown} of rule {rule.name}: only whole events and Input reach a function")
    arn = target["Arn"]
    try:
        function = lambda_backends[arn.split(":")[4]][arn.split(":")[3]].get_function(arn)
    except JsonRESTError as error:
        _log.warning("rule %s invokes nothing: %s", rule.name, error.message)
        return
    if not lambda_service.may_invoke(function, "events.amazonaws.com", rule.arn, rule.account_id):
        _log.warning("rule %s invokes nothing: the policy of %s does not let EventBridge in", rule.name, arn)
        return
    lambda_service.invoke_for_service(function, json.loads(target["Input"]) if "Input" in target else _whole(event))


def _whole(event: Mapping[str, Any]) -> dict[str, Any]:
    """The event as targets get it."""
    moment = event["time"]
    if not isinstance(moment, str):
        moment = datetime.fromtimestamp(float(moment), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {name: event[name] for name in _FIELDS if name in event} | {"time": moment}
