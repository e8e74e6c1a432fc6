"""SNS: attributes of topics, who can be subscribed how, and which messages are taken.

Sources: https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html, API_SetTopicAttributes.html, API_Subscribe.html,
API_Publish.html and API_PublishBatch.html.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from moto.sns.exceptions import InvalidParameterValue, SNSException, SNSInvalidParameter
from moto.sns.models import SNSBackend, Topic

from delivery_emulator.services.patch import arguments, around

_FEEDBACK = ("SuccessFeedbackRoleArn", "SuccessFeedbackSampleRate", "FailureFeedbackRoleArn")
_DELIVERIES = [f"{kind}{what}" for kind in ("HTTP", "SQS", "Lambda", "Firehose", "Application") for what in _FEEDBACK]
_ATTRIBUTES = frozenset(
    [
        *("DeliveryPolicy", "DisplayName", "FifoTopic", "Policy", "TracingConfig", "KmsMasterKeyId", "SignatureVersion"),
        *("ArchivePolicy", "ContentBasedDeduplication", "FifoThroughputScope", "DataProtectionPolicy", *_DELIVERIES),
    ]
)
_ENDPOINTS = {
    "http": ("http://.+", "Endpoint must match the specified protocol"),
    "https": ("https://.+", "Endpoint must match the specified protocol"),
    "email": ("[^@\\s]+@[^@\\s]+", "Email address"),
    "email-json": ("[^@\\s]+@[^@\\s]+", "Email address"),
    "sms": (".*", ""),
    "sqs": (".*", ""),
    "application": (".*", ""),
    "lambda": ("arn:.+", "Lambda endpoint ARN"),
    "firehose": ("arn:.+", "Endpoint Reason: Endpoint ARN invalid"),
}
_MOST_DISPLAYED = 100
_LONGEST_MESSAGE = 262_144
"""In bytes."""


def install() -> None:
    """Ask before moto makes or changes a topic or a subscription."""
    around(SNSBackend, "create_topic")(_create)
    around(SNSBackend, "set_topic_attribute")(_set)
    around(SNSBackend, "subscribe")(_subscribe)
    around(SNSBackend, "publish")(_publish)
    around(SNSBackend, "publish_batch")(_publish_batch)
    around(Topic, "publish")(_publish_to_topic)


def _create(original: Callable[..., Any], backend: Any, name: str, attributes: Mapping[str, str] | None = None, *rest: Any, **more: Any) -> Any:
    for attribute, value in (attributes or {}).items():
        _check(attribute, value)
    there = next((topic for topic in backend.topics.values() if topic.name == name), None)
    if there is not None and any(_differs(there, attribute, value) for attribute, value in (attributes or {}).items()):
        raise SNSInvalidParameter("Invalid parameter: Attributes Reason: Topic already exists with different attributes")
    return original(backend, name, attributes, *rest, **more)


def _differs(topic: Any, attribute: str, value: str) -> bool:
    if attribute not in ("DisplayName", "FifoTopic", "KmsMasterKeyId"):
        return False
    own = getattr(topic, {"DisplayName": "display_name", "FifoTopic": "fifo_topic", "KmsMasterKeyId": "kms_master_key_id"}[attribute])
    return str(own or "").lower() != str(value or "").lower()


def _set(original: Callable[..., Any], backend: Any, topic_arn: str, name: str, value: str) -> None:
    """moto hands on the name as it keeps it, `display_name`."""
    _check("".join(part[:1].upper() + part[1:] for part in name.split("_")), value)
    original(backend, topic_arn, name, value)


def _check(attribute: str, value: str) -> None:
    if attribute.lower() not in {each.lower() for each in _ATTRIBUTES}:
        raise SNSInvalidParameter(f"Invalid parameter: Attributes Reason: Unknown attribute {attribute}")
    if attribute == "DisplayName" and len(value) > _MOST_DISPLAYED:
        raise SNSInvalidParameter(f"Invalid parameter: Attributes Reason: DisplayName: must be at most {_MOST_DISPLAYED} characters long")


def _subscribe(original: Callable[..., Any], backend: Any, topic_arn: str, endpoint: str, protocol: str) -> Any:
    if protocol not in _ENDPOINTS:
        raise SNSInvalidParameter(f"Invalid parameter: Amazon SNS does not support this protocol string: {protocol}")
    form, told = _ENDPOINTS[protocol]
    if not re.fullmatch(form, endpoint or ""):
        raise SNSInvalidParameter(f"Invalid parameter: {told}")
    return original(backend, topic_arn, endpoint, protocol)


def _publish(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Raises the one exception that moto's batches tell of."""
    told = arguments(original, *args, **kwargs)
    if not told["arn"] and not told["phone_number"]:
        raise InvalidParameterValue("Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter")
    topic = _topic(told["self"], str(told["arn"] or ""))
    if not told["message"]:
        raise InvalidParameterValue("Invalid parameter: Empty message")
    if str(told["arn"] or "").endswith(".fifo") and not told["group_id"]:
        raise InvalidParameterValue("Invalid parameter: The MessageGroupId parameter is required for FIFO topics")
    if topic is not None and topic.fifo_topic and not topic.content_based_deduplication and not told["deduplication_id"]:
        why = "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly"
        raise InvalidParameterValue(f"Invalid parameter: {why}")
    if len(str(told["message"]).encode()) > _LONGEST_MESSAGE:
        raise InvalidParameterValue("Invalid parameter: Message too long")
    if told["subject"] is not None and not re.fullmatch(r"[^\x00-\x1f\x7f]{1,100}", told["subject"]):
        raise InvalidParameterValue("Invalid parameter: Subject")
    if told["message_structure"] == "json":
        _check_structure(told["message"])
    return original(*args, **kwargs)


