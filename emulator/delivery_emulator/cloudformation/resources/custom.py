"""Custom resources: the template's own function makes, changes and removes something."""

from delivery_emulator.cloudformation.resource import Context, Made, Properties, ResourceType
from delivery_emulator.services.custom_resource import ask


class CustomResource(ResourceType):
    """`Custom::…` and `AWS::CloudFormation::CustomResource`, answered by the function behind `ServiceToken`."""

    name = "AWS::CloudFormation::CustomResource"
    properties = frozenset({"*"})
    replaced_by = frozenset({"ServiceToken"})
    in_background = True
    by_calls = False

    def create(self, context: Context, properties: Properties) -> Made:
        return ask(context, "Create", properties)

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        """Another physical id in the answer makes the engine delete the former one afterwards."""
        return ask(context, "Update", new, {"PhysicalResourceId": physical_id, "OldResourceProperties": old})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        ask(context, "Delete", properties, {"PhysicalResourceId": physical_id})
