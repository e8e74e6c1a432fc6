"""What a method asks of a request before it is answered: parameters that must be there, and a body that fits a model.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html. Which is asked first is
unconfirmed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from delivery_emulator import journal
from delivery_emulator.api_gateway import models
from delivery_emulator.api_gateway.messages import Incoming
from delivery_emulator.api_gateway.payloads import Matched


@dataclass(frozen=True)
class Validation:
    """The validators and the models' schemas of an API, as they were when it was deployed."""

    validators: Mapping[str, Any]
    schemas: Mapping[str, str]


def fault_of(validation: Validation, method: Any, asked: Incoming, matched: Matched) -> str | None:
    """What AWS says of a request that it refuses with 400."""
    validator = validation.validators.get(method.request_validator_id)
    if validator is None:
        return None
    missing = _missing(method, asked, matched) if validator.validate_request_parameters else []
    if missing:
        return f"Missing required request parameters: [{', '.join(missing)}]"
    return "Invalid request body" if validator.validate_request_body and not _fits(validation, method, asked, matched) else None


def _missing(method: Any, asked: Incoming, matched: Matched) -> list[str]:
    required = [place for place, needed in (method.request_parameters or {}).items() if needed]
    return [place.split(".", 3)[3] for place in required if not parameter(place, asked, matched)]


def parameter(place: str, asked: Incoming, matched: Matched) -> str | None:
    """What a request has at a place, `method.request.header.NAME` for one."""
    _, _, kind, name = place.split(".", 3)
    if kind.endswith("header"):
        return asked.header(name)
    if kind == "path":
        return matched.path_parameters.get(name)
    return dict(asked.parameters()).get(name)


def _fits(validation: Validation, method: Any, asked: Incoming, matched: Matched) -> bool:
    """A body of a content type that no model is for is not looked at."""
    by_kind = method.request_models or {}
    kind = (asked.header("content-type") or "application/json").split(";")[0].strip().lower()
    name = by_kind.get(kind, by_kind.get("$default"))
    if name is None:
        return True
    answer = models.judged(asked.body, validation.schemas[name], matched.api_id, validation.schemas)
    if answer == "perhaps":
        journal.note_doubt(f"may be refused on AWS: a body whose texts have not the format of model {name}, to {asked.method} {matched.resource}")
    return answer != "fits not"