def _topic(backend: Any, arn: str) -> Any:
    """The topic of a topic's ARN; raises what SNS says where it is not there. Endpoints and telephones are none."""
    return backend.get_topic(arn) if len(arn.split(":")) == 6 and "/" not in arn else None


def _check_structure(message: str) -> None:
    """A text for each protocol, and one for all others."""
    try:
        texts = json.loads(message)
    except ValueError as error:
        raise InvalidParameterValue("Invalid parameter: Message Structure - JSON message body failed to parse") from error
    if not isinstance(texts, dict) or not isinstance(texts.get("default"), str):
        raise InvalidParameterValue("Invalid parameter: Message Structure - No default entry in JSON message body")


def _publish_batch(original: Callable[..., Any], backend: Any, topic_arn: str, publish_batch_request_entries: list[dict[str, Any]]) -> Any:
    entries = publish_batch_request_entries
    if not entries:
        raise _EmptyBatch
    if sum(len(str(each.get("Message", "")).encode()) for each in entries) > _LONGEST_MESSAGE:
        raise _BatchTooLong
    if any(not re.fullmatch(r"[\w-]{1,80}", str(each.get("Id")), re.ASCII) for each in entries):
        raise _InvalidId
    return original(backend, topic_arn, entries)


class _EmptyBatch(SNSException):
    code = "EmptyBatchRequest"
    message = "The batch request doesn't contain any entries."


class _InvalidId(SNSException):
    code = "InvalidBatchEntryId"
    message = "The Id of a batch entry in a batch request doesn't abide by the specification."


class _BatchTooLong(SNSException):
    code = "BatchRequestTooLong"
    message = "The length of all the batch messages put together is more than the limit."


def _publish_to_topic(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """What a FIFO topic tells its queues has its own id against doubles, whether they make ids of contents themselves or not."""
    told = arguments(original, *args, **kwargs)
    if told["self"].fifo_topic and not told["deduplication_id"]:
        told["deduplication_id"] = hashlib.sha256(str(told["message"]).encode()).hexdigest()
    return original(**told)
