"""Systems Manager: parameters."""

from __future__ import annotations

from typing import Any

from delivery_emulator.cloudformation.resource import Context, Made, Properties, ResourceType
from delivery_emulator.cloudformation.resources.gone import already_gone
from delivery_emulator.cloudformation.values import renamed, tag_map

_TEXTS = ("AllowedPattern", "DataType", "Description", "Tier")


class Parameter(ResourceType):
    """A parameter; `Ref` is its name and `Value` its value."""

    name = "AWS::SSM::Parameter"
    properties = frozenset({"Name", "Tags.*", "Type", "Value", *_TEXTS})
    replaced_by = frozenset({"Name"})

    def create(self, context: Context, properties: Properties) -> Made:
        name = str(properties.get("Name") or f"CFN-{context.generated_name(60)}")
        return self._put(context, name, properties, overwrite=False)

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        ssm = context.client("ssm")
        made = self._put(context, physical_id, new, overwrite=True)
        wanted = tag_map(context, new)
        resource = {"ResourceType": "Parameter", "ResourceId": physical_id}
        gone = [tag["Key"] for tag in ssm.list_tags_for_resource(**resource)["TagList"] if tag["Key"] not in wanted]
        if gone:
            ssm.remove_tags_from_resource(**resource, TagKeys=gone)
        if wanted:
            ssm.add_tags_to_resource(**resource, Tags=_pairs(wanted))
        return made

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("ParameterNotFound"):
            context.client("ssm").delete_parameter(Name=physical_id)

    @staticmethod
    def _put(context: Context, name: str, properties: Properties, overwrite: bool) -> Made:
        request: dict[str, Any] = {"Name": name, "Type": properties["Type"], "Value": str(properties["Value"])}
        request.update(renamed(properties, *_TEXTS))
        tags = tag_map(context, properties)
        if tags and not overwrite:
            request["Tags"] = _pairs(tags)
        context.client("ssm").put_parameter(**request, Overwrite=overwrite)
        return Made(name, {"Type": properties["Type"], "Value": str(properties["Value"])})


def _pairs(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]
