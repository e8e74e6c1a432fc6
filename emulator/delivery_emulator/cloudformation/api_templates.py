"""The template part of the API."""

from typing import Any

from moto.core.responses import ActionResult

from delivery_emulator.cloudformation.api_change_sets import ChangeSetApi
from delivery_emulator.cloudformation.identifiers import primary_identifier
from delivery_emulator.cloudformation.support import needed_capability
from delivery_emulator.cloudformation.template import Template, parse
from delivery_emulator.cloudformation.template_source import template_body


class TemplateApi(ChangeSetApi):
    """Reading and checking templates."""

    def get_template(self) -> ActionResult:
        body = self._body()
        return ActionResult({"TemplateBody": body, "StagesAvailable": ["Original", "Processed"]})

    def get_template_summary(self) -> ActionResult:
        template = parse(self._body() if self._get_param("StackName") else self._given())
        resources = template["Resources"]
        return ActionResult(
            {
                **_capabilities(template),
                "Parameters": [_parameter(name, one) for name, one in (template.get("Parameters") or {}).items()],
                "Description": template.get("Description"),
                "ResourceTypes": sorted({resource["Type"] for resource in resources.values()}),
                "ResourceIdentifierSummaries": _identifiers(resources),
                "Version": template.get("AWSTemplateFormatVersion"),
            }
        )

    def validate_template(self) -> ActionResult:
        template = parse(self._given())
        keys = ("ParameterKey", "DefaultValue", "NoEcho", "Description")
        described = [_parameter(name, one) for name, one in (template.get("Parameters") or {}).items()]
        parameters = [{key: one[key] for key in keys} for one in described]
        return ActionResult(
            {**_capabilities(template), "Parameters": parameters, "Description": template.get("Description")}
        )

    def _given(self) -> str:
        return template_body(self.params, self.operations.access(None))

    def _body(self) -> str:
        if self._get_param("ChangeSetName"):
            return str(self._change_set()[1].plan.body)
        return self.store.get(self._get_param("StackName")).body


def _identifiers(resources: dict[str, Any]) -> list[dict[str, Any]]:
    """By which properties each type's resources are known to an import; types without a schema have none."""
    kinds = {resource["Type"] for resource in resources.values()}
    return [
        {
            "ResourceType": kind,
            "LogicalResourceIds": [name for name, resource in resources.items() if resource["Type"] == kind],
            "ResourceIdentifiers": list(primary_identifier(kind)),
        }
        for kind in sorted(kinds)
        if primary_identifier(kind)
    ]


def _capabilities(template: Template) -> dict[str, Any]:
    needed = needed_capability(template["Resources"])
    if needed is None:
        return {}
    named = [one["Type"] for one in template["Resources"].values() if one["Type"].startswith("AWS::IAM::")]
    reason = f"The following resource(s) require capabilities: [{', '.join(sorted(set(named)))}]"
    return {"Capabilities": [needed], "CapabilitiesReason": reason}


def _parameter(name: str, declared: dict[str, Any]) -> dict[str, Any]:
    allowed = declared.get("AllowedValues")
    return {
        "ParameterKey": name,
        "DefaultValue": str(declared["Default"]) if "Default" in declared else None,
        "ParameterType": declared.get("Type", "String"),
        "NoEcho": str(declared.get("NoEcho", False)).lower() == "true",
        "Description": declared.get("Description"),
        "ParameterConstraints": {"AllowedValues": [str(value) for value in allowed]} if allowed else {},
    }
