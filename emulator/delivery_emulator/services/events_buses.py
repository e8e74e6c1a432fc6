"""EventBridge: buses can change, and what a bus says of itself; moto has no `UpdateEventBus`.

https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_UpdateEventBus.html
"""

import json
from typing import Any

from moto.core.utils import unix_time
from moto.events.responses import EventsHandler


def install() -> None:
    """Give moto's EventBridge the operation."""
    EventsHandler.update_event_bus = _update_event_bus  # type: ignore[attr-defined]


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
