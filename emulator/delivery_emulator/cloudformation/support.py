"""What the emulator's CloudFormation can honour; everything else is refused by name before anything is made."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from delivery_emulator.cloudformation.errors import InsufficientCapabilities, ValidationError
from delivery_emulator.cloudformation.intrinsics import function_of
from delivery_emulator.cloudformation.public_parameters import is_absent
from delivery_emulator.cloudformation.resource import MISSING, ResourceType
from delivery_emulator.cloudformation.stack import StackResource

CUSTOM = "AWS::CloudFormation::CustomResource"
ABSENT_ATTRIBUTES = frozenset({"CreationPolicy", "UpdatePolicy"})
"""Attributes of resources that are not honoured."""
ABSENT_POLICIES = frozenset({"Snapshot"})
"""What `DeletionPolicy` and `UpdateReplacePolicy` cannot be."""
_ACCOUNT = re.compile(r"\d{12}")
_LAST = re.compile("[:/]")
_PARAMETER = re.compile(r"\{\{resolve:ssm:([^:{}]+)")
_NAMED_IAM = {
    "AWS::IAM::Group": "GroupName",
    "AWS::IAM::InstanceProfile": "InstanceProfileName",
    "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
    "AWS::IAM::Role": "RoleName",
    "AWS::IAM::User": "UserName",
}
_IAM = frozenset({*_NAMED_IAM, "AWS::IAM::AccessKey", "AWS::IAM::Policy", "AWS::IAM::UserToGroupAddition"})


def resource_type(name: str) -> type[ResourceType] | None:
    """The class behind a resource type; every `Custom::…` is a custom resource."""
    return ResourceType.registry.get(CUSTOM if name.startswith("Custom::") else name)


def custom_name(resource: StackResource) -> str | None:
    """The name a template gives a resource itself, where the type says that it counts."""
    found = resource_type(resource.type)
    name = resource.declared.get(found.custom_name) if found is not None and found.custom_name else None
    return None if name is None else str(name)


def bearing(resource: StackResource) -> tuple[str, str, str] | None:
    """Type, place and name of a resource with a name of the template's own: there is one of each."""
    name, found = custom_name(resource), resource_type(resource.type)
    if name is None or found is None:
        return None
    place = str(resource.declared.get(found.named_in) or "") if found.named_in else ""
    return resource.type, _LAST.split(place)[-1] if place.startswith("arn:") else place, name


@dataclass(frozen=True)
class Ahead:
    """What is known of a stack before anything of it is made."""

    value: Callable[[Any], Any] = lambda value: value
    """A value of the template, as far as it is known: what it takes of parameters and mappings, and `UNKNOWN`."""
    has_account: Callable[[str], bool] = lambda account: True
    """Whether there is an account here."""


NOTHING_KNOWN = Ahead()


def check_support(resources: Mapping[str, Any], ahead: Ahead = NOTHING_KNOWN) -> None:
    """Refuse unknown types, properties and attributes of resources. Raises `ValidationError` naming all of them."""
    unknown = {logical_id: r["Type"] for logical_id, r in resources.items() if resource_type(r["Type"]) is None}
    if unknown:
        types = ", ".join(sorted(set(unknown.values())))
        raise ValidationError(
            f"Template format error: Unrecognized resource types: [{types}] "
            f"(the emulator has no such type; used by {', '.join(unknown)})"
        )
    problems = [problem for logical_id, r in resources.items() for problem in _problems(logical_id, r, ahead)]
    if problems:
        raise ValidationError("; ".join(problems))


def _problems(logical_id: str, resource: Mapping[str, Any], ahead: Ahead) -> Iterator[str]:
    kind = resource["Type"]
    for attribute in sorted(set(resource) & ABSENT_ATTRIBUTES):
        yield f"{logical_id} ({kind}): resource attribute {attribute} is not supported by the emulator"
    policies = {str(resource.get(attribute)) for attribute in ("DeletionPolicy", "UpdateReplacePolicy")}
    for policy in sorted(policies & ABSENT_POLICIES):
        yield f"{logical_id} ({kind}): the policy {policy} is not supported by the emulator"
    found = resource_type(kind)
    assert found is not None
    properties = resource.get("Properties") or {}
    for path in unsupported_properties(properties, found.properties):
        yield f"{logical_id} ({kind}): Encountered unsupported property {path}"
    for name, value in absent_values_of(properties, found, ahead):
        yield f"{logical_id} ({kind}): {name} {value} is not supported by the emulator"


