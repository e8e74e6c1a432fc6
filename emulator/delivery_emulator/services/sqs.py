"""SQS: setting other attributes leaves a queue its policy, which moto takes away."""

from collections.abc import Callable
from typing import Any

from moto.sqs.models import Queue

from delivery_emulator.services.patch import around


def install() -> None:
    """Patch moto's SQS."""
    around(Queue, "_set_attributes")(_set_attributes)


def _set_attributes(original: Callable[..., Any], queue: Any, attributes: dict[str, Any], now: Any = None) -> None:
    kept = queue.policy if hasattr(queue, "_policy_json") else None
    original(queue, attributes, now)
    if "Policy" not in attributes and kept:
        queue.policy = kept
