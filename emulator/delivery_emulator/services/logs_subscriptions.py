"""CloudWatch Logs: what a subscription filter sends is what its pattern asks for, and a filter that is there can change."""

from collections.abc import Callable
from typing import Any

from moto.logs.models import LogGroup, LogStream

from delivery_emulator.services.logs_patterns import matcher
from delivery_emulator.services.patch import around


def install() -> None:
    """Patch moto's subscriptions, which deliver gzipped to functions and streams by themselves."""
    around(LogStream, "_send_log_events")(_send)
    around(LogGroup, "put_subscription_filter")(_put)


def _send(original: Callable[..., Any], stream: Any, service: str, destination_arn: str, filter_name: str, log_events: list[Any]) -> None:
    wanted = matcher(stream.log_group.subscription_filters[filter_name].filter_pattern)
    events = [event for event in log_events if wanted(event["message"])]
    if events:
        original(stream, service=service, destination_arn=destination_arn, filter_name=filter_name, log_events=events)


def _put(original: Callable[..., Any], group: Any, filter_name: str, pattern: str, destination_arn: str, role_arn: str) -> None:
    """moto counts a filter that changes as one more."""
    if filter_name in group.subscription_filters:
        group.subscription_filters[filter_name].update(pattern, destination_arn, role_arn)
    else:
        original(group, filter_name, pattern, destination_arn, role_arn)
