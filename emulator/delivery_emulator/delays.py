"""What AWS does late, as ``lib/policy/service-delays.json`` has it; at once where the emulator was started without a lag."""

import functools
import json
import time
from pathlib import Path
from typing import Generic, TypeVar

from delivery_emulator import settings

T = TypeVar("T")

_TABLE = Path(__file__).parents[2] / "lib" / "policy" / "service-delays.json"


def is_over(delay: str, since: float) -> bool:
    """Whether something that happened at a time (seconds since 1970) has taken effect by now."""
    minute = settings.current().minute
    return minute == 0 or time.time() >= since + _minutes()[delay] * minute


class Late(Generic[T]):
    """A value that can be changed at any time, and whose changes take effect late."""

    def __init__(self, delay: str, value: T) -> None:
        self._delay = delay
        self._values: list[tuple[float, T]] = [(0, value)]

    def change(self, value: T) -> None:
        """Change it now; nothing happens where it is the same already."""
        if value != self._values[-1][1]:
            self._values.append((time.time(), value))

    def in_force(self) -> T:
        """The value of the latest change that has taken effect."""
        return next(value for since, value in reversed(self._values) if is_over(self._delay, since))


@functools.cache
def _minutes() -> dict[str, float]:
    return {name: float(row["minutes"]) for name, row in json.loads(_TABLE.read_text()).items()}
