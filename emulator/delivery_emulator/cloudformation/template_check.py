"""What CloudFormation refuses in a template before it knows any parameter: shapes, names and counts.

Counts: CloudFormation user guide, "Understand CloudFormation quotas". The sentences are those of public reports and of the answers
that others have recorded from AWS; `emulator/tests/test_template_check.py` names each one's source.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from delivery_emulator.cloudformation.errors import ValidationError
from delivery_emulator.cloudformation.function_check import LANGUAGE_EXTENSIONS, check_functions, transforms

FORMAT_VERSION = "2010-09-09"
TRANSFORMS = frozenset({LANGUAGE_EXTENSIONS})
"""What is expanded here."""
COUNTS = {"Resources": 500, "Parameters": 200, "Outputs": 200, "Mappings": 200}
DESCRIPTION_BYTES = 1024
NAME_LENGTH = 255
RESOURCE_ATTRIBUTES = frozenset(
    {
        *("Condition", "CreationPolicy", "DeletionPolicy", "DependsOn", "Description", "Metadata", "Properties", "Type"),
        *("UpdatePolicy", "UpdateReplacePolicy"),
    }
)
_PARAMETER_ATTRIBUTES = frozenset(
    {
        *("AllowedPattern", "AllowedValues", "ConstraintDescription", "Default", "Description", "MaxLength", "MaxValue"),
        *("MinLength", "MinValue", "NoEcho", "Type"),
    }
)
_MAPS = ("Conditions", "Mappings", "Metadata", "Outputs", "Parameters", "Resources", "Rules")
POLICIES = {
    "DeletionPolicy": frozenset({"Delete", "Retain", "RetainExceptOnCreate", "Snapshot"}),
    "UpdateReplacePolicy": frozenset({"Delete", "Retain", "Snapshot"}),
}
"""What becomes of a resource that goes, by attribute: the values of each."""
_ALPHANUMERIC = re.compile(r"[A-Za-z0-9]+")
_OWN_TYPES = r"String|Number|CommaDelimitedList|List<(String|Number)>"
_AWS_TYPES = (
    r"AWS::EC2::(AvailabilityZone::Name|Image::Id|Instance::Id|KeyPair::KeyName|SecurityGroup::GroupName|SecurityGroup::Id"
    r"|Subnet::Id|Volume::Id|VPC::Id)|AWS::Route53::HostedZone::Id"
)
_SSM_TYPES = rf"AWS::SSM::Parameter::Name|AWS::SSM::Parameter::Value<({_OWN_TYPES}|{_AWS_TYPES}|List<({_AWS_TYPES})>)>"
_TYPE = re.compile(rf"{_OWN_TYPES}|{_AWS_TYPES}|List<({_AWS_TYPES})>|{_SSM_TYPES}")
_SCALAR = (str, int, float)


def check_template(template: Mapping[str, Any]) -> None:
    """Raises `ValidationError` for the first thing that is wrong."""
    for check in (_head, _counts, _parameters, _mappings, _conditions, _resources, _outputs, _nulls, check_functions):
        problem = next(check(template), None)
        if problem is not None:
            raise ValidationError(problem)


def _head(template: Mapping[str, Any]) -> Iterator[str]:
    unknown = [name for name in transforms(template) if name not in TRANSFORMS]
    if unknown:
        yield f"Transform {unknown[0]} is not supported by the emulator: expand it first"
    odd = sorted(set(template) - {"AWSTemplateFormatVersion", "Description", "Transform", *_MAPS})
    if odd:
        yield f"Invalid template property or properties [{', '.join(odd)}]"
    if template.get("AWSTemplateFormatVersion", FORMAT_VERSION) != FORMAT_VERSION:
        yield "Template format error: unsupported value for AWSTemplateFormatVersion."
    description = template.get("Description", "")
    if not isinstance(description, str):
        yield "Template format error: Description must be a string."
    elif len(description.encode()) > DESCRIPTION_BYTES:
        yield f"Template format error: 'Description' length is greater than {DESCRIPTION_BYTES}."
    for section in _MAPS:
        if section in template and not isinstance(template[section], Mapping):
            yield f"Template format error: [/{section}] the section must be an object"


def _counts(template: Mapping[str, Any]) -> Iterator[str]:
    if not template.get("Resources"):
        yield "Template format error: At least one Resources member must be defined."
    for section, most in COUNTS.items():
        found = len(template.get(section) or {})
        if found > most:
            yield f"Template format error: Number of {section.lower()}, {found}, is greater than maximum allowed, {most}"
    for name, mapping in (template.get("Mappings") or {}).items():
        if isinstance(mapping, Mapping) and len(mapping) > COUNTS["Mappings"]:
            most = COUNTS["Mappings"]
            yield f"Template format error: Number of attributes of mapping {name}, {len(mapping)}, is greater than maximum allowed, {most}"
    for section, word in (("Resources", "Resource"), ("Parameters", "Parameter"), ("Outputs", "Output"), ("Mappings", "Mapping")):
        for name in template.get(section) or {}:
            if not _ALPHANUMERIC.fullmatch(str(name)):
                yield f"Template format error: {word} name {name} is non alphanumeric."
            if len(str(name)) > NAME_LENGTH:
                yield f"Template format error: {word} name {name} is longer than {NAME_LENGTH} characters."


def _parameters(template: Mapping[str, Any]) -> Iterator[str]:
    for name, declared in (template.get("Parameters") or {}).items():
        if not isinstance(declared, Mapping) or not isinstance(declared.get("Type"), str):
            yield f"Template format error: [/Parameters/{name}] Every Parameters object must contain a Type member."
            continue
        for odd in sorted(set(declared) - _PARAMETER_ATTRIBUTES):
            yield f"Invalid template parameter property '{odd}'"
        if not _TYPE.fullmatch(declared["Type"]):
            yield f"Template format error: Unrecognized parameter type: {declared['Type']}"
        if not isinstance(declared.get("Default", ""), _SCALAR):
            yield "Template format error: Every Default member must be a string."
        if not isinstance(declared.get("AllowedValues", []), list):
            yield f"Template format error: [/Parameters/{name}/AllowedValues] AllowedValues must be a list"
        for limit in ("MinLength", "MaxLength", "MinValue", "MaxValue"):
            if limit in declared and not _is_number(declared[limit]):
                yield f"Template format error: [/Parameters/{name}/{limit}] {limit} must be a number"


def _is_number(value: Any) -> bool:
    return isinstance(value, _SCALAR) and re.fullmatch(r"-?\d+(\.\d+)?", str(value)) is not None


def _mappings(template: Mapping[str, Any]) -> Iterator[str]:
    for name, mapping in (template.get("Mappings") or {}).items():
        if not isinstance(mapping, Mapping):
            yield f"Template format error: [/Mappings/{name}] Every Mappings member must be a map"
            continue
        for key, attributes in mapping.items():
            if not isinstance(attributes, Mapping):
                yield f"Template format error: [/Mappings/{name}/{key}] Every Mappings attribute must be a map"
                continue
            for attribute, value in attributes.items():
                if not _ALPHANUMERIC.fullmatch(str(attribute).replace("-", "").replace("_", "")):
                    yield f"Template format error: Mappings attribute name '{attribute}' must contain only alphanumeric characters."
                if not isinstance(value, (*_SCALAR, list)):
                    yield "Template format error: Every Mappings attribute must be a String or a List."


def _conditions(template: Mapping[str, Any]) -> Iterator[str]:
    declared = template.get("Conditions") or {}
    for condition in declared.values():
        if not isinstance(condition, Mapping) or len(condition) != 1:
            yield "Template format error: Conditions can only be boolean operations on parameters and other conditions"
    for section in ("Resources", "Outputs"):
        for entry in (template.get(section) or {}).values():
            name = entry.get("Condition") if isinstance(entry, Mapping) else None
            if name is not None and not (isinstance(name, str) and name in declared):
                yield f"Template format error: Unresolved condition dependency {name} in the {section} block of the template"


def _resources(template: Mapping[str, Any]) -> Iterator[str]:
    for logical_id, resource in template["Resources"].items():
        if not isinstance(resource, Mapping) or not isinstance(resource.get("Type"), str):
            yield f"Template format error: [/Resources/{logical_id}] Every Resources object must contain a Type member."
            continue
        for odd in sorted(set(resource) - RESOURCE_ATTRIBUTES):
            yield f"Invalid template resource property '{odd}'"
        if not isinstance(resource.get("Properties", {}), Mapping):
            yield f"Template format error: [/Resources/{logical_id}/Properties] Properties must be an object"
        stated = resource.get("DependsOn", [])
        if not all(isinstance(each, str) for each in ([stated] if isinstance(stated, str) else _elements(stated))):
            yield "Template format error: Every DependsOn value must be a string."
        for attribute, values in POLICIES.items():
            if attribute in resource and not _is_policy(resource[attribute], values, template):
                yield unrecognized(attribute, resource[attribute], logical_id)


def unrecognized(attribute: str, value: Any, logical_id: str) -> str:
    """What CloudFormation says of a policy that there is not."""
    return f"Template format error: Unrecognized {attribute} {value} for resource {logical_id}"


def _elements(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _is_policy(value: Any, values: frozenset[str], template: Mapping[str, Any]) -> bool:
    """With the transform it may be a function, whose value `plan` checks."""
    if isinstance(value, Mapping):
        return LANGUAGE_EXTENSIONS in transforms(template)
    return isinstance(value, str) and value in values


def _outputs(template: Mapping[str, Any]) -> Iterator[str]:
    for name, output in (template.get("Outputs") or {}).items():
        if not isinstance(output, Mapping) or "Value" not in output:
            yield "Template format error: Every Outputs member must contain a Value object"
            continue
        for odd in sorted(set(output) - {"Condition", "Description", "Export", "Value"}):
            yield f"Template format error: Output {name} has the unknown member {odd}"
        export = output.get("Export", {"Name": ""})
        if not isinstance(export, Mapping) or set(export) != {"Name"}:
            yield f"Template format error: Output {name} is malformed. The Export must be an object with a Name"


def _nulls(template: Mapping[str, Any]) -> Iterator[str]:
    for section in _MAPS:
        yield from _nulls_in(template.get(section, {}), f"/{section}")


def _nulls_in(value: Any, path: str) -> Iterator[str]:
    if value is None:
        yield f"[{path}] 'null' values are not allowed in templates"
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _nulls_in(item, f"{path}/{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _nulls_in(item, f"{path}/{index}")


