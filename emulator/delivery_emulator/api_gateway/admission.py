"""Whether a method answers a request at all: its authorizer is asked first, then for an API key, then whether the request is valid.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html (what is refused how).
"""

import dataclasses
from typing import Any

from delivery_emulator.api_gateway import authorizers, request_validation
from delivery_emulator.api_gateway.api_keys import key_of
from delivery_emulator.api_gateway.authorizers import NotLetIn
from delivery_emulator.api_gateway.messages import Incoming
from delivery_emulator.api_gateway.payloads import Matched
from delivery_emulator.api_gateway.snapshot import Snapshot


def admitted(api: Any, snapshot: Snapshot, method: Any, asked: Incoming, matched: Matched, path: str) -> Matched:
    """What was asked for, and by whom. Raises `NotLetIn`."""
    caller = None
    if method.authorization_type == "CUSTOM":
        authorizer = snapshot.authorizers.get(method.authorizer_id)
        if authorizer is None:
            raise NotLetIn(500, None, "AuthorizerConfigurationException")
        caller = authorizers.let_in(authorizer, asked, matched, path, snapshot.cache)
        matched = dataclasses.replace(matched, authorizer=caller.context)
    if method.api_key_required:
        key = key_of(api, asked, matched, caller.api_key if caller else None)
        if key is None:
            raise NotLetIn(403, "Forbidden", "ForbiddenException")
        matched = dataclasses.replace(matched, api_key=key)
    fault = request_validation.fault_of(snapshot.validation, method, asked, matched)
    if fault is not None:
        raise NotLetIn(400, fault, "BadRequestException")
    return matched
