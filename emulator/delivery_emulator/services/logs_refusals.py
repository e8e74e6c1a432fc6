"""CloudWatch Logs: metric filters, and functions that a group sends its events to.

Sources: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html and API_MetricTransformation.html,
API_CreateLogGroup.html (names, tags), API_PutSubscriptionFilter.html.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from moto.logs.exceptions import InvalidParameterException, LogsClientError
from moto.logs.models import LogGroup, LogsBackend

from delivery_emulator.services.logs_patterns import matcher
from delivery_emulator.services.logs_subscriptions import let_in
from delivery_emulator.services.patch import arguments, around
from delivery_emulator.services.policy_grammar import fault_in

_VALUE = re.compile(r"-?\d+(\.\d+)?|\$.+")


def install() -> None:
    """Ask before moto keeps something."""
    around(LogsBackend, "create_log_group")(_create_group)
    around(LogGroup, "create_log_stream")(_create_stream)
    around(LogsBackend, "put_metric_filter")(_put_metric_filter)
    around(LogsBackend, "put_subscription_filter")(_put_subscription_filter)
    around(LogsBackend, "put_resource_policy")(_put_resource_policy)


def _create_stream(original: Callable[..., Any], group: Any, log_stream_name: str) -> None:
    if log_stream_name in group.streams:
        raise LogsClientError("ResourceAlreadyExistsException", "The specified log stream already exists")
    original(group, log_stream_name)


def _create_group(original: Callable[..., Any], backend: Any, log_group_name: str, *args: Any, **kwargs: Any) -> Any:
    if log_group_name.startswith("aws/"):
        raise InvalidParameterException("Log group names starting with 'aws/' are reserved for AWS")
    for key in arguments(original, backend, log_group_name, *args, **kwargs).get("tags") or {}:
        if key.lower().startswith("aws:"):
            raise InvalidParameterException(f"Tag keys beginning with aws: are reserved for AWS, got {key}")
    return original(backend, log_group_name, *args, **kwargs)


def _put_metric_filter(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    asked = arguments(original, *args, **kwargs)
    if not asked["filter_pattern"].strip().startswith("["):  # which is not read here, and may well be right
        matcher(asked["filter_pattern"])
    for each in asked["metric_transformations"]:
        _check_transformation(each)
    return original(*args, **kwargs)


def _check_transformation(each: Mapping[str, Any]) -> None:
    if each["metricNamespace"].startswith("AWS/"):
        raise InvalidParameterException("The namespace of a metric of yours cannot start with AWS/: it is reserved for AWS")
    if not _VALUE.fullmatch(each["metricValue"]):
        raise InvalidParameterException(f"Invalid metric transformation: {each['metricValue']} is neither a number nor a field")
    if each.get("dimensions") and each.get("defaultValue") is not None:
        raise InvalidParameterException("Invalid metric transformation: dimensions and default value are mutually exclusive properties.")


def _put_subscription_filter(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    asked = arguments(original, *args, **kwargs)
    group = asked["self"].groups.get(asked["log_group_name"])
    matcher(asked["filter_pattern"])
    destination = asked["destination_arn"]
    if group is not None and destination.split(":")[2:3] == ["lambda"] and let_in(group, destination) is None:
        raise InvalidParameterException(
            "Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function."
        )
    return original(*args, **kwargs)


def _put_resource_policy(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    if fault_in(arguments(original, *args, **kwargs)["policy_doc"]) is not None:
        raise InvalidParameterException("The policy document is malformed")
    return original(*args, **kwargs)
