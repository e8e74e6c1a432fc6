"""EventBridge: buses can change, and patterns can be tried; moto has neither `UpdateEventBus` nor `TestEventPattern`.

https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_UpdateEventBus.html and API_TestEventPattern.html
"""

import json
from typing import Any

from moto.core.utils import unix_time
from moto.events.models import EventPattern
from moto.events.responses import EventsHandler


def install() -> None:
    """Give moto's EventBridge the operations."""
    EventsHandler.update_event_bus = _update_event_bus  # type: ignore[attr-defined]
    EventsHandler.test_event_pattern = _test_event_pattern  # type: ignore[assignment,method-assign]


def _update_event_bus(handler: Any) -> tuple[str, dict[str, Any]]:
    """A setting that the request does not name stays."""
    bus = handler.events_backend.describe_event_bus(handler._get_param("Name"))
    told = {
        "Description": handler._get_param("Description"),
        "KmsKeyIdentifier": handler._get_param("KmsKeyIdentifier"),
        "DeadLetterConfig": handler._get_param("DeadLetterConfig"),
    }
    fields = {"Description": "description", "KmsKeyIdentifier": "kms_key_identifier", "DeadLetterConfig": "dead_letter_config"}
    for name, value in told.items():
        if value is not None:
            setattr(bus, fields[name], value or None)
    bus.last_modified_time = unix_time()
    answer = {"Arn": bus.arn, "Name": bus.name, **{name: getattr(bus, field) for name, field in fields.items()}}
    return json.dumps({name: value for name, value in answer.items() if value}), handler.response_headers


def _test_event_pattern(handler: Any) -> tuple[str, dict[str, Any]]:
    pattern = EventPattern.load(handler._get_param("EventPattern"))
    return json.dumps({"Result": pattern.matches_event(json.loads(handler._get_param("Event")))}), handler.response_headers
