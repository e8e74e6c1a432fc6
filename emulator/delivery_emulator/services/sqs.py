"""SQS: setting other attributes leaves a queue its policy, which moto takes away; and what attributes may say.

Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html. How AWS words that a dead-letter queue does
not take letters of a queue is unconfirmed.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from botocore.session import get_session
from moto.sqs.exceptions import InvalidAttributeName, InvalidAttributeValue, InvalidParameterValue
from moto.sqs.models import Queue, SQSBackend
from moto.utilities.utils import get_partition

from delivery_emulator import settings
from delivery_emulator.services.patch import around

_RANGES = {
    "DelaySeconds": (0, 900),
    "KmsDataKeyReusePeriodSeconds": (60, 86_400),
    "MaximumMessageSize": (1024, 1_048_576),
    "MessageRetentionPeriod": (60, 1_209_600),
    "ReceiveMessageWaitTimeSeconds": (0, 20),
    "VisibilityTimeout": (0, 43_200),
}
"""In seconds, and in bytes."""
_RECEIVES = (1, 1000)
_MOST_SOURCES = 10
_ALLOW = "RedriveAllowPolicy"


def install() -> None:
    """Patch moto's SQS."""
    around(Queue, "url")(_url)
    around(Queue, "_set_attributes")(_set_attributes)
    around(SQSBackend, "create_queue")(_create_queue)
    around(SQSBackend, "set_queue_attributes")(_change)
    around(SQSBackend, "get_queue_attributes")(_attributes)


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
    _check(backend, name, name.endswith(".fifo"), {key: value for key, value in attributes.items() if key != "region"})
    return original(backend, name, tags, **attributes)


def _change(original: Callable[..., Any], backend: Any, queue_name: str, attributes: dict[str, Any]) -> Any:
    _check(backend, queue_name, queue_name.endswith(".fifo"), attributes)
    return original(backend, queue_name, attributes)


def _attributes(original: Callable[..., Any], backend: Any, queue_name: str, attribute_names: list[str]) -> dict[str, Any]:
    """Times are whole seconds, and who may send dead letters is told, which moto keeps to itself."""
    found = dict(original(backend, queue_name, [each for each in attribute_names if each != _ALLOW]))
    allowed = getattr(backend.get_queue(queue_name), "redrive_allow_policy", None)
    if allowed and {"All", _ALLOW} & set(attribute_names):
        found[_ALLOW] = allowed if isinstance(allowed, str) else json.dumps(allowed)
    times = {name: int(float(found[name])) for name in ("CreatedTimestamp", "LastModifiedTimestamp") if found.get(name) is not None}
    return {**found, **times}


def _check(backend: Any, name_of_queue: str, fifo: bool, attributes: Mapping[str, Any]) -> None:
    arn = f"arn:{get_partition(backend.region_name)}:sqs:{backend.region_name}:{backend.account_id}:{name_of_queue}"
    model: Any = get_session().get_service_model("sqs")
    for name, value in attributes.items():
        if name not in model.shape_for("QueueAttributeName").enum:
            raise InvalidAttributeName(name)
        if name in _RANGES and not _within(value, *_RANGES[name]):
            raise InvalidAttributeValue(name)
        if name == _ALLOW and value:
            _check_redrive_allow(value)
        if name == "RedrivePolicy" and value:
            _check_redrive(backend, fifo, value, arn)


def _check_redrive(backend: Any, fifo: bool, policy: Any, arn: str) -> None:
    try:
        parsed = json.loads(policy) if isinstance(policy, str) else policy
    except ValueError:
        parsed = None
    if not isinstance(parsed, dict):
        raise InvalidParameterValue("Invalid value for the parameter RedrivePolicy. Reason: Redrive policy is not a valid JSON map.")
    if not parsed:
        return
    text = policy if isinstance(policy, str) else json.dumps(parsed)
    for name in ("maxReceiveCount", "deadLetterTargetArn"):
        if name not in parsed:
            _refuse("RedrivePolicy", text, f"Redrive policy does not contain mandatory attribute: {name}.")
    receives, target = parsed["maxReceiveCount"], str(parsed["deadLetterTargetArn"])
    if not _within(receives, *_RECEIVES):
        told = f"Invalid value for maxReceiveCount: {receives}, valid values are from {_RECEIVES[0]} to {_RECEIVES[1]} both inclusive."
        _refuse("RedrivePolicy", text, told)
    letters = next((queue for queue in backend.queues.values() if queue.queue_arn == target), None)
    if letters is None:
        _refuse("RedrivePolicy", text, "Dead letter target does not exist.")
    if letters.fifo_queue != fifo:
        _refuse("RedrivePolicy", text, "Dead-letter queue must be same type of queue as the source.")
    if not _takes_letters(letters, arn):
        _refuse("RedrivePolicy", text, "The dead-letter queue's redrive allow policy does not permit this source queue.")


def _takes_letters(letters: Any, arn: str) -> bool:
    allowed = json.loads(getattr(letters, "redrive_allow_policy", None) or "{}")
    permission = allowed.get("redrivePermission", "allowAll")
    return permission == "allowAll" or (permission == "byQueue" and arn in allowed.get("sourceQueueArns", []))


def _check_redrive_allow(policy: Any) -> None:
    try:
        parsed = json.loads(policy) if isinstance(policy, str) else policy
    except ValueError:
        parsed = None
    cannot = "Amazon SQS can't create the redrive allow policy"
    if not isinstance(parsed, dict) or parsed.get("redrivePermission") not in ("allowAll", "denyAll", "byQueue"):
        raise InvalidParameterValue(f"Invalid value for the parameter RedriveAllowPolicy. Reason: {cannot}, as it’s in an unsupported format.")
    sources, by_queue = parsed.get("sourceQueueArns"), parsed["redrivePermission"] == "byQueue"
    text = policy if isinstance(policy, str) else json.dumps(parsed)
    if sources is not None and not by_queue:
        _refuse("RedriveAllowPolicy", text, f"{cannot}. To specify one or more source queue ARNs, you must set redrivePermission to byQueue.")
    if by_queue and not sources:
        told = "When you specify the byQueue permission type, you must also specify one or more sourceQueueArns values."
        _refuse("RedriveAllowPolicy", text, f"{cannot}. {told}")
    if len(sources or []) > _MOST_SOURCES:
        _refuse("RedriveAllowPolicy", text, f"{cannot}. The maximum number of source queue ARNs you can specify is {_MOST_SOURCES}.")


def _refuse(name: str, value: Any, reason: str) -> NoReturn:
    raise InvalidParameterValue(f"Value {value} for parameter {name} is invalid. Reason: {reason}")


def _within(value: Any, least: int, most: int) -> bool:
    return str(value).isdecimal() and least <= int(value) <= most
