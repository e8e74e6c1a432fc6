"""Whether the services and operations that faults name exist. As a command it says so of each `SERVICE:OPERATION`, without an emulator."""

import difflib
import json
import re
import sys
from collections.abc import Sequence

from delivery_emulator.fault_answers import PROTOCOLS, model_of, protocol_of, services


def problem_of(service: str, operation: str) -> str | None:
    """What is wrong with a call that a fault names; None where nothing is."""
    if service not in services():
        return f'no service is called "{service}"{_meant(service, services())}'
    if protocol_of(service) not in PROTOCOLS:
        return f"{service} speaks a protocol whose errors the emulator does not word: choose another service"
    if operation not in model_of(service).operation_names:
        return f'{service} has no operation "{operation}"{_meant(operation, model_of(service).operation_names)}'
    return None


def _meant(name: str, known: Sequence[str]) -> str:
    by_small = {re.sub(r"\W", "", each).lower(): each for each in known}
    likeness = 0.6 if len(name) > 3 else 0.5  # of three letters or fewer, one is much
    alike = difflib.get_close_matches(re.sub(r"\W", "", name).lower(), by_small, 3, likeness)
    return f": did you mean {', '.join(by_small[each] for each in alike)}" if alike else ""


if __name__ == "__main__":
    calls = [call.partition(":") for call in sys.argv[1:]]
    print(json.dumps([problem_of(service, operation) for service, _, operation in calls]))
