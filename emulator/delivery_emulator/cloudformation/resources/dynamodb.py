"""DynamoDB: tables."""

from collections.abc import Iterator
from typing import Any

from delivery_emulator.cloudformation.resource import Context, Made, Properties, Refused, ResourceType, already_gone
from delivery_emulator.cloudformation.resources.tags import retag, tag_as_stack, tag_list
from delivery_emulator.cloudformation.values import boolean, document, integer, renamed

NO_TABLE = "ResourceNotFoundException"
# In CloudFormation's own words: https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/229 and
# https://github.com/aws-amplify/amplify-cli/issues/11384.
MORE_THAN_ONE = "Cannot perform more than one GSI creation or deletion in a single update"
CHANGED_INDEX = (
    "Cannot update GSI's properties other than Provisioned Throughput and Contributor Insights Specification."
    " You can create a new GSI with a different name."
)
# That it is refused: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-dynamodb-lsi.html. The words
# are ours.
CHANGED_LOCAL_INDEX = "Updates are not supported for LocalSecondaryIndexes: a local index comes with its table"

_INDEX = (
    *("IndexName", "KeySchema.AttributeName", "KeySchema.KeyType"),
    *("Projection.ProjectionType", "Projection.NonKeyAttributes"),
)


class Table(ResourceType):
    """A table without streams. Its global indexes come and go one an update; local ones come with the table."""

    name = "AWS::DynamoDB::Table"
    properties = frozenset(
        {
            *("TableName", "BillingMode", "DeletionProtectionEnabled", "ResourcePolicy.PolicyDocument.*", "Tags.*"),
            *("AttributeDefinitions.AttributeName", "AttributeDefinitions.AttributeType"),
            *("KeySchema.AttributeName", "KeySchema.KeyType"),
            *("SSESpecification.SSEEnabled", "SSESpecification.SSEType", "SSESpecification.KMSMasterKeyId"),
            "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled",
            "PointInTimeRecoverySpecification.RecoveryPeriodInDays",
            *(f"{kind}.{name}" for kind in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes") for name in _INDEX),
        }
    )
    replaced_by = frozenset({"TableName", "KeySchema"})
    custom_name = "TableName"

    def create(self, context: Context, properties: Properties) -> Made:
        dynamodb = context.client("dynamodb")
        name = str(properties.get("TableName") or context.generated_name(255))
        arn = dynamodb.create_table(
            TableName=name,
            **renamed(properties, "KeySchema", "GlobalSecondaryIndexes", "LocalSecondaryIndexes"),
            **_changeable(properties),
            Tags=tag_list(context, properties),
        )["TableDescription"]["TableArn"]
        self._apply(dynamodb, arn, name, {}, properties)
        return Made(name, {"Arn": arn})

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        dynamodb = context.client("dynamodb")
        indexes = list(_index_updates(old, new))
        if len(indexes) > 1:
            raise Refused(MORE_THAN_ONE)
        described = dynamodb.update_table(
            TableName=physical_id, **_changeable(new), **({"GlobalSecondaryIndexUpdates": indexes} if indexes else {})
        )
        arn = described["TableDescription"]["TableArn"]
        self._apply(dynamodb, arn, physical_id, old, new)
        retag(context, "dynamodb", new, ResourceArn=arn)
        return Made(physical_id, {"Arn": arn})

    def adopt(self, context: Context, physical_id: str) -> Made:
        arn = context.client("dynamodb").describe_table(TableName=physical_id)["Table"]["TableArn"]
        tag_as_stack(context, "dynamodb", ResourceArn=arn)
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


def _index_updates(old: Properties, new: Properties) -> Iterator[dict[str, Any]]:
    """What becomes of global indexes: they are made and deleted, and an index of a name stays as it was made."""
    before, after = (
        {str(index["IndexName"]): index for index in each.get("GlobalSecondaryIndexes", [])} for each in (old, new)
    )
    if old.get("LocalSecondaryIndexes") != new.get("LocalSecondaryIndexes"):
        raise Refused(CHANGED_LOCAL_INDEX)
    if any(after[name] != before[name] for name in before.keys() & after.keys()):
        raise Refused(CHANGED_INDEX)
    yield from ({"Delete": {"IndexName": name}} for name in before if name not in after)
    yield from ({"Create": index} for name, index in after.items() if name not in before)
