"""SNS: an e-mail subscriber stays pending until somebody confirms."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from moto.sns.models import SNSBackend

from delivery_emulator.services.patch import around


@functools.cache
def install() -> None:
    """Patch moto's SNS."""
    around(SNSBackend, "get_subscription_attributes")(_attributes)


def _attributes(original: Callable[..., Any], backend: Any, arn: str) -> dict[str, Any]:
    """Nobody confirms here, so an address is pending for ever."""
    found = dict(original(backend, arn))
    if backend.subscriptions[arn].protocol in ("email", "email-json"):
        found["PendingConfirmation"] = "true"
    return found
