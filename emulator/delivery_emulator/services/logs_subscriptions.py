"""CloudWatch Logs: a subscription filter sends what its pattern asks for, to the version or alias that it names, and can be changed.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html (what a function is given).
"""

import base64
import gzip
import json
from collections.abc import Callable
from typing import Any

from moto.awslambda.exceptions import UnknownFunctionException
from moto.awslambda.models import lambda_backends
from moto.logs.models import LogGroup, LogStream

from delivery_emulator import journal
from delivery_emulator.services import lambda_service
from delivery_emulator.services.logs_patterns import matcher
from delivery_emulator.services.patch import around

INVOKES = "log-group-invokes-function"
"""The path of `lib/policy/service-calls.json`."""


def install() -> None:
    """Patch moto's subscriptions, which deliver to streams by themselves, and to functions as if they had no versions."""
    around(LogStream, "_send_log_events")(_send)
    around(LogGroup, "put_subscription_filter")(_put)


def _send(original: Callable[..., Any], stream: Any, service: str, destination_arn: str, filter_name: str, log_events: list[Any]) -> None:
    wanted = matcher(stream.log_group.subscription_filters[filter_name].filter_pattern)
    events = [event for event in log_events if wanted(event["message"])]
    if events and service == "lambda":
        _tell(stream, destination_arn, filter_name, events)
    elif events:
        original(stream, service=service, destination_arn=destination_arn, filter_name=filter_name, log_events=events)


def let_in(group: Any, destination: str) -> Any:
    """The function, version or alias of the group's own account and region that lets the group call it; None where there is none."""
    region, account = destination.split(":")[3:5]
    if (region, account) != (group.region, group.account_id):
        return None
    try:
        function = lambda_backends[account][region].get_function(destination)
    except UnknownFunctionException:
        return None
    source = f"{group.arn.removesuffix(':*')}:*"
    return function if lambda_service.may_invoke(function, destination, INVOKES, source, account) else None


def _tell(stream: Any, destination: str, filter_name: str, events: list[Any]) -> None:
    group = stream.log_group
    function = let_in(group, destination)
    if function is None:
        journal.note_doubt(f"not delivered: events of log group {group.name} to {destination}, which is gone or does not let the group in")
        return
    told = {
        "messageType": "DATA_MESSAGE",
        "owner": stream.account_id,
        "logGroup": group.name,
        "logStream": stream.log_stream_name,
        "subscriptionFilters": [filter_name],
        "logEvents": events,
    }
    packed = gzip.compress(json.dumps(told, separators=(",", ":")).encode())
    lambda_service.invoke_for_service(function, {"awslogs": {"data": base64.b64encode(packed).decode()}})


def _put(original: Callable[..., Any], group: Any, filter_name: str, pattern: str, destination_arn: str, role_arn: str) -> None:
    """moto counts a filter that changes as one more."""
    if filter_name in group.subscription_filters:
        group.subscription_filters[filter_name].update(pattern, destination_arn, role_arn)
    else:
        original(group, filter_name, pattern, destination_arn, role_arn)
