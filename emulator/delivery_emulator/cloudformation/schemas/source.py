"""Reads the schema of a resource type from the files of cfn-lint, which moto's server brings along.

They are the registry's own, completed by what cfn-lint knows. The package itself is not imported: that costs a second.
"""

import importlib.util
import json
import runpy
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from delivery_emulator.cloudformation.schemas.faults import FAULTS

_FALLBACK = "us-east-1"
"""A type that a region does not have is judged by the schema of this one: whether it may be used there is no question of its properties."""


class NoSchemas(Exception):
    """cfn-lint is not there, or keeps its schemas otherwise than this reads them."""


@cache
def schema_of(kind: str, region: str) -> dict[str, Any] | None:
    """The JSON schema of a type's properties without its known faults, or nothing where nobody has one. Raises `NoSchemas`."""
    digest = _types(region).get(kind) or _types(_FALLBACK).get(kind)
    return None if digest is None else _read(kind, digest)


@cache
def _read(kind: str, digest: str) -> dict[str, Any]:
    schema = json.loads((_directory() / "resources" / f"{digest}.json").read_text(encoding="utf-8"))
    for fault in FAULTS.get(kind, ()):
        fault.mend(schema)
    return schema


@cache
def _types(region: str) -> Mapping[str, str]:
    file = _directory() / "providers" / f"{region.replace('-', '_')}.py"
    if not file.is_file():
        return {} if region != _FALLBACK else _refuse(f"{file} is missing")
    return runpy.run_path(str(file))["types"]


@cache
def _directory() -> Path:
    found = importlib.util.find_spec("cfnlint")
    if found is None or found.origin is None:
        return _refuse("there is no package cfnlint")
    directory = Path(found.origin).parent / "data" / "schemas"
    return directory if (directory / "resources").is_dir() else _refuse(f"{directory / 'resources'} is missing")


def _refuse(why: str) -> Any:
    raise NoSchemas(f"the resource schemas cannot be read: {why}; run `python3 -m pip install 'cfn-lint==1.51.0'`")
