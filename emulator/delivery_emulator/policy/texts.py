"""Texts and lists of texts, which policies use interchangeably."""

import math
from collections.abc import Sequence
from decimal import Decimal


def texts(value: object) -> Sequence[str] | None:
    """A text or a list of texts as a list; None for anything else."""
    listed = value if isinstance(value, list) else [value]
    found = [item for item in listed if isinstance(item, str)]
    return found if len(found) == len(listed) else None


def scalars(value: object) -> Sequence[str] | None:
    """Like ``texts``, for condition values, which may also be written as JSON booleans and numbers."""
    listed = value if isinstance(value, list) else [value]
    return texts([_scalar(item) for item in listed])


def _scalar(item: object) -> object:
    if isinstance(item, bool):
        return "true" if item else "false"
    if isinstance(item, (int, float)):
        return _number(item)
    return item


def _number(value: int | float) -> str:
    """A number as JavaScript writes it (ECMA-262, Number::toString): the gate's evaluator reads the same policies."""
    try:
        number = float(value)
    except OverflowError:
        number = math.inf if value > 0 else -math.inf
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == 0:
        return "0"
    if 1e-6 <= abs(number) < 1e21:
        return format(Decimal(repr(number)).normalize(), "f")
    digits, exponent = repr(number).split("e")
    return f"{digits}e{int(exponent):+d}"
