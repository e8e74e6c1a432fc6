"""What a deployment keeps of a REST API: stages serve this, whatever becomes of the API."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from delivery_emulator.api_gateway.authorizers import Cache
from delivery_emulator.api_gateway.request_validation import Validation


@dataclass(frozen=True)
class Frozen:
    """A path of an API with its methods, as they were when it was deployed."""

    resource_id: str
    path: str
    methods: Mapping[str, Any]


@dataclass(frozen=True)
class Snapshot:
    """An API as it was when it was deployed."""

    paths: Sequence[Frozen]
    validation: Validation
    authorizers: Mapping[str, Any]
    media: Sequence[str]
    """What it takes for binary."""
    cache: Cache = field(default_factory=dict)
    """What its authorizers have answered since."""


def snapshot_of(api: Any) -> Snapshot:
    """An API as it is now."""
    paths = tuple(Frozen(each.id, each.get_path(), copy.deepcopy(each.resource_methods)) for each in api.resources.values())
    schemas = {name: each.schema or "{}" for name, each in api.models.items()}
    validation = Validation(copy.deepcopy(api.request_validators), schemas)
    return Snapshot(paths, validation, copy.deepcopy(api.authorizers), tuple(api.binaryMediaTypes))
