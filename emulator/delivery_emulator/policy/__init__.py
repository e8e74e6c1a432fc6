"""May this principal do this, here, now? The twin of ``lib/policy``; both pass ``test/policy/cases.json``."""

from .evaluate import Decision, evaluate
from .request import Principal, Request

__all__ = ["Decision", "Principal", "Request", "evaluate"]
