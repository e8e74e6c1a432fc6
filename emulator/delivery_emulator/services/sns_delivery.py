"""SNS: queues and functions are told as their policies let SNS, in whichever account they are; what cannot be delivered goes to the dead-letter queue.

Sources: https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html (what a function is given),
https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html (what a queue is given), sns-large-payload-raw-message-delivery.html and
sns-dead-letter-queues.html. Whether SNS gives a dead letter attributes of its own is unconfirmed.
"""

import base64
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from moto.awslambda.exceptions import UnknownFunctionException
from moto.awslambda.models import lambda_backends
from moto.sns.models import Subscription
from moto.sqs.models import sqs_backends

from delivery_emulator import journal
from delivery_emulator.policy import OnBehalfOf
from delivery_emulator.service_access import why_kept_out
from delivery_emulator.services import kms, lambda_service
from delivery_emulator.services.patch import arguments, around
from delivery_emulator.services.sns import PENDING
from delivery_emulator.services.sns_filters import lets_through

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Message:
    """What is published; `text` is meant for the subscription's protocol."""

    id: str
    text: str
    subject: str | None
    attributes: Mapping[str, Mapping[str, Any]]
    group: str | None
    deduplication: str | None


class _Undelivered(Exception):
    """Why a subscriber is not told."""


def install() -> None:
    """Patch moto's subscriptions."""
    around(Subscription, "publish")(_publish)


def _publish(original: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
    """Queues and functions are told here, the others by moto; an address hears nothing before it has confirmed, which none does here."""
    told = arguments(original, *args, **kwargs)
    subscription, attributes = told["self"], told["message_attributes"] or {}
    if subscription.protocol in PENDING:
        return
    scope = subscription.attributes.get("FilterPolicyScope") or "MessageAttributes"
    if not lets_through(subscription._filter_policy, scope, attributes, told["message"]):
        return
    if subscription.protocol not in _TELLERS:
        subscription_filter, subscription._filter_policy_matcher = subscription._filter_policy_matcher, None
        try:
            original(*args, **kwargs)
        finally:
            subscription._filter_policy_matcher = subscription_filter
        return
    text = told["message"]
    if told["message_structure"] == "json":
        text = subscription._parse_message_structure(text, subscription.protocol)
    message = _Message(told["message_id"], text, told["subject"], attributes, told["group_id"], told["deduplication_id"])
    try:
        _TELLERS[subscription.protocol](subscription, message)
    except _Undelivered as why:
        _log.warning("%s does not tell %s: %s", subscription.topic.arn, subscription.endpoint, why)
        journal.note_doubt(f"not delivered: topic {subscription.topic.arn} to {subscription.endpoint}: {why}")
        _give_up(subscription, message)


def _tell_queue(subscription: Any, message: _Message) -> None:
    raw = str(subscription.attributes.get("RawMessageDelivery", "")).lower() == "true"
    _send(subscription, subscription.endpoint, message, raw)


def _send(subscription: Any, arn: str, message: _Message, raw: bool) -> None:
    """To a queue, as its policy and the policy of its key let the topic."""
    parts = arn.split(":")
    queue = sqs_backends[parts[4]][parts[3]].queues.get(parts[5]) if len(parts) == 6 else None
    if queue is None:
        raise _Undelivered("The specified queue does not exist.")
    topic = subscription.topic
    on = OnBehalfOf(topic.arn.split(":")[4], topic.arn.split(":")[3], topic.arn, queue=arn)
    why = why_kept_out([json.loads(queue.policy)] if queue.policy else [], "topic-sends-to-queue", arn, on)
    why = why or kms.why_not_told(getattr(queue, "kms_master_key_id", None), parts[4], parts[3], "topic-encrypts-for-queue", on)
    if why is not None:
        raise _Undelivered(why)
    backend: Any = sqs_backends[parts[4]][parts[3]]
    ids = {"deduplication_id": message.deduplication if queue.fifo_queue else None, "group_id": message.group, "validate_group_id": False}
    if raw:
        backend.send_message(parts[5], message.text, message_attributes=_raw(message.attributes), **ids)
    else:
        backend.send_message(parts[5], json.dumps(_envelope(subscription, message), indent=2), **ids)


def _raw(attributes: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    def of(attribute: Mapping[str, Any]) -> dict[str, Any]:
        if str(attribute["Type"]).startswith("Binary"):
            return {"DataType": attribute["Type"], "BinaryValue": base64.b64decode(attribute["Value"])}
        return {"DataType": attribute["Type"], "StringValue": str(attribute["Value"])}

    return {name: of(each) for name, each in attributes.items()}


def _envelope(subscription: Any, message: _Message) -> dict[str, Any]:
    found: dict[str, Any] = subscription.get_post_data(message.text, message.id, message.subject, message_attributes=dict(message.attributes))
    region = subscription.topic.arn.split(":")[3]
    return {**found, "UnsubscribeURL": f"https://sns.{region}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn={subscription.arn}"}


def _tell_function(subscription: Any, message: _Message) -> None:
    arn = subscription.endpoint
    region, account = arn.split(":")[3:5]
    try:
        function = lambda_backends[account][region].get_function(arn)
    except UnknownFunctionException as error:
        raise _Undelivered(f"there is no function {arn}") from error
    topic = subscription.topic.arn
    if not lambda_service.may_invoke(function, arn, "topic-invokes-function", topic, topic.split(":")[4]):
        raise _Undelivered(f"the policy of {arn} does not let SNS in")
    lambda_service.invoke_for_service(function, _event(subscription, message))


def _event(subscription: Any, message: _Message) -> dict[str, Any]:
    found = _envelope(subscription, message)
    names = {"SigningCertURL": "SigningCertUrl", "UnsubscribeURL": "UnsubscribeUrl"}
    notification = {names.get(name, name): value for name, value in found.items()}
    record = {"EventSource": "aws:sns", "EventVersion": "1.0", "EventSubscriptionArn": subscription.arn}
    return {"Records": [{**record, "Sns": {"Subject": None, "MessageAttributes": {}, **notification}}]}


def _give_up(subscription: Any, message: _Message) -> None:
    """To the dead-letter queue, where the subscription has one."""
    policy = subscription.attributes.get("RedrivePolicy")
    parsed = json.loads(policy) if isinstance(policy, str) and policy else policy or {}
    letters = parsed.get("deadLetterTargetArn")
    if letters is None:
        return
    try:
        raw = subscription.protocol == "sqs" and str(subscription.attributes.get("RawMessageDelivery", "")).lower() == "true"
        _send(subscription, letters, message, raw)
    except _Undelivered as why:
        _log.warning("%s loses a message to %s: %s", subscription.topic.arn, letters, why)
        journal.note_doubt(f"not delivered: topic {subscription.topic.arn} to the dead-letter queue {letters}: {why}")


_TELLERS: Mapping[str, Callable[[Any, _Message], None]] = {"lambda": _tell_function, "sqs": _tell_queue}
