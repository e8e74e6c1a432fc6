"""What AWS's resource handlers need of an execution role; the twin of ``lib/execution-policy/template-arns.ts``.

Both read ``lib/execution-policy/resource-handlers.json``. Here the names are known that are still open in a template, and what no
property of the resource calls for is not asked.
"""

import functools
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from delivery_emulator.authorization.names import key_context, role_called
from delivery_emulator.authorization.requirement import Requirement

_TABLE = Path(__file__).parents[3] / "lib" / "execution-policy" / "resource-handlers.json"
_PLACEHOLDER = re.compile(r"\{([^}]+)\}")
_CUSTOM = "AWS::CloudFormation::CustomResource"
_NO_READS = frozenset({"iam:PassRole", "vpc-lattice:DescribeServiceNetworkVpcEndpointAssociation"})
"""What schemas name for reading and what reads nothing, or what the service authorization reference does not know; whether AWS asks it
of whoever detects drift, nobody says. The twin of `READS_NOTHING` in `test/stages/target-stage.test.ts`."""
_NAMED = frozenset({"cloudwatch:DescribeAlarms", "dynamodb:GetResourcePolicy", "dynamodb:ListTagsOfResource"})
"""What is asked for more before the resource is there, and for the one that it names when that is read: the reference has a table's
streams required, too, but a call has one ARN. Whether AWS asks for both, no page says."""
_ROLES = "arn:{partition}:iam::{account}:role/{"

Properties = Mapping[str, Any]


@dataclass(frozen=True)
class Handled:
    """One operation of CloudFormation on one resource."""

    type: str
    operation: str
    """`create`, `read`, `update` or `delete`."""
    properties: Sequence[Properties]
    """What the resource is to be, and for an update what it was."""
    name: str
    """Its physical id; before it is made, a name as it will get if the template gives none."""
    account: str
    region: str
    partition: str


@dataclass(frozen=True)
class Needed:
    """What an operation needs, and how sure that is."""

    standing: str
    requirements: Sequence[Requirement]


def needed(handled: Handled) -> Needed | None:
    """What a handler needs for one operation; None for a type without a row."""
    row = _table()["types"].get(_CUSTOM if handled.type.startswith("Custom::") else handled.type)
    return None if row is None else Needed(row["standing"], list(_requirements(row, handled)))


@functools.cache
def _table() -> Mapping[str, Any]:
    table: Mapping[str, Any] = json.loads(_TABLE.read_text(encoding="utf-8"))
    return table


def _requirements(row: Mapping[str, Any], handled: Handled) -> Iterator[Requirement]:
    elsewhere = row.get("elsewhere", [])
    withheld = {action for each in row.get("withheld", []) for action in each["actions"]}
    for action in row["handlers"].get(handled.operation, []):
        if handled.operation == "read" and action in _NO_READS:
            continue
        entries = [each for each in elsewhere if action in each["actions"]]
        for each in entries:
            yield from _on(action, each, handled, row)
        if not entries and action not in withheld and _called_for(action, row, handled):
            named = row["arns"] if handled.operation == "read" and action in _NAMED else row.get("on", {}).get(action, row["arns"])
            yield from _on(action, {"on": named}, handled, row)
    if handled.operation in ("create", "update"):
        for each in row.get("beyond", []):
            for action in each["actions"] if each["standing"] == "documented" else []:
                yield from _on(action, {"on": row["arns"], **each}, handled, row)


def _called_for(action: str, row: Mapping[str, Any], handled: Handled) -> bool:
    """Whether a property of the resource calls for an action that only some property does."""
    properties = [name for name, actions in row.get("onlyWith", {}).items() if action in actions]
    return not properties or any(_values(handled, name) for name in properties)


def _on(action: str, entry: Mapping[str, Any], handled: Handled, row: Mapping[str, Any]) -> Iterator[Requirement]:
    if "with" in entry and not _values(handled, entry["with"]):
        return
    told = {key: value.replace("{region}", handled.region) for key, value in entry.get("condition", {}).items()}
    if action in _table()["unscoped"] and action not in row.get("on", {}):
        yield Requirement(action, "*", told)
        return
    for template in entry["on"]:
        for arn in _arns(template, handled, row):
            known = key_context(arn, {}) if action.startswith("kms:") else {}
            yield Requirement(action, arn, {**known, **told})


def _arns(template: str, handled: Handled, row: Mapping[str, Any]) -> list[str]:
    """The ARNs of a template, one for each value of the property that it names."""
    paths = _values(handled, "Path") or ["/"]
    placed = (
        template.replace("{partition}", handled.partition)
        .replace("{region}", handled.region)
        .replace("{account}", handled.account)
        .replace("{Path}", paths[0])
        .replace("{id}", "*" if handled.operation == "create" else handled.name)
    )
    found = _PLACEHOLDER.search(placed)
    if found is None:
        return [placed]
    before, after = placed[: found.start()], placed[found.end() :]
    values = _values(handled, found[1])
    if not values and f"{{{found[1]}}}" in next(iter(row["arns"]), ""):
        values = [handled.name.lower() if row.get("lowerCase") else handled.name]
    joined = [_joined(before, value, after, handled) for value in values]
    return [role_called(arn) for arn in joined] if template.startswith(_ROLES) else joined


def _joined(before: str, value: str, after: str, handled: Handled) -> str:
    if value.startswith("arn:"):
        return value + after if after.startswith(("/", ":")) else value
    named = value.rsplit("/", 1)[-1] if value.startswith(("http://", "https://")) else value
    if before.endswith("/"):
        named = named.lstrip("/")
    return f"{before}{named}{after}"


def _values(handled: Handled, path: str) -> list[str]:
    """The values of a property path such as `Targets.RoleArn`, through every list on its way."""
    found: list[Any] = list(handled.properties)
    for name in path.split("."):
        found = [value for each in found for value in _below(each, name)]
    return list(dict.fromkeys(str(value) for value in found))


def _below(value: Any, name: str) -> Iterable[Any]:
    if isinstance(value, list):
        return [found for each in value for found in _below(each, name)]
    if not isinstance(value, Mapping) or name not in value or value[name] is None:
        return []
    inner = value[name]
    return inner if isinstance(inner, list) else [inner]
