"""DynamoDB: tables."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, ClassVar

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

# https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-dynamodb-table-timetolivespecification.html
# says what to do; the words are ours.
OTHER_EXPIRY = "TimeToLive is active on a different AttributeName: disable it first, then enable it with the new one"
_THROUGHPUT = ("ReadCapacityUnits", "WriteCapacityUnits")
_INDEX = (
    *("IndexName", "KeySchema.AttributeName", "KeySchema.KeyType"),
    *("Projection.ProjectionType", "Projection.NonKeyAttributes"),
)


class Table(ResourceType):
    """A table. Its global indexes come and go one an update; local ones come with the table."""

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
            *(f"{place}ProvisionedThroughput.{name}" for place in ("", "GlobalSecondaryIndexes.") for name in _THROUGHPUT),
            *("StreamSpecification.StreamViewType", "TimeToLiveSpecification.AttributeName", "TimeToLiveSpecification.Enabled"),
        }
    )
    replaced_by = frozenset({"TableName", "KeySchema"})
    custom_name = "TableName"

    def create(self, context: Context, properties: Properties) -> Made:
        dynamodb = context.client("dynamodb")
        name = str(properties.get("TableName") or context.generated_name(255))
        arn = dynamodb.create_table(
            TableName=name,
            **renamed(properties, "KeySchema", "LocalSecondaryIndexes"),
            **renamed(properties, "GlobalSecondaryIndexes", read=lambda indexes: [_index(each) for each in indexes]),
            **_changeable(properties),
            **({"StreamSpecification": _stream(properties)} if "StreamSpecification" in properties else {}),
            Tags=tag_list(context, properties),
        )["TableDescription"]["TableArn"]
        self._apply(dynamodb, arn, name, {}, properties)
        return self._made(dynamodb, name)

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        dynamodb = context.client("dynamodb")
        standing = dynamodb.describe_table(TableName=physical_id)["Table"].get("GlobalSecondaryIndexes", [])
        _expiries(old, new)
        indexes = list(_index_updates(old, new, {str(index["IndexName"]) for index in standing}))
        if sum("Update" not in each for each in indexes) > 1:
            raise Refused(MORE_THAN_ONE)
        if old.get("StreamSpecification") != new.get("StreamSpecification"):
            dynamodb.update_table(TableName=physical_id, StreamSpecification=_stream(new))
        described = dynamodb.update_table(
            TableName=physical_id, **_changeable(new), **({"GlobalSecondaryIndexUpdates": indexes} if indexes else {})
        )
        arn = described["TableDescription"]["TableArn"]
        self._apply(dynamodb, arn, physical_id, old, new)
        retag(context, "dynamodb", new, ResourceArn=arn)
        return self._made(dynamodb, physical_id)

    def adopt(self, context: Context, physical_id: str) -> Made:
        made = self._made(context.client("dynamodb"), physical_id)
        tag_as_stack(context, "dynamodb", ResourceArn=made.attributes["Arn"])
        return made

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone(NO_TABLE):
            context.client("dynamodb").delete_table(TableName=physical_id)

    @staticmethod
    def _made(dynamodb: Any, name: str) -> Made:
        table = dynamodb.describe_table(TableName=name)["Table"]
        return Made(name, {"Arn": table["TableArn"], "StreamArn": table.get("LatestStreamArn", "")})

    @staticmethod
    def _apply(dynamodb: Any, arn: str, name: str, old: Properties, new: Properties) -> None:
        """What calls of their own set: expiry, recovery and the policy."""
        _expire(dynamodb, name, *_expiries(old, new))
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


def _expiries(*both: Properties) -> list[Properties]:
    """By which attribute items expire, before and after. Raises `Refused` where it would be another one."""
    old, new = (each.get("TimeToLiveSpecification") or {} for each in both)
    if boolean(old.get("Enabled", False)) and boolean(new.get("Enabled", False)) and old["AttributeName"] != new["AttributeName"]:
        raise Refused(OTHER_EXPIRY)
    return [old, new]


def _expire(dynamodb: Any, name: str, old: Properties, new: Properties) -> None:
    before, after = (boolean(each.get("Enabled", False)) for each in (old, new))
    if before != after:
        attribute = (new if after else old)["AttributeName"]
        dynamodb.update_time_to_live(TableName=name, TimeToLiveSpecification={"Enabled": after, "AttributeName": attribute})


def _stream(properties: Properties) -> dict[str, Any]:
    specified = properties.get("StreamSpecification")
    return {"StreamEnabled": True, **renamed(specified, "StreamViewType")} if specified else {"StreamEnabled": False}


def _index(index: Properties) -> dict[str, Any]:
    return {**index, **renamed(index, "ProvisionedThroughput", read=_throughput)}


def _throughput(throughput: Properties) -> dict[str, int]:
    return renamed(throughput, *_THROUGHPUT, read=integer)


def _changeable(properties: Properties) -> dict[str, Any]:
    """Parameters that `CreateTable` and `UpdateTable` have in common."""
    encryption = properties.get("SSESpecification") or {}
    return {
        **renamed(properties, "AttributeDefinitions"),
        **renamed(properties, "ProvisionedThroughput", read=_throughput),
        "BillingMode": str(properties.get("BillingMode", "PROVISIONED")),
        "DeletionProtectionEnabled": boolean(properties.get("DeletionProtectionEnabled", False)),
        "SSESpecification": {
            "Enabled": boolean(encryption.get("SSEEnabled", False)),
            **renamed(encryption, "SSEType", "KMSMasterKeyId"),
        },
    }


def _index_updates(old: Properties, new: Properties, standing: Collection[str]) -> Iterator[dict[str, Any]]:
    """What becomes of global indexes: they are made and deleted, and an index of a name stays as it was made. Those that stand are
    not always those of the former template: an update may have failed half-way."""
    before, after = (
        {str(index["IndexName"]): index for index in each.get("GlobalSecondaryIndexes", [])} for each in (old, new)
    )
    if old.get("LocalSecondaryIndexes") != new.get("LocalSecondaryIndexes"):
        raise Refused(CHANGED_LOCAL_INDEX)
    there = before.keys() & after.keys()
    if any(_without_throughput(after[name]) != _without_throughput(before[name]) for name in there):
        raise Refused(CHANGED_INDEX)
    yield from ({"Delete": {"IndexName": name}} for name in before if name not in after and name in standing)
    yield from ({"Create": _index(index)} for name, index in after.items() if name not in before and name not in standing)
    for name in there:
        if "ProvisionedThroughput" in after[name] and after[name] != before[name]:
            yield {"Update": {"IndexName": name, "ProvisionedThroughput": _throughput(after[name]["ProvisionedThroughput"])}}


def _without_throughput(index: Properties) -> dict[str, Any]:
    return {name: value for name, value in index.items() if name != "ProvisionedThroughput"}


_REPLICA = "Replicas."
_OF_REPLICA = ("DeletionProtectionEnabled", "PointInTimeRecoverySpecification", "ResourcePolicy", "Tags")


class GlobalTable(Table):
    """A table in this region only: its one replica. There is none elsewhere, and no capacity that scales by itself."""

    name = "AWS::DynamoDB::GlobalTable"
    properties = frozenset(
        {
            *("TableName", "BillingMode", "AttributeDefinitions.AttributeName", "AttributeDefinitions.AttributeType"),
            *("KeySchema.AttributeName", "KeySchema.KeyType", "SSESpecification.SSEEnabled", "SSESpecification.SSEType"),
            *("StreamSpecification.StreamViewType", "TimeToLiveSpecification.AttributeName", "TimeToLiveSpecification.Enabled"),
            *(f"{kind}.{name}" for kind in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes") for name in _INDEX),
            *(f"{_REPLICA}{name}" for name in ("Region", "DeletionProtectionEnabled", "ResourcePolicy.PolicyDocument.*", "Tags.*")),
            *(f"{_REPLICA}PointInTimeRecoverySpecification.{name}" for name in ("PointInTimeRecoveryEnabled", "RecoveryPeriodInDays")),
            f"{_REPLICA}SSESpecification.KMSMasterKeyId",
        }
    )
    replaced_by = frozenset({"TableName", "KeySchema", "LocalSecondaryIndexes"})
    most_entries: ClassVar[Mapping[str, int]] = {"Replicas": 1}

    def create(self, context: Context, properties: Properties) -> Made:
        return super().create(context, _in_this_region(context, properties))

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        return super().update(context, physical_id, *(_in_this_region(context, each) for each in (old, new)))


def _in_this_region(context: Context, properties: Properties) -> dict[str, Any]:
    """The table that its one replica makes. Raises `Refused` for others."""
    replicas = properties["Replicas"]
    elsewhere = [str(each["Region"]) for each in replicas if each["Region"] != context.region]
    if elsewhere or len(replicas) != 1:
        raise Refused(f"the emulator has global tables with one replica, in {context.region}, got others in {', '.join(elsewhere) or 'no region'}")
    shared = {name: value for name, value in properties.items() if name != "Replicas"}
    key = renamed(replicas[0].get("SSESpecification") or {}, "KMSMasterKeyId")
    encryption = {"SSESpecification": {**(properties.get("SSESpecification") or {}), **key}} if key or "SSESpecification" in properties else {}
    return {**shared, **encryption, **renamed(replicas[0], *_OF_REPLICA)}
