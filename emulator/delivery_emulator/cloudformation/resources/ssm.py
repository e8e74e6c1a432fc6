"""Systems Manager: parameters."""

from typing import Any

from delivery_emulator.cloudformation.resource import Context, Made, Properties, ResourceType, already_gone
from delivery_emulator.cloudformation.resources.tags import retag, tag_list
from delivery_emulator.cloudformation.values import renamed

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
        made = self._put(context, physical_id, new, overwrite=True)
        retag(context, "ssm", new, ResourceType="Parameter", ResourceId=physical_id)
        return made

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("ParameterNotFound"):
            context.client("ssm").delete_parameter(Name=physical_id)

    @staticmethod
    def _put(context: Context, name: str, properties: Properties, overwrite: bool) -> Made:
        request: dict[str, Any] = {"Name": name, "Type": properties["Type"], "Value": str(properties["Value"])}
        request.update(renamed(properties, *_TEXTS))
        tags = tag_list(context, properties)
        if tags and not overwrite:
            request["Tags"] = tags
        context.client("ssm").put_parameter(**request, Overwrite=overwrite)
        return Made(name, {"Type": properties["Type"], "Value": str(properties["Value"])})
