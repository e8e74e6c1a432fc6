"""Resource types that make nothing."""

from delivery_emulator.cloudformation.resource import Context, Made, Properties, ResourceType


class CdkMetadata(ResourceType):
    """What the CDK tells AWS about an app: accepted, and nothing is made."""

    name = "AWS::CDK::Metadata"
    properties = frozenset({"Analytics"})

    def create(self, context: Context, properties: Properties) -> Made:
        return Made("CDKMetadata")

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        return Made(physical_id)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        return None
