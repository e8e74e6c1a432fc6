"""EventBridge: schedules, how many targets a rule has, and what a target must say.

Sources: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html (schedules), eb-quota.html (targets, in the
words of https://github.com/aws-cloudformation/cfn-lint/issues/306), eb-event-patterns-content-based-filtering.html (patterns);
https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html (inputs and roles).
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.events.exceptions import InvalidEventPatternException, ValidationException
from moto.events.models import EventsBackend

from delivery_emulator.constraints import held
from delivery_emulator.services.patch import arguments, around

_RATE = re.compile(r"rate\(\s*(\d+)\s+(minute|hour|day)(s?)\s*\)")
_CRON = re.compile(r"cron\((.*)\)")
_FIELDS = (
    (0, 59, ()),
    (0, 23, ()),
    (1, 31, ()),
    (1, 12, ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")),
    (1, 7, ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")),
    (1970, 2199, ()),
)
"""Minutes, hours, day of the month, month, day of the week, year: the least, the most, and names of the values from the least on."""
_DAY, _WEEKDAY = 2, 4
_INPUTS = ("Input", "InputPath", "InputTransformer")
_NEED_A_ROLE = ("codepipeline", "codebuild", "states", "kinesis", "firehose", "batch")
_MATCHERS = frozenset(("prefix", "suffix", "equals-ignore-case", "anything-but", "numeric", "cidr", "exists", "wildcard"))


def install() -> None:
    """Ask before moto keeps a rule or its targets."""
    around(EventsBackend, "put_rule")(_put_rule)
    around(EventsBackend, "put_targets")(_put_targets)


def _put_rule(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    asked = arguments(original, *args, **kwargs)
    schedule, pattern = asked["scheduled_expression"], asked["event_pattern"]
    if schedule and not is_schedule(schedule):
        raise ValidationException("Parameter ScheduleExpression is not valid.")
    for matcher in unknown_matchers(json.loads(pattern)) if pattern and _is_json(pattern) else ():
        raise InvalidEventPatternException(reason=f"Unrecognized match type {matcher}")
    return original(*args, **kwargs)


def is_schedule(text: str) -> bool:
    """Whether it is a `rate(…)` or `cron(…)` that EventBridge takes."""
    rate, cron = _RATE.fullmatch(text), _CRON.fullmatch(text)
    if rate is not None:
        return int(rate[1]) > 0 and (int(rate[1]) == 1) == (rate[3] == "")
    fields = cron[1].split() if cron is not None else []
    return len(fields) == len(_FIELDS) and (fields[_DAY] == "?") != (fields[_WEEKDAY] == "?") and all(
        _is_field(text, place) for place, text in enumerate(fields)
    )


def _is_field(text: str, place: int) -> bool:
    if text == "?":
        return place in (_DAY, _WEEKDAY)
    return all(_is_value(part, place) for part in text.split(","))


def _is_value(text: str, place: int) -> bool:
    least, most, names = _FIELDS[place]
    text, slash, step = text.partition("/")
    if slash and not step.isdecimal():
        return False
    if text == "*" or (place == _DAY and re.fullmatch(r"L(W|-\d+)?", text)) or (place == _WEEKDAY and text == "L"):
        return True
    text = re.sub(r"W$", "", text) if place == _DAY else re.sub(r"(L|#[1-5])$", "", text) if place == _WEEKDAY else text
    ends = [least + names.index(end.upper()) if end.upper() in names else int(end) if end.isdecimal() else None for end in text.split("-")]
    return len(ends) <= 2 and all(end is not None and least <= end <= most for end in ends)


def _is_json(text: str) -> bool:
    """What is none is refused as what it is."""
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def unknown_matchers(pattern: Any) -> Iterator[str]:
    """What a pattern compares by that no pattern knows."""
    for key, value in pattern.items() if isinstance(pattern, Mapping) else ():
        if isinstance(value, list):
            found = (name for each in value if isinstance(each, Mapping) for name in each)
            yield from () if key == "$or" else (name for name in found if name not in _MATCHERS)
        else:
            yield from unknown_matchers(value)


def _put_targets(original: Callable[..., Any], backend: Any, name: str, event_bus_arn: str | None, targets: Sequence[Any]) -> None:
    for target in targets:
        if sum(each in target for each in _INPUTS) > 1:
            raise ValidationException(f"Only one of Input, InputPath, or InputTransformer must be provided for target {target['Id']}.")
        if not target.get("RoleArn") and target["Arn"].split(":")[2:3] in [[each] for each in _NEED_A_ROLE]:
            raise ValidationException(f"RoleArn is required for target {target['Arn']}.")
    bus = backend._get_event_bus(backend._normalize_event_bus_arn(event_bus_arn))
    there = {target["Id"] for target in bus.rules[name].targets} if name in bus.rules else set()
    refusal = held("events:targets-of-a-rule", len(there | {target["Id"] for target in targets}))
    if refusal is not None:
        raise JsonRESTError("LimitExceededException", refusal)
    original(backend, name, event_bus_arn, targets)
