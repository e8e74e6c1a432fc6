"""`AWS::CloudFormation::Stack`: a stack below the stack."""

from delivery_emulator.cloudformation.nested import NestedStacks
from delivery_emulator.cloudformation.resource import Context, Made, Properties, ResourceType
from delivery_emulator.cloudformation.stack import Stack
from delivery_emulator.cloudformation.store import store_for


class NestedStack(ResourceType):
    """Made, changed and deleted by the engine itself, as the role of the stack above."""

    name = "AWS::CloudFormation::Stack"
    properties = frozenset({"NotificationARNs", "Parameters.*", "Tags.*", "TemplateURL", "TimeoutInMinutes"})
    by_calls = False

    def create(self, context: Context, properties: Properties) -> Made:
        return _made(_nested(context).create(context.generated_name(128), properties))

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        return _made(_nested(context).update(physical_id, new))

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        _nested(context).delete(physical_id)


def _nested(context: Context) -> NestedStacks:
    return NestedStacks(context.stack, context.access, store_for(context.account, context.region))


def _made(child: Stack) -> Made:
    return Made(child.id, {"Outputs": {output.key: output.value for output in child.outputs}})
