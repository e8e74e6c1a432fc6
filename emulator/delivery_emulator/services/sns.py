"""SNS: an address stays pending until somebody confirms; what people and web servers would be told is kept in a mailbox file.

AWS asks an address first, and subscribes it once it says yes: https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
"""

import copy
from collections.abc import Callable
from typing import Any

from moto.sns.models import SNSBackend

from delivery_emulator import journal
from delivery_emulator.services.patch import arguments, around

PENDING = ("email", "email-json", "http", "https")
"""Protocols whose subscriptions wait until the address says yes."""


def install() -> None:
    """Patch moto's SNS."""
    around(SNSBackend, "get_subscription_attributes")(_attributes)
    for listing in ("list_subscriptions", "list_subscriptions_by_topic"):
        around(SNSBackend, listing)(_listed)
    around(SNSBackend, "subscribe")(_subscribed)
    around(SNSBackend, "publish")(_published)


def _attributes(original: Callable[..., Any], backend: Any, arn: str) -> dict[str, Any]:
    """Nobody confirms here, so an address is pending for ever."""
    found = dict(original(backend, arn))
    if backend.subscriptions[arn].protocol in PENDING:
        found["PendingConfirmation"] = "true"
    return found


def _listed(original: Callable[..., Any], backend: Any, *args: Any, **kwargs: Any) -> tuple[list[Any], Any]:
    """A listing gives the word where the ARN of a confirmed subscription would stand."""
    found, token = original(backend, *args, **kwargs)
    return [_unconfirmed(item) if item.protocol in PENDING else item for item in found], token


def _unconfirmed(subscription: Any) -> Any:
    shown = copy.copy(subscription)
    shown.arn = "PendingConfirmation"
    return shown


def _subscribed(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """An address is asked once whether it wants to hear a topic. Its link leads nowhere here, where it counts as confirmed."""
    told = arguments(original, *args, **kwargs)
    known = set(told["self"].subscriptions)
    subscription = original(*args, **kwargs)
    if subscription.protocol in PENDING and subscription.arn not in known:
        journal.note_mail(
            f"Topic: {subscription.topic.arn}\nTo: {subscription.endpoint}\n"
            "Subject: AWS Notification - Subscription Confirmation\n\n"
            "AWS asks here, with a link, whether this address wants to hear the topic, and sends nothing before a yes. "
            "A rehearsal counts it as confirmed: what it would be told follows."
        )
    return subscription


def _published(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """A topic that tells nobody but such addresses is heard in the mailbox; what goes to queues and functions is data."""
    answer = original(*args, **kwargs)
    told = arguments(original, *args, **kwargs)
    subscribers = [each for each in told["self"].subscriptions.values() if each.topic.arn == told["arn"]]
    if told["arn"] and all(each.protocol in PENDING for each in subscribers):
        addresses = ", ".join(str(each.endpoint) for each in subscribers) or "nobody subscribes"
        pending = " (on AWS: once the address has confirmed its subscription)" if subscribers else ""
        subject = told["subject"] or "AWS Notification Message"
        journal.note_mail(f"Topic: {told['arn']}\nTo: {addresses}{pending}\nSubject: {subject}\n\n{told['message']}")
    return answer
