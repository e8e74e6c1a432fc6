"""CloudWatch: what an alarm may say.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from moto.cloudwatch.exceptions import ValidationError
from moto.cloudwatch.models import CloudWatchBackend

from delivery_emulator.services.patch import arguments, around

_SHORT = (10, 20, 30)
_DAY, _HOUR = 86_400, 3_600
_MISSING = ("breaching", "notBreaching", "ignore", "missing")


def install() -> None:
    """Ask before moto keeps an alarm."""
    around(CloudWatchBackend, "put_metric_alarm")(_put)


def _put(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    fault = next(_faults(arguments(original, *args, **kwargs)), None)
    if fault is not None:
        raise ValidationError(fault)
    return original(*args, **kwargs)


def _faults(alarm: dict[str, Any]) -> Iterator[str]:
    if alarm["metric_name"]:
        yield from _faults_of_metric(alarm)
    missing = alarm["treat_missing_data"]
    if missing and missing not in _MISSING:
        yield f"Option {missing} is not supported. Supported options for parameter TreatMissingData are {', '.join(_MISSING[:-1])} and {_MISSING[-1]}."
    points, periods = alarm["datapoints_to_alarm"], alarm["evaluation_periods"]
    if points and periods and int(points) > int(periods):
        yield f"DatapointsToAlarm ({points}) must be less than or equal to EvaluationPeriods ({periods})"
    for action in (each for kind in ("alarm_actions", "ok_actions", "insufficient_data_actions") for each in alarm[kind] or []):
        if not re.fullmatch(r"arn:[^:]+:[^:]+:[^:]*:[^:]*:.+", action):
            yield f"Invalid arn syntax: {action}"


def _faults_of_metric(alarm: dict[str, Any]) -> Iterator[str]:
    if not alarm["statistic"] and not alarm["extended_statistic"]:
        yield "Exactly one of Statistic and ExtendedStatistic must be set for an alarm on a metric"
    if not alarm["period"]:
        return
    period, periods = int(alarm["period"]), int(alarm["evaluation_periods"] or 1)
    if period not in _SHORT and period % 60:
        yield "Period must be 10, 20, 30 or a multiple of 60"
    most = 7 * _DAY if period >= _HOUR else _DAY
    if period * periods > most:
        yield f"Metrics cannot be checked across more than a {'week' if most > _DAY else 'day'} (EvaluationPeriods * Period must be <= {most})"
