"""What an operation needs on AWS: IAM actions, the resources they are asked for, and the condition keys of each."""

import functools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from delivery_emulator.authorization import names, via_service
from delivery_emulator.authorization.apigateway_requirements import apigateway_requirements
from delivery_emulator.authorization.dynamodb_requirements import dynamodb_requirements
from delivery_emulator.authorization.operation import Operation
from delivery_emulator.authorization.s3_requirements import s3_requirements

Context = Mapping[str, str | Sequence[str]]

_PREFIXES = {"resourcegroupstaggingapi": "tag"}
"""Services whose actions begin with another word than botocore's."""
_PLACEHOLDER = re.compile(r"\{([^}]*)\}")


@dataclass(frozen=True)
class Requirement:
    """One permission that a request needs."""

    action: str
    resource: str
    context: Context = field(default_factory=dict)
    """The keys that this very action and resource have; those of every request come on top."""


def requirements_of(operation: Operation, account: str) -> list[Requirement] | None:
    """What the caller of an account needs for an operation, empty where AWS asks for nothing; None without a row for it."""
    if operation.service == "s3":
        own = s3_requirements(operation)
        return None if own is None else [Requirement(*each) for each in own]
    if operation.service == "apigateway":
        return [Requirement(*each) for each in apigateway_requirements(operation)]
    if operation.service == "codepipeline" and operation.name.startswith("Emulator"):
        return []  # no call of AWS
    own = _own(operation, account)
    return None if own is None else [*own, *(Requirement(*each) for each in via_service.key_uses(operation, account))]


def _own(operation: Operation, account: str) -> list[Requirement] | None:
    """What an operation needs of its own service."""
    named = dynamodb_requirements(operation, account) if operation.service == "dynamodb" else None
    if named is not None:
        return [Requirement(*each) for each in named]
    rows = _rows().get(operation.service, {}).get(operation.name)
    return None if rows is None else [each for row in rows for each in _required(row, operation, account)]


@functools.cache
def _rows() -> Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]]:
    """The rows of `actions.json`, in their long form."""
    table = json.loads(Path(__file__).with_name("actions.json").read_text("utf-8"))
    return {
        service: {name: [_long(service, name, row) for row in _listed(rows)] for name, rows in operations.items()}
        for service, operations in table.items()
    }


def _listed(rows: object) -> list[Any]:
    return rows if isinstance(rows, list) else [rows]


def _long(service: str, name: str, row: str | Mapping[str, Any]) -> Mapping[str, Any]:
    return {"action": f"{_PREFIXES.get(service, service)}:{name}", "on": row} if isinstance(row, str) else row


def _required(row: Mapping[str, Any], operation: Operation, account: str) -> Iterator[Requirement]:
    if row.get("when", next(iter(operation.parameters), "")) not in operation.parameters and "when" in row:
        return
    for resource in _resources(row["on"], operation, account):
        found = names.context_of(row["action"], resource, operation)
        yield Requirement(row["action"], resource, {**row.get("context", {}), **found})


def _resources(template: str, operation: Operation, account: str) -> list[str]:
    """The resources that a template names; `*` where the request leaves out what it is filled with."""
    made = [""]
    for index, part in enumerate(_PLACEHOLDER.split(template)):
        values = [part] if index % 2 == 0 else names.values_of(part, operation, account)
        if not values:
            return ["*"]
        made = [before + value for before in made for value in values]
    return made
