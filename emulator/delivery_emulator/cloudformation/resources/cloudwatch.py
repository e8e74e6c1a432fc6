"""CloudWatch: metric alarms."""

from __future__ import annotations

from typing import Any

from delivery_emulator.cloudformation.resource import Context, Made, Properties, ResourceType
from delivery_emulator.cloudformation.values import boolean, integer, renamed, tag_list

PLAIN = (
    *("AlarmDescription", "AlarmActions", "OKActions", "InsufficientDataActions", "ComparisonOperator", "Namespace"),
    *("MetricName", "Statistic", "ExtendedStatistic", "TreatMissingData", "Unit", "ThresholdMetricId"),
    *("Dimensions", "EvaluateLowSampleCountPercentile"),
)
NUMBERS = ("EvaluationPeriods", "DatapointsToAlarm", "Period")


class Alarm(ResourceType):
    """An alarm on one metric or on a metric expression."""

    name = "AWS::CloudWatch::Alarm"
    properties = frozenset(
        {
            *(set(PLAIN) - {"Dimensions"}),
            *NUMBERS,
            *("AlarmName", "ActionsEnabled", "Threshold", "Dimensions.Name", "Dimensions.Value", "Metrics.*", "Tags.*"),
        }
    )
    replaced_by = frozenset({"AlarmName"})
    custom_name = "AlarmName"

    def create(self, context: Context, properties: Properties) -> Made:
        name = str(properties.get("AlarmName") or context.generated_name(255))
        self._put(context, name, properties)
        tags = tag_list(context, properties)
        if tags:
            context.client("cloudwatch").tag_resource(ResourceARN=_arn(context, name), Tags=tags)
        return Made(name, {"Arn": _arn(context, name)})

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        cloudwatch, arn = context.client("cloudwatch"), _arn(context, physical_id)
        self._put(context, physical_id, new)
        wanted = tag_list(context, new)
        keep = {tag["Key"] for tag in wanted}
        found = cloudwatch.list_tags_for_resource(ResourceARN=arn)["Tags"]
        gone = [tag["Key"] for tag in found if tag["Key"] not in keep]
        if gone:
            cloudwatch.untag_resource(ResourceARN=arn, TagKeys=gone)
        if wanted:
            cloudwatch.tag_resource(ResourceARN=arn, Tags=wanted)
        return Made(physical_id, {"Arn": arn})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        context.client("cloudwatch").delete_alarms(AlarmNames=[physical_id])

    @staticmethod
    def _put(context: Context, name: str, properties: Properties) -> None:
        """A put replaces the whole alarm, so what the template leaves out is gone."""
        request: dict[str, Any] = renamed(properties, *PLAIN)
        request.update({field: integer(properties[field]) for field in NUMBERS if field in properties})
        if "Threshold" in properties:
            request["Threshold"] = float(properties["Threshold"])
        if "Metrics" in properties:
            request["Metrics"] = list(properties["Metrics"])
        context.client("cloudwatch").put_metric_alarm(
            AlarmName=name, ActionsEnabled=boolean(properties.get("ActionsEnabled", True)), **request
        )


def _arn(context: Context, name: str) -> str:
    return f"arn:{context.partition}:cloudwatch:{context.region}:{context.account}:alarm:{name}"
