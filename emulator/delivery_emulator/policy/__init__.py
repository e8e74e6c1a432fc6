"""May this principal do this, here, now? The twin of ``lib/policy``; both pass ``test/policy/cases.json``."""

from delivery_emulator.policy.evaluate import Decision, evaluate
from delivery_emulator.policy.request import Principal, Request

__all__ = ["Decision", "Principal", "Request", "evaluate"]
