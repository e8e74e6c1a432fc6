"""SNS: attributes of topics, who can be subscribed how, and which messages are taken.

Sources: https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html, API_SetTopicAttributes.html and API_Subscribe.html.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Any

from moto.sns.exceptions import SNSInvalidParameter
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


def install() -> None:
    """Ask before moto makes or changes a topic or a subscription."""
    around(SNSBackend, "create_topic")(_create)
    around(SNSBackend, "set_topic_attribute")(_set)
    around(SNSBackend, "subscribe")(_subscribe)
    around(SNSBackend, "publish")(_publish)
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
    told = arguments(original, *args, **kwargs)
    if not told["message"]:
        raise SNSInvalidParameter("Invalid parameter: Empty message")
    if str(told["arn"] or "").endswith(".fifo") and not told["group_id"]:
        raise SNSInvalidParameter("Invalid parameter: The MessageGroupId parameter is required for FIFO topics")
    return original(*args, **kwargs)


def _publish_to_topic(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """What a FIFO topic tells its queues has its own id against doubles, whether they make ids of contents themselves or not."""
    told = arguments(original, *args, **kwargs)
    if told["self"].fifo_topic and not told["deduplication_id"]:
        told["deduplication_id"] = hashlib.sha256(str(told["message"]).encode()).hexdigest()
    return original(**told)
