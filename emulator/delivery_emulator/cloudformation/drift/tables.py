"""Tables of DynamoDB."""

from collections.abc import Iterable, Mapping
from typing import Any

from delivery_emulator.cloudformation.drift.reader import Standing, fields, optional, pairs, policy, reads


@reads("AWS::DynamoDB::Table")
def table(standing: Standing) -> Mapping[str, Any] | None:
    dynamodb, name = standing.client("dynamodb"), standing.physical_id
    found = dynamodb.describe_table(TableName=name)["Table"]
    arn = found["TableArn"]
    backups = dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    recovery = backups["PointInTimeRecoveryDescription"]
    document = optional(dynamodb.get_resource_policy, "PolicyNotFoundException", ResourceArn=arn)
    encryption = found.get("SSEDescription") or {}
    return {
        **fields(found, "TableName", "DeletionProtectionEnabled", "AttributeDefinitions", "KeySchema", "ProvisionedThroughput"),
        "StreamSpecification": fields(found["StreamSpecification"], "StreamViewType") if "StreamSpecification" in found else None,
        "BillingMode": (found.get("BillingModeSummary") or {}).get("BillingMode"),
        "SSESpecification": {
            "SSEEnabled": encryption.get("Status") == "ENABLED",
            "SSEType": encryption.get("SSEType"),
            "KMSMasterKeyId": encryption.get("KMSMasterKeyArn"),
        },
        "PointInTimeRecoverySpecification": {
            "PointInTimeRecoveryEnabled": recovery["PointInTimeRecoveryStatus"] == "ENABLED",
            "RecoveryPeriodInDays": recovery.get("RecoveryPeriodInDays"),
        },
        "ResourcePolicy": None if document is None else {"PolicyDocument": policy(document["Policy"])},
        **{kind: _indexes(found.get(kind)) for kind in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes")},
        "Tags": pairs(dynamodb.list_tags_of_resource(ResourceArn=arn)["Tags"]),
    }


def _indexes(found: Iterable[Mapping[str, Any]] | None) -> list[Mapping[str, Any]] | None:
    """Indexes as a template has them."""
    return [
        fields(each, "IndexName", "KeySchema", "Projection", "ProvisionedThroughput") for each in found or []
    ] or None
