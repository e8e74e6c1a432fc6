"""DynamoDB: tables."""

from typing import Any

from delivery_emulator.cloudformation.resource import Context, Made, Properties, ResourceType, already_gone
from delivery_emulator.cloudformation.resources.tags import retag, tag_list
from delivery_emulator.cloudformation.values import boolean, document, integer, renamed

NO_TABLE = "ResourceNotFoundException"


class Table(ResourceType):
    """A table without indexes or streams."""

    name = "AWS::DynamoDB::Table"
    properties = frozenset(
        {
            *("TableName", "BillingMode", "DeletionProtectionEnabled", "ResourcePolicy.PolicyDocument.*", "Tags.*"),
            *("AttributeDefinitions.AttributeName", "AttributeDefinitions.AttributeType"),
            *("KeySchema.AttributeName", "KeySchema.KeyType"),
            *("SSESpecification.SSEEnabled", "SSESpecification.SSEType", "SSESpecification.KMSMasterKeyId"),
            "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled",
            "PointInTimeRecoverySpecification.RecoveryPeriodInDays",
        }
    )
    replaced_by = frozenset({"TableName", "KeySchema"})
    custom_name = "TableName"

    def create(self, context: Context, properties: Properties) -> Made:
        dynamodb = context.client("dynamodb")
        name = str(properties.get("TableName") or context.generated_name(255))
        arn = dynamodb.create_table(
            TableName=name,
            **renamed(properties, "KeySchema"),
            **_changeable(properties),
            Tags=tag_list(context, properties),
        )["TableDescription"]["TableArn"]
        self._apply(dynamodb, arn, name, {}, properties)
        return Made(name, {"Arn": arn})

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        dynamodb = context.client("dynamodb")
        arn = dynamodb.update_table(TableName=physical_id, **_changeable(new))["TableDescription"]["TableArn"]
        self._apply(dynamodb, arn, physical_id, old, new)
        retag(context, "dynamodb", new, ResourceArn=arn)
        return Made(physical_id, {"Arn": arn})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone(NO_TABLE):
            context.client("dynamodb").delete_table(TableName=physical_id)

    @staticmethod
    def _apply(dynamodb: Any, arn: str, name: str, old: Properties, new: Properties) -> None:
        """What calls of their own set: the recovery and the policy."""
        recovery, before = (each.get("PointInTimeRecoverySpecification") for each in (new, old))
        if recovery or before:
            enabled = boolean((recovery or {}).get("PointInTimeRecoveryEnabled", False))
            days = renamed(recovery or {}, "RecoveryPeriodInDays", read=integer) if enabled else {}
            dynamodb.update_continuous_backups(
                TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": enabled, **days}
            )
        if "ResourcePolicy" in new:
            dynamodb.put_resource_policy(ResourceArn=arn, Policy=document(new["ResourcePolicy"]["PolicyDocument"]))
        elif "ResourcePolicy" in old:
            with already_gone(NO_TABLE, "PolicyNotFoundException"):
                dynamodb.delete_resource_policy(ResourceArn=arn)


def _changeable(properties: Properties) -> dict[str, Any]:
    """Parameters that `CreateTable` and `UpdateTable` have in common."""
    encryption = properties.get("SSESpecification") or {}
    return {
        **renamed(properties, "AttributeDefinitions"),
        "BillingMode": str(properties.get("BillingMode", "PROVISIONED")),
        "DeletionProtectionEnabled": boolean(properties.get("DeletionProtectionEnabled", False)),
        "SSESpecification": {
            "Enabled": boolean(encryption.get("SSEEnabled", False)),
            **renamed(encryption, "SSEType", "KMSMasterKeyId"),
        },
    }
