"""Lambda: versions of layers, and which accounts may use them. Every change makes a new one, as on AWS."""

from delivery_emulator.cloudformation.resource import Context, Made, Properties, ResourceType, already_gone
from delivery_emulator.cloudformation.values import renamed


class LayerVersion(ResourceType):
    """A version of a layer, from a zip in S3."""

    name = "AWS::Lambda::LayerVersion"
    properties = frozenset(
        {
            *("LayerName", "Description", "LicenseInfo", "CompatibleArchitectures", "CompatibleRuntimes"),
            *("Content.S3Bucket", "Content.S3Key", "Content.S3ObjectVersion"),
        }
    )
    replaced_by = frozenset(name.split(".")[0] for name in properties)

    def create(self, context: Context, properties: Properties) -> Made:
        made = context.client("lambda").publish_layer_version(
            LayerName=str(properties.get("LayerName") or context.generated_name(140)),
            Content=renamed(properties["Content"], "S3Bucket", "S3Key", "S3ObjectVersion"),
            **renamed(properties, "Description", "LicenseInfo", "CompatibleArchitectures", "CompatibleRuntimes"),
        )
        return Made(made["LayerVersionArn"], {"LayerVersionArn": made["LayerVersionArn"]})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        layer, version = physical_id.rsplit(":", 1)
        with already_gone("ResourceNotFoundException"):
            context.client("lambda").delete_layer_version(LayerName=layer, VersionNumber=int(version))


class LayerVersionPermission(ResourceType):
    """Which account may use a version of a layer. There are no organizations here."""

    name = "AWS::Lambda::LayerVersionPermission"
    properties = frozenset({"Action", "LayerVersionArn", "Principal"})
    replaced_by = properties

    def create(self, context: Context, properties: Properties) -> Made:
        statement = context.generated_name(100)
        layer, version = str(properties["LayerVersionArn"]).rsplit(":", 1)
        context.client("lambda").add_layer_version_permission(
            LayerName=layer,
            VersionNumber=int(version),
            StatementId=statement,
            **renamed(properties, "Action", "Principal"),
        )
        return Made(f"{properties['LayerVersionArn']}#{statement}", {"Id": f"{properties['LayerVersionArn']}#{statement}"})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        layer, statement = physical_id.split("#")
        name, version = layer.rsplit(":", 1)
        with already_gone("ResourceNotFoundException"):
            context.client("lambda").remove_layer_version_permission(
                LayerName=name, VersionNumber=int(version), StatementId=statement
            )
