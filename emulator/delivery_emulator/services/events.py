"""EventBridge: events reach the targets of rules, or their dead-letter queues; only AWS's services speak as AWS.

Source of what a dead-letter queue is told: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html. Nothing is tried again here,
as EventBridge does what may pass.
"""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from datetime import datetime, timezone
from typing import Any

from moto.events.models import EventsBackend, Rule, events_backends

from delivery_emulator import journal
from delivery_emulator.services.events_input import input_for
from delivery_emulator.services.events_targets import TELLERS, Undelivered, send_to_queue
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
    """Functions, queues, topics, state machines and buses are told here, the other targets by moto, each by itself.

    What EventBridge cannot deliver it counts as a failed invocation and goes on; a rule that is switched off does nothing.
    """
    if rule.state == "DISABLED" or not rule.event_pattern.get_pattern():
        return
    if not rule.event_pattern.matches_event(original_event):
        return
    everything = rule.targets
    for target in everything:
        tell = TELLERS.get(target["Arn"].split(":")[2])
        try:
            if tell:
                tell(rule, target, input_for(rule, target, _whole(original_event)))
                continue
            rule.targets = [target]
            original(rule, original_event, transform_input)
        except Exception as error:  # the boundary: whoever put the event hears nothing of targets
            _undelivered(rule, target, original_event, error)
        finally:
            rule.targets = everything


def _undelivered(rule: Any, target: Mapping[str, Any], event: Mapping[str, Any], error: Exception) -> None:
    """Say at the release's end that a target was not told, and why; the trace of what nobody expected is in the log."""
    if not isinstance(error, Undelivered):
        journal.note_defect(f"rule {rule.name} to {target['Arn']}")
    why = getattr(error, "message", None) or str(error) or type(error).__name__
    _log.warning("rule %s does not tell %s: %s", rule.name, target["Arn"], why)
    journal.note_doubt(f"not delivered: rule {rule.name} to {target['Arn']}: {why}")
    letters = (target.get("DeadLetterConfig") or {}).get("Arn")
    if letters is None:
        return
    told = {"RULE_ARN": rule.arn, "TARGET_ARN": target["Arn"], "ERROR_CODE": getattr(error, "code", "UNKNOWN"), "ERROR_MESSAGE": why}
    attributes = {name: {"DataType": "String", "StringValue": value} for name, value in told.items()}
    try:
        send_to_queue(rule, letters, json.dumps(_whole(event)), message_attributes=attributes)
    except Undelivered as kept_out:
        journal.note_doubt(f"not delivered: rule {rule.name} to its dead-letter queue {letters}: {kept_out}")


def _whole(event: Mapping[str, Any]) -> dict[str, Any]:
    """The event as targets get it."""
    moment = event["time"]
    if not isinstance(moment, str):
        moment = datetime.fromtimestamp(float(moment), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {name: event[name] for name in _FIELDS if name in event} | {"time": moment}
