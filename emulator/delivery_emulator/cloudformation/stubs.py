"""Stubs for what the emulator has not, where a rehearsal wants to go on (`--stubs`): marked, and never in silence.

A resource of an unknown type, or with a value that its type has not here, is made by nobody: it has a physical id and attributes that
say so. Properties, attributes and policies that are not honoured are left out of a resource that is made.
"""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from delivery_emulator.cloudformation.resource import Context, Made, Properties, ResourceType
from delivery_emulator.cloudformation.support import (
    ABSENT_ATTRIBUTES,
    ABSENT_POLICIES,
    Ahead,
    absent_values_of,
    resource_type,
    unsupported_properties,
)

_STUB, _LEFT_OUT = "Stub", "LeftOut"
"""What is noted in a resource's definition, beside what the template says."""

_REF_IS_ARN = frozenset(
    {
        *(f"AWS::Batch::{kind}" for kind in ("ComputeEnvironment", "JobDefinition", "JobQueue", "SchedulingPolicy")),
        "AWS::CertificateManager::Certificate",
        *("AWS::ECS::Service", "AWS::ECS::TaskDefinition", "AWS::SNS::Topic"),
        *(f"AWS::ElasticLoadBalancingV2::{kind}" for kind in ("Listener", "ListenerRule", "LoadBalancer", "TargetGroup", "TrustStore")),
        *("AWS::StepFunctions::Activity", "AWS::StepFunctions::StateMachine"),
    }
)
"""Types whose `Ref` is an ARN, as the CDK's classes of them say (`loadBalancerArn: this.ref`)."""
_SERVICES = {"CertificateManager": "acm", "ElasticLoadBalancingV2": "elasticloadbalancing", "StepFunctions": "states"}
"""What the service of a type is called in ARNs, where it is called otherwise."""


class Stub(ResourceType):
    """Stands for a resource that nobody makes."""

    properties = frozenset({"*"})

    def create(self, context: Context, properties: Properties) -> Made:
        name = f"stub-of-{context.logical_id}-{secrets.token_hex(4)}"
        if context.type_name not in _REF_IS_ARN:
            return Made(name)
        service = context.type_name.split("::")[1]
        return Made(context.arn(_SERVICES.get(service, service.lower()), name))

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        return Made(physical_id)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        return None


def with_stubs(resources: Mapping[str, Any], ahead: Ahead) -> dict[str, Any]:
    """A template's resources, as far as they are honoured, with what stands in the place of the others noted in each."""
    return {logical_id: _stubbed(resource, ahead) for logical_id, resource in resources.items()}


def _stubbed(resource: Mapping[str, Any], ahead: Ahead) -> dict[str, Any]:
    found, properties = resource_type(resource["Type"]), resource.get("Properties") or {}
    if found is None:
        return {**resource, _STUB: "no such resource type"}
    absent = [f"{name} {value}" for name, value in absent_values_of(properties, found, ahead)]
    if absent:
        return {**resource, _STUB: f"no {', '.join(absent)}"}
    paths = unsupported_properties(properties, found.properties)
    odd = [name for name in resource if name in ABSENT_ATTRIBUTES or str(resource[name]) in ABSENT_POLICIES]
    if not paths and not odd:
        return dict(resource)
    kept = {name: value for name, value in resource.items() if name not in odd}
    for path in paths:
        properties = _without(properties, path.split("."))
    missing = sorted(found.needed - properties.keys())
    if paths and missing:
        return {**resource, _STUB: f"no {', '.join(paths)}, and makes none without {', '.join(missing)}"}
    return {**kept, "Properties": properties, _LEFT_OUT: [*paths, *odd]}


def _without(value: Any, path: Sequence[str]) -> Any:
    if isinstance(value, list):
        return [_without(item, path) for item in value]
    if not isinstance(value, Mapping):
        return value
    first, *rest = path
    return {name: _without(item, rest) if name == first else item for name, item in value.items() if name != first or rest}


def is_stub(definition: Mapping[str, Any]) -> bool:
    """Whether nobody makes a resource."""
    return _STUB in definition


def note_of(definition: Mapping[str, Any]) -> str | None:
    """What a resource's event says of what the emulator has not."""
    if _STUB in definition:
        return f"A stub stands for it, nothing was made: the emulator has {definition[_STUB]}."
    if _LEFT_OUT in definition:
        return f"Left out, because the emulator has it not: {', '.join(definition[_LEFT_OUT])}."
    return None


def stub_attribute(kind: str, logical_id: str, attribute: str) -> str:
    """What `Fn::GetAtt` returns of what is not there: in the form of an ARN where it is one, and marked."""
    marked = f"stub-of-{logical_id}.{attribute}"
    return f"arn:aws:{kind.split('::')[1].lower()}:::{marked}" if attribute.endswith("Arn") else marked
