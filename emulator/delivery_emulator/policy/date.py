"""Dates as policies write them."""

import re
from datetime import datetime, timezone

_ISO = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?(?:Z|([+-])([0-9]{2}):([0-9]{2})))?"
)


def parse_date(text: str) -> float | None:
    """Seconds since 1970 of an ISO 8601 date (whole seconds, a time needs its zone) or of an epoch number, else None."""
    if re.fullmatch(r"[0-9]{1,15}", text):
        return int(text)
    found = _ISO.fullmatch(text)
    if not found:
        return None
    *date, sign, hours, minutes = found.groups()
    try:
        instant = datetime(*(int(part or 0) for part in date), tzinfo=timezone.utc)
    except ValueError:
        return None
    offset = (int(hours or 0) * 60 + int(minutes or 0)) * 60
    seconds = int((instant - datetime(1970, 1, 1, tzinfo=timezone.utc)).total_seconds())
    return seconds + offset if sign == "-" else seconds - offset
