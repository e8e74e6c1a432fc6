"""CloudTrail: trails."""

from typing import Any

from delivery_emulator.cloudformation.resource import Context, Made, Properties, ResourceType, already_gone
from delivery_emulator.cloudformation.resources.tags import synchronise, tag_list, tag_map
from delivery_emulator.cloudformation.values import boolean, renamed

PLAIN = ("S3BucketName", "S3KeyPrefix", "SnsTopicName", "CloudWatchLogsLogGroupArn", "CloudWatchLogsRoleArn")
FLAGS = {"EnableLogFileValidation": False, "IncludeGlobalServiceEvents": True, "IsMultiRegionTrail": False}


class Trail(ResourceType):
    """A trail; it records as long as `IsLogging` says so."""

    name = "AWS::CloudTrail::Trail"
    properties = frozenset(
        {
            *PLAIN,
            *FLAGS,
            *("TrailName", "KMSKeyId", "IsLogging", "Tags.*", "AdvancedEventSelectors.*"),
            *("EventSelectors.IncludeManagementEvents", "EventSelectors.ReadWriteType"),
            *("EventSelectors.ExcludeManagementEventSources", "EventSelectors.DataResources.*"),
        }
    )
    replaced_by = frozenset({"TrailName"})

    def create(self, context: Context, properties: Properties) -> Made:
        trail = str(properties.get("TrailName") or context.generated_name(128))
        client = context.client("cloudtrail")
        client.create_trail(Name=trail, TagsList=tag_list(context, properties), **_settings(properties))
        return self._applied(context, trail, {}, properties)

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        client = context.client("cloudtrail")
        client.update_trail(Name=physical_id, **_settings(new))
        made = self._applied(context, physical_id, old, new)
        arn = made.attributes["Arn"]
        found = client.list_tags(ResourceIdList=[arn])["ResourceTagList"][0].get("TagsList") or []
        synchronise(
            tag_map(context, new),
            [tag["Key"] for tag in found],
            lambda keys: client.remove_tags(ResourceId=arn, TagsList=[{"Key": key} for key in keys]),
            lambda: client.add_tags(ResourceId=arn, TagsList=tag_list(context, new)),
        )
        return made

    def adopt(self, context: Context, physical_id: str) -> Made:
        client = context.client("cloudtrail")
        found = client.get_trail(Name=physical_id)["Trail"]
        if context.tags:
            client.add_tags(ResourceId=found["TrailARN"], TagsList=tag_list(context, {}))
        return self._made(context, physical_id, found)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("TrailNotFoundException"):
            context.client("cloudtrail").delete_trail(Name=physical_id)

    @staticmethod
    def _applied(context: Context, trail: str, old: Properties, new: Properties) -> Made:
        client = context.client("cloudtrail")
        if "AdvancedEventSelectors" in new:
            client.put_event_selectors(TrailName=trail, AdvancedEventSelectors=list(new["AdvancedEventSelectors"]))
        elif "EventSelectors" in new or "EventSelectors" in old or "AdvancedEventSelectors" in old:
            selectors = new.get("EventSelectors") or [{"ReadWriteType": "All", "IncludeManagementEvents": True}]
            client.put_event_selectors(TrailName=trail, EventSelectors=[_selector(item) for item in selectors])
        (client.start_logging if boolean(new["IsLogging"]) else client.stop_logging)(Name=trail)
        return Trail._made(context, trail, client.get_trail(Name=trail)["Trail"])

    @staticmethod
    def _made(context: Context, trail: str, found: dict[str, Any]) -> Made:
        return Made(trail, {"Arn": context.arn("cloudtrail", f"trail/{trail}"), "SnsTopicArn": found.get("SnsTopicARN", "")})


def _settings(properties: Properties) -> dict[str, Any]:
    made: dict[str, Any] = renamed(properties, *PLAIN)
    made.update({name: boolean(properties.get(name, default)) for name, default in FLAGS.items()})
    made["KmsKeyId"] = properties.get("KMSKeyId", "")
    return made


def _selector(item: Properties) -> dict[str, Any]:
    made = renamed(item, "ReadWriteType", "DataResources", "ExcludeManagementEventSources")
    return {"IncludeManagementEvents": boolean(item.get("IncludeManagementEvents", True)), **made}
