"""CloudWatch: metric alarms and dashboards."""

from delivery_emulator.cloudformation.resource import Context, Made, Properties, ResourceType, already_gone
from delivery_emulator.cloudformation.resources.tags import retag, tag_as_stack
from delivery_emulator.cloudformation.values import boolean, integer, renamed

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
        return self._put(context, name, properties)

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        return self._put(context, physical_id, new)

    def adopt(self, context: Context, physical_id: str) -> Made:
        arn = context.arn("cloudwatch", f"alarm:{physical_id}")
        tag_as_stack(context, "cloudwatch", ResourceARN=arn)
        return Made(physical_id, {"Arn": arn})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        context.client("cloudwatch").delete_alarms(AlarmNames=[physical_id])

    @staticmethod
    def _put(context: Context, name: str, properties: Properties) -> Made:
        """A put replaces the whole alarm, so what the template leaves out is gone."""
        context.client("cloudwatch").put_metric_alarm(
            AlarmName=name,
            ActionsEnabled=boolean(properties.get("ActionsEnabled", True)),
            **renamed(properties, *PLAIN, "Metrics"),
            **renamed(properties, *NUMBERS, read=integer),
            **renamed(properties, "Threshold", read=float),
        )
        arn = context.arn("cloudwatch", f"alarm:{name}")
        retag(context, "cloudwatch", properties, ResourceARN=arn)
        return Made(name, {"Arn": arn})


class Dashboard(ResourceType):
    """A dashboard, which is kept and drawn by nobody."""

    name = "AWS::CloudWatch::Dashboard"
    properties = frozenset({"DashboardBody", "DashboardName"})
    replaced_by = frozenset({"DashboardName"})

    def create(self, context: Context, properties: Properties) -> Made:
        name = str(properties.get("DashboardName") or context.generated_name(255))
        return self.update(context, name, {}, properties)

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        context.client("cloudwatch").put_dashboard(DashboardName=physical_id, DashboardBody=str(new["DashboardBody"]))
        return Made(physical_id)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("ResourceNotFound", "ResourceNotFoundException", "DashboardNotFoundError"):
            context.client("cloudwatch").delete_dashboards(DashboardNames=[physical_id])
