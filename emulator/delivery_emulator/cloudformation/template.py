"""Templates: JSON or YAML with short forms, read into plain dictionaries."""

import json
import re
from typing import Any

import yaml

from delivery_emulator.cloudformation.errors import ValidationError

Template = dict[str, Any]

_SECTIONS = frozenset(
    {
        "AWSTemplateFormatVersion",
        "Conditions",
        "Description",
        "Mappings",
        "Metadata",
        "Outputs",
        "Parameters",
        "Resources",
        "Rules",
    }
)
_LOGICAL_ID = re.compile(r"^[A-Za-z0-9]+$")


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Safe YAML with CloudFormation's tags; dates stay text, as in CloudFormation."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in _Loader.yaml_implicit_resolvers.items()
}


def _short_form(loader: Any, suffix: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
        if suffix == "GetAtt":
            value = value.split(".", 1)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _short_form)


def parse(body: str) -> Template:
    """Read a template. Raises `ValidationError` with what is wrong in it."""
    try:
        template = json.loads(body) if body.lstrip().startswith("{") else yaml.load(body, Loader=_Loader)
    except (ValueError, yaml.YAMLError) as error:
        raise ValidationError(f"Template format error: JSON or YAML not well-formed. ({error})") from error
    if not isinstance(template, dict):
        raise ValidationError("Template format error: unsupported structure.")
    _check(template)
    return template


def _check(template: Template) -> None:
    if "Transform" in template:
        raise ValidationError(f"Transform {template['Transform']} is not supported by the emulator: expand it first")
    odd = sorted(set(template) - _SECTIONS)
    if odd:
        raise ValidationError(f"Invalid template property or properties [{', '.join(odd)}]")
    resources = template.get("Resources")
    if not isinstance(resources, dict) or not resources:
        raise ValidationError("Template format error: At least one Resources member must be defined.")
    for logical_id, resource in resources.items():
        if not _LOGICAL_ID.match(str(logical_id)):
            raise ValidationError(f"Template format error: Resource name {logical_id} is non alphanumeric.")
        if not isinstance(resource, dict) or not isinstance(resource.get("Type"), str):
            raise ValidationError(
                f"Template format error: [/Resources/{logical_id}] Every Resources object must contain a Type member."
            )