def absent_values_of(written: Mapping[str, Any], found: type[ResourceType], ahead: Ahead) -> list[tuple[str, str]]:
    """The properties, with their values, that the type has not; values that only the deployment knows are not among them."""
    properties = ahead.value(written)
    stated = [(name, absent) for name, absent in sorted(found.absent_values.items())]
    lists = [(name, _certain(properties.get(name)), most) for name, most in sorted(found.most_entries.items())]
    texts = [(name, expression) for name, expression in sorted(found.absent_texts.items())]
    return [
        *(("resource", f"without {name}") for name, absent in stated if MISSING in absent and name not in properties),
        *((name, value) for name, absent in stated for value in _values_at(properties, name.split(".")) if value in absent),
        *((name, f"with {entries} entries") for name, entries, most in lists if entries > most),
        *((name, arn) for name in sorted(found.arns_here) for arn in _values_at(properties, name.split(".")) if _is_elsewhere(arn, ahead)),
        *((name, part) for name, expression in texts for part in _parts(properties, name, expression)),
    ]


def _certain(entries: Any) -> int:
    """How many entries a list has, whichever way its conditions go."""
    return sum(function_of(each) is None for each in entries) if isinstance(entries, list) else 0


def _is_elsewhere(arn: str, ahead: Ahead) -> bool:
    parts = arn.split(":")
    if arn.startswith("stub-of-") or (found := _PARAMETER.match(arn)) and is_absent(found[1]):
        return True
    return len(parts) > 5 and _ACCOUNT.fullmatch(parts[4]) is not None and not ahead.has_account(parts[4])


def _values_at(properties: Any, path: Sequence[str]) -> list[str]:
    """The values at a path, in all entries of lists, as texts; switches are `true` and `false`."""
    found = (value if isinstance(value, str) else str(value).lower() for value in _at(properties, path) if isinstance(value, (str, bool)))
    return list(dict.fromkeys(found))


def _at(value: Any, path: Sequence[str]) -> Iterator[Any]:
    """What stands at a path, in all entries of lists: `Integration[Type=MOCK].RequestTemplates`."""
    if isinstance(value, list):
        for each in value:
            yield from _at(each, path)
    elif not path:
        yield value
    elif path[0] == "*" and isinstance(value, Mapping) and function_of(value) is None:
        for each in value.values():
            yield from _at(each, path[1:])
    elif isinstance(value, Mapping):
        name, _, needed = path[0].rstrip("]").partition("[")
        inside = value.get(name)
        key, _, wanted = needed.partition("=")
        if inside is not None and (not needed or isinstance(inside, Mapping) and inside.get(key) == wanted):
            yield from _at(inside, path[1:])


def _parts(properties: Mapping[str, Any], name: str, expression: str) -> list[str]:
    """What an expression finds of the texts at a path, or of the pieces that they are made of, each once."""
    texts = (value if isinstance(value, str) else json.dumps(value) for value in _at(properties, name.split(".")))
    return list(dict.fromkeys(part.strip(":") for text in texts for part in re.findall(expression, text)))


def unsupported_properties(properties: Mapping[str, Any], supported: frozenset[str]) -> list[str]:
    """The paths of a resource's properties that its type does not honour."""
    if "*" in supported:
        return []
    inner = {name.rsplit(".", depth)[0] for name in supported for depth in range(1, name.count(".") + 1)}

    def walk(value: Any, path: str) -> Iterator[str]:
        if path and (f"{path}.*" in supported or path == "Tags" and "Tags" in supported):
            return
        if path and path not in supported and path not in inner:
            yield path
        elif isinstance(value, list):
            for item in value:
                yield from walk(item, path)
        elif isinstance(value, Mapping) and function_of(value) is None and (not path or path in inner):
            for key, item in value.items():
                yield from walk(item, f"{path}.{key}" if path else key)
        elif isinstance(value, Mapping) and function_of(value) is None and value:
            yield from (f"{path}.{key}" for key in value)

    return list(dict.fromkeys(walk(properties, "")))


def needed_capability(resources: Mapping[str, Any]) -> str | None:
    """`CAPABILITY_NAMED_IAM`, `CAPABILITY_IAM` or nothing."""
    iam = [resource for resource in resources.values() if resource["Type"] in _IAM]
    if any(_NAMED_IAM.get(resource["Type"], "-") in (resource.get("Properties") or {}) for resource in iam):
        return "CAPABILITY_NAMED_IAM"
    return "CAPABILITY_IAM" if iam else None


def check_capabilities(resources: Mapping[str, Any], capabilities: list[str]) -> None:
    """Refuse IAM resources that the request does not acknowledge. Raises `InsufficientCapabilities`."""
    needed = needed_capability(resources)
    if needed and "CAPABILITY_NAMED_IAM" not in capabilities and needed not in capabilities:
        raise InsufficientCapabilities(f"Requires capabilities : [{needed}]")
