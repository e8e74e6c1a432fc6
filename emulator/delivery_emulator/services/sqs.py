"""SQS: setting other attributes leaves a queue its policy, which moto takes away; and what attributes may say.

Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html.
"""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from botocore.session import get_session
from moto.sqs.exceptions import InvalidAttributeName, InvalidAttributeValue, InvalidParameterValue
from moto.sqs.models import Queue, SQSBackend

from delivery_emulator import settings
from delivery_emulator.services.patch import around

_RANGES = {
    "DelaySeconds": (0, 900),
    "KmsDataKeyReusePeriodSeconds": (60, 86_400),
    "MessageRetentionPeriod": (60, 1_209_600),
    "ReceiveMessageWaitTimeSeconds": (0, 20),
    "VisibilityTimeout": (0, 43_200),
}
"""In seconds."""
_RECEIVES = (1, 1000)


def install() -> None:
    """Patch moto's SQS."""
    around(Queue, "url")(_url)
    around(Queue, "_set_attributes")(_set_attributes)
    around(SQSBackend, "create_queue")(_create_queue)
    around(SQSBackend, "set_queue_attributes")(_change)
    around(Queue, "add_message")(_add_message)


def _url(original: Callable[..., Any], queue: Any, asked: Any) -> str:
    """At the emulator itself, whose clients send to a queue's URL; moto takes the host of the request, which may be a name of AWS."""
    return f"{settings.current().endpoint}/{queue.account_id}/{queue.name}"


def _set_attributes(original: Callable[..., Any], queue: Any, attributes: dict[str, Any], now: Any = None) -> None:
    kept = queue.policy if hasattr(queue, "_policy_json") else None
    original(queue, attributes, now)
    if "Policy" not in attributes and kept:
        queue.policy = kept


def _create_queue(original: Callable[..., Any], backend: Any, name: str, tags: Any = None, **attributes: Any) -> Any:
    if name.endswith(".fifo") and str(attributes.get("FifoQueue", "")).lower() != "true":
        raise InvalidParameterValue("Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length")
    _check({key: value for key, value in attributes.items() if key != "region"})
    return original(backend, name, tags, **attributes)


def _add_message(original: Callable[..., Any], queue: Any, message: Any) -> None:
    """Every message of a FIFO queue has a number, greater than those before it; moto has some of chance where an id is given."""
    if queue.fifo_queue and message.approximate_receive_count == 0:
        message.sequence_number = f"{time.time_ns():020d}"
    original(queue, message)


def _change(original: Callable[..., Any], backend: Any, queue_name: str, attributes: dict[str, Any]) -> Any:
    _check(attributes)
    return original(backend, queue_name, attributes)


def _check(attributes: Mapping[str, Any]) -> None:
    model: Any = get_session().get_service_model("sqs")
    for name, value in attributes.items():
        if name not in model.shape_for("QueueAttributeName").enum:
            raise InvalidAttributeName(name)
        if name in _RANGES and not _within(value, *_RANGES[name]):
            raise InvalidAttributeValue(name)
        if name == "RedrivePolicy" and value:
            _check_redrive(value)


def _check_redrive(policy: Any) -> None:
    parsed = json.loads(policy) if isinstance(policy, str) else policy
    receives = parsed.get("maxReceiveCount") if isinstance(parsed, dict) else None
    if receives is not None and not _within(receives, *_RECEIVES):
        raise InvalidParameterValue(
            f"Value {policy} for parameter RedrivePolicy is invalid. Reason: Invalid value for maxReceiveCount: {receives}, "
            f"valid values are from {_RECEIVES[0]} to {_RECEIVES[1]} both inclusive."
        )


def _within(value: Any, least: int, most: int) -> bool:
    return str(value).isdecimal() and least <= int(value) <= most
