"""What a caller of the policy simulator gives, read and checked."""

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from moto.core.utils import get_service_model
from moto.iam.exceptions import InvalidInput

from delivery_emulator.policy.date import parse_date
from delivery_emulator.policy.ip_address import in_network

_NOT_SIMULATED = ("ResourceHandlingOption",)
_LONGEST = 131_072
_WRITTEN = re.compile("[\t\n\r -\xff]+")


def _is_base64(value: str) -> bool:
    try:
        base64.b64decode(value, validate=True)
    except binascii.Error:
        return False
    return True


_TYPES: Mapping[str, Callable[[str], bool]] = {
    "string": lambda value: True,
    "numeric": lambda value: re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", value) is not None,
    "boolean": lambda value: value.lower() in ("true", "false"),
    "ip": lambda value: in_network(value, "0.0.0.0/0").value != "unknown",
    "binary": _is_base64,
    "date": lambda value: parse_date(value) is not None,
}
"""What a value of each `ContextKeyTypeEnum` is; each has a list, `stringList` and so on."""


def parameters_of(response: Any, operation: str) -> Mapping[str, Any]:
    """The parameters of a call; who gives one that is not simulated, or that nobody knows, is refused by its name."""
    known: Mapping[str, object] = get_service_model("iam").operation_model(operation).input_shape.members  # type: ignore[attr-defined]
    for key in response.querystring:
        name = key.partition(".")[0]
        if name in ("Action", "Version"):
            continue
        if name not in known or name in _NOT_SIMULATED:
            raise NotImplementedError(f"{operation} with {name}")
    return {name: value for name, value in response.params.items() if value is not None}


def policy_texts(asked: Mapping[str, Any], name: str) -> Sequence[str]:
    """The policies of a parameter, each JSON with statements; only that of a resource names principals, and it always does."""
    given = asked.get(name, [])
    texts: list[str] = [given] if isinstance(given, str) else given
    for text in texts:
        if len(text) > _LONGEST or not _WRITTEN.fullmatch(text):
            raise InvalidInput(f"{name}: a policy has up to {_LONGEST} characters between U+0020 and U+00FF, tabs and line ends.")
        statements = _statements(name, text)
        for statement in statements:
            if ("Principal" in statement or "NotPrincipal" in statement) != (name == "ResourcePolicy"):
                wanted = "must name a Principal" if name == "ResourcePolicy" else "must not name a Principal; give it as ResourcePolicy"
                raise InvalidInput(f"{name}: a statement {wanted}.")
    return texts


def _statements(name: str, text: str) -> Sequence[Mapping[str, Any]]:
    try:
        document = json.loads(text)
    except ValueError as error:
        raise InvalidInput(f"{name}: a policy is not JSON: {error}.") from error
    found = document.get("Statement") if isinstance(document, dict) else None
    statements: list[Any] = found if isinstance(found, list) else [found]
    if not all(isinstance(statement, dict) for statement in statements):
        raise InvalidInput(f"{name}: a policy must be an object with a Statement of objects.")
    return statements


def context_of(entries: Sequence[Mapping[str, Any]]) -> Mapping[str, Sequence[str]]:
    """The condition keys that are told, with their values, which must be of their type."""
    context: dict[str, Sequence[str]] = {}
    for entry in entries:
        key, kind, values = entry.get("ContextKeyName"), entry.get("ContextKeyType"), entry.get("ContextKeyValues") or []
        if not key or not kind:
            raise InvalidInput("A context entry has a ContextKeyName and a ContextKeyType.")
        if key.lower() in {told.lower() for told in context}:
            raise InvalidInput(f"Context key {key} is given twice.")
        is_of_type = _TYPES.get(kind.removesuffix("List"))
        if is_of_type is None:
            raise InvalidInput(f"ContextKeyType {kind} of {key} is unknown.")
        if not kind.endswith("List") and len(values) != 1:
            raise InvalidInput(f"Context key {key} of type {kind} has one value, got {len(values)}.")
        for value in values:
            if not is_of_type(value):
                raise InvalidInput(f"Context key {key}: {value} is no {kind.removesuffix('List')}.")
        context[key] = values
    return context
