"""SNS: what a subscription may be given, and attributes of messages, in the words that LocalStack's tests record on AWS.

Sources: https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html, https://docs.aws.amazon.com/sns/latest/dg/fifo-message-delivery.html,
https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html and https://github.com/localstack/localstack, tests/aws/services/sns. How AWS
words a dead-letter queue that is no document, raw messages for a function, and a FIFO topic's subscriber that is no queue is unconfirmed.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from moto.sns.exceptions import SNSException, SNSInvalidParameter
from moto.sns.models import SNSBackend
from moto.sns.responses import SNSResponse

from delivery_emulator.services.patch import around

_SCOPES = ("MessageAttributes", "MessageBody")
_RAW = ("sqs", "http", "https", "firehose")
"""Protocols that can have messages without an envelope."""
_TYPES = ("String", "Number", "Binary")


class _InvalidAttribute(SNSException):
    code = "ParameterValueInvalid"


def install() -> None:
    """Ask before moto makes or changes a subscription."""
    around(SNSResponse, "subscribe")(_subscribe)
    around(SNSBackend, "set_subscription_attributes")(_set)
    around(SNSResponse, "_transform_message_attributes")(_attributes)


def _subscribe(original: Callable[..., Any], response: Any) -> Any:
    """All attributes are looked at before there is a subscription."""
    topic, protocol, endpoint = (str(response._get_param(name) or "") for name in ("TopicArn", "Protocol", "Endpoint"))
    if topic.endswith(".fifo") and protocol != "sqs":
        raise SNSInvalidParameter("Invalid parameter: Invalid parameter: Endpoint Reason: FIFO topics can only tell SQS queues")
    if protocol == "sqs" and endpoint.endswith(".fifo") and not topic.endswith(".fifo"):
        raise SNSInvalidParameter(
            "Invalid parameter: Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics"
        )
    for name, value in (response._get_param("Attributes") or {}).items():
        _check(protocol, name, value)
    return original(response)


def _set(original: Callable[..., Any], backend: Any, arn: str, name: str, value: Any) -> None:
    subscription = backend.subscriptions.get(arn)
    _check(subscription.protocol if subscription is not None else "sqs", name, value)
    original(backend, arn, name, value)


def _check(protocol: str, name: str, value: Any) -> None:
    if name in ("FilterPolicy", "RedrivePolicy") and value:
        try:
            json.loads(value)
        except ValueError as error:
            raise SNSInvalidParameter(f"Invalid parameter: {name}: failed to parse JSON.") from error
    if name == "FilterPolicyScope" and value not in _SCOPES:
        raise SNSInvalidParameter(
            f"Invalid parameter: FilterPolicyScope: Invalid value [{value}]. Please use either MessageBody or MessageAttributes"
        )
    if name == "RawMessageDelivery":
        if str(value).lower() not in ("true", "false"):
            raise SNSInvalidParameter(f"Invalid parameter: RawMessageDelivery: Invalid value [{value}]. Must be true or false.")
        if str(value).lower() == "true" and protocol not in _RAW:
            raise SNSInvalidParameter(f"Invalid parameter: Attributes Reason: Delivery protocol [{protocol}] does not support raw message delivery.")


def _attributes(original: Callable[..., Any], response: Any, attributes: Mapping[str, Mapping[str, Any]]) -> Any:
    for name, attribute in attributes.items():
        kind = str(attribute.get("DataType") or "")
        if not kind:
            raise _InvalidAttribute(f"The message attribute '{name}' must contain non-empty message attribute type.")
        if kind.split(".")[0] not in _TYPES:
            raise _InvalidAttribute(
                f"The message attribute '{name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String."
            )
        value = attribute.get("BinaryValue" if kind.startswith("Binary") else "StringValue")
        if not value:
            raise _InvalidAttribute(
                f"The message attribute '{name}' must contain non-empty message attribute value for message attribute type '{kind}'."
            )
        if kind == "Number" and not _is_number(str(value)):
            raise _InvalidAttribute(f"Could not cast message attribute '{name}' value to number.")
    return original(response, attributes)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
