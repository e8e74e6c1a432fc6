"""The condition operators of the IAM user guide."""

import operator as compare
import re
from collections.abc import Callable
from typing import NamedTuple

from delivery_emulator.policy.answer import Answer, unknown, yes_if
from delivery_emulator.policy.date import parse_date
from delivery_emulator.policy.ip_address import in_network
from delivery_emulator.policy.pattern import arn_parts, literal, matches, matches_arn

Compare = Callable[[str, str], Answer]


class Operator(NamedTuple):
    """How an operator compares, whether it negates, and whether its values take policy variables."""

    compare: Compare
    negated: bool
    text: bool


def _arn(actual: str, wanted: str) -> Answer:
    pattern = arn_parts(wanted)
    if pattern is None:
        return unknown(f'"{wanted}" is not an ARN of six parts')
    parts = arn_parts(actual)
    return yes_if(parts is not None and matches_arn(pattern, parts))


def _bool(actual: str, wanted: str) -> Answer:
    for text in (wanted, actual):
        if text.lower() not in ("true", "false"):
            return unknown(f'"{text}" is not true or false')
    return yes_if(actual.lower() == wanted.lower())


def _parse_number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", text) else None


def _ordered(
    parse: Callable[[str], float | None], what: str, holds: Callable[[float, float], bool]
) -> Compare:
    def answer(actual: str, wanted: str) -> Answer:
        left, right = parse(actual), parse(wanted)
        if left is None or right is None:
            return unknown(f'"{actual if left is None else wanted}" is not a {what}')
        return yes_if(holds(left, right))

    return answer


_ORDERS: dict[str, Callable[[float, float], bool]] = {
    "Equals": compare.eq,
    "LessThan": compare.lt,
    "LessThanEquals": compare.le,
    "GreaterThan": compare.gt,
    "GreaterThanEquals": compare.ge,
}

_COMPARISONS: dict[str, Compare] = {
    "StringEquals": lambda actual, wanted: yes_if(actual == literal(wanted)),
    "StringEqualsIgnoreCase": lambda actual, wanted: yes_if(actual.lower() == literal(wanted).lower()),
    "StringLike": lambda actual, wanted: yes_if(matches(wanted, actual)),
    "ArnEquals": _arn,
    "ArnLike": _arn,
    "Bool": _bool,
    "BinaryEquals": lambda actual, wanted: yes_if(actual == wanted),
    "IpAddress": in_network,
    **{f"Numeric{order}": _ordered(_parse_number, "number", holds) for order, holds in _ORDERS.items()},
    **{f"Date{order}": _ordered(parse_date, "date", holds) for order, holds in _ORDERS.items()},
}

_NEGATIONS = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
    "NotIpAddress": "IpAddress",
}


def operator_named(name: str) -> Operator | None:
    """The operator of that name without prefix and suffix, or None."""
    comparison = _COMPARISONS.get(_NEGATIONS.get(name, name))
    if comparison is None:
        return None
    return Operator(comparison, name in _NEGATIONS, name.startswith(("String", "Arn")))
