"""DynamoDB: what expressions consist of, and the placeholders that a request gives beside them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from moto.dynamodb.exceptions import MockValidationException


@dataclass(frozen=True)
class Value:
    """A placeholder of a value, `:name`."""

    name: str


@dataclass(frozen=True)
class Path:
    """Names of attributes, resolved, and indexes of lists."""

    parts: tuple[str | int, ...]


@dataclass(frozen=True)
class Node:
    """A comparison, a function, `BETWEEN`, `IN`, `AND`, `OR` or `NOT`, and what it is applied to."""

    operator: str
    operands: tuple[Any, ...]


Operand = Value | Path | Node


@dataclass
class Placeholders:
    """What a request says beside its expressions, and what of it they have used."""

    names: Mapping[str, str]
    values: Mapping[str, Mapping[str, Any]]
    used: set[str] = field(default_factory=set)

    def name(self, placeholder: str, kind: str) -> str:
        """The attribute's name behind `#name`, used by an expression of that kind; raises what DynamoDB says where nobody has defined it."""
        if placeholder not in self.names:
            told = f"An expression attribute name used in the document path is not defined; attribute name: {placeholder}"
            raise MockValidationException(f"Invalid {kind}: {told}")
        self.used.add(placeholder)
        return self.names[placeholder]

    def value(self, placeholder: str, kind: str) -> Mapping[str, Any]:
        """The value behind `:name`, as above."""
        if placeholder not in self.values:
            told = f"An expression attribute value used in expression is not defined; attribute value: {placeholder}"
            raise MockValidationException(f"Invalid {kind}: {told}")
        self.used.add(placeholder)
        return self.values[placeholder]


def mentioned(text: str) -> Iterator[str]:
    """The placeholders that an expression of any kind has, in order."""
    yield from re.findall(r"[#:][A-Za-z0-9_]+", text)


def paths_of(tree: Any) -> Iterator[Path]:
    """Every path of a tree."""
    if isinstance(tree, Path):
        yield tree
    for each in tree.operands if isinstance(tree, Node) else ():
        yield from paths_of(each)
