"""What AWS does late, as ``lib/policy/service-delays.json`` has it; at once where the emulator was started without a lag."""

import functools
import json
import time
from pathlib import Path

from delivery_emulator import settings

_TABLE = Path(__file__).parents[2] / "lib" / "policy" / "service-delays.json"


def is_over(delay: str, since: float) -> bool:
    """Whether something that happened at a time (seconds since 1970) has taken effect by now."""
    minute = settings.current().minute
    return minute == 0 or time.time() >= since + _minutes()[delay] * minute


@functools.cache
def _minutes() -> dict[str, float]:
    return {name: float(row["minutes"]) for name, row in json.loads(_TABLE.read_text()).items()}
