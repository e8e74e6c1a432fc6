"""What a reader is, and what readers share."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from botocore.exceptions import ClientError

from delivery_emulator.cloudformation.resource import Context, Properties
from delivery_emulator.cloudformation.stack import StackResource


@dataclass(frozen=True)
class Standing:
    """A resource to read, and the others of its stack, which may have added to it."""

    context: Context
    physical_id: str
    properties: Properties
    """What the template gives it."""
    siblings: Iterable[StackResource] = ()

    def client(self, service: str) -> Any:
        """A client of a service where the resource is."""
        return self.context.client(service)

    def made_by(self, *types: str) -> set[str]:
        """Physical ids of the stack's resources of these types."""
        return {each.physical_id for each in self.siblings if each.type in types}


Reader = Callable[[Standing], Mapping[str, Any] | None]
"""Reads a resource in the words of its template: None where it is gone, None for a property that it has not, and no word of a property
that the service does not tell or that AWS does not compare."""

READERS: dict[str, Reader] = {}

_GONE = re.compile(r"NotFound|^404$|^NoSuchEntity|^NoSuchBucket$|NonExistentQueue|^QueueDoesNotExist$")


def reads(kind: str) -> Callable[[Reader], Reader]:
    """Register a reader of a resource type."""

    def register(reader: Reader) -> Reader:
        READERS[kind] = reader
        return reader

    return register


def gone(error: ClientError) -> bool:
    """Whether a service says that a resource is not there."""
    return _GONE.search(str(error.response["Error"]["Code"])) is not None


def optional(call: Callable[..., Any], *codes: str, **arguments: Any) -> Any:
    """A setting's answer, None where the service says by one of the codes that there is none."""
    try:
        return call(**arguments)
    except ClientError as error:
        if error.response["Error"]["Code"] in codes:
            return None
        raise


def policy(text: Any) -> Any:
    """A policy as services hand it out: JSON text, which IAM encodes for URLs, or a document."""
    if not isinstance(text, str):
        return text
    return json.loads(text if text.lstrip().startswith("{") else unquote(text))


def fields(found: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Fields that have the same name in the answer and in the template; None for those that are not there."""
    return {name: found.get(name) for name in names}


def pairs(tags: Iterable[Mapping[str, str]] | None) -> dict[str, str]:
    """Tags as a map."""
    return {tag["Key"]: tag["Value"] for tag in tags or []}
