"""May this principal do this, here, now? The twin of ``lib/policy``; both pass ``test/policy/cases.json``."""

from delivery_emulator.policy.evaluate import Decision, evaluate
from delivery_emulator.policy.request import Principal, Request
from delivery_emulator.policy.service_calls import OnBehalfOf, ServiceAnswer, ask_for_service, calling_service

__all__ = ["Decision", "OnBehalfOf", "Principal", "Request", "ServiceAnswer", "ask_for_service", "calling_service", "evaluate"]
