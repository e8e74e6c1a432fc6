"""CloudWatch Logs: log groups, metric filters and resource policies."""

from __future__ import annotations

from typing import Any

from delivery_emulator.cloudformation.resource import Context, Made, Properties, Refused, ResourceType
from delivery_emulator.cloudformation.resources.gone import already_gone
from delivery_emulator.cloudformation.values import document, integer, renamed, tag_map


class LogGroup(ResourceType):
    """A log group. Its key must let CloudWatch Logs in, or AWS (and this emulator) refuses the group."""

    name = "AWS::Logs::LogGroup"
    properties = frozenset({"LogGroupName", "KmsKeyId", "RetentionInDays", "LogGroupClass", "Tags.*"})
    replaced_by = frozenset({"LogGroupName"})

    def create(self, context: Context, properties: Properties) -> Made:
        group = str(properties.get("LogGroupName") or context.generated_name(512))
        if properties.get("LogGroupClass", "STANDARD") != "STANDARD":
            raise Refused(
                f'LogGroupClass "{properties["LogGroupClass"]}" is not supported by the emulator, only STANDARD'
            )
        logs = context.client("logs")
        key = {"kmsKeyId": properties["KmsKeyId"]} if properties.get("KmsKeyId") else {}
        logs.create_log_group(logGroupName=group, tags=tag_map(context, properties), **key)
        self._set_retention(logs, group, properties)
        return self._made(context, group)

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        logs = context.client("logs")
        if new.get("KmsKeyId") != old.get("KmsKeyId"):
            if new.get("KmsKeyId"):
                logs.associate_kms_key(logGroupName=physical_id, kmsKeyId=new["KmsKeyId"])
            else:
                logs.disassociate_kms_key(logGroupName=physical_id)
        self._set_retention(logs, physical_id, new)
        made = self._made(context, physical_id)
        resource = made.attributes["Arn"].removesuffix(":*")
        wanted = tag_map(context, new)
        gone = [key for key in logs.list_tags_for_resource(resourceArn=resource)["tags"] if key not in wanted]
        if gone:
            logs.untag_resource(resourceArn=resource, tagKeys=gone)
        if wanted:
            logs.tag_resource(resourceArn=resource, tags=wanted)
        return made

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("ResourceNotFoundException"):
            context.client("logs").delete_log_group(logGroupName=physical_id)

    @staticmethod
    def _set_retention(logs: Any, group: str, properties: Properties) -> None:
        if "RetentionInDays" in properties:
            logs.put_retention_policy(logGroupName=group, retentionInDays=integer(properties["RetentionInDays"]))
        else:
            logs.delete_retention_policy(logGroupName=group)

    @staticmethod
    def _made(context: Context, group: str) -> Made:
        arn = f"arn:{context.partition}:logs:{context.region}:{context.account}:log-group:{group}:*"
        return Made(group, {"Arn": arn})


class MetricFilter(ResourceType):
    """A metric counted from log events."""

    name = "AWS::Logs::MetricFilter"
    properties = frozenset(
        {
            *("FilterName", "FilterPattern", "LogGroupName"),
            *(f"MetricTransformations.{field}" for field in ("MetricName", "MetricNamespace", "MetricValue")),
            *(f"MetricTransformations.{field}" for field in ("DefaultValue", "Unit", "Dimensions.*")),
        }
    )
    replaced_by = frozenset({"FilterName", "LogGroupName"})
    custom_name = "FilterName"

    def create(self, context: Context, properties: Properties) -> Made:
        name = str(properties.get("FilterName") or context.generated_name(512))
        self._put(context, name, properties)
        return Made(name)

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        self._put(context, physical_id, new)
        return Made(physical_id)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("ResourceNotFoundException"):
            context.client("logs").delete_metric_filter(logGroupName=properties["LogGroupName"], filterName=physical_id)

    @staticmethod
    def _put(context: Context, name: str, properties: Properties) -> None:
        context.client("logs").put_metric_filter(
            logGroupName=properties["LogGroupName"],
            filterName=name,
            filterPattern=properties["FilterPattern"],
            metricTransformations=[_transformation(item) for item in properties["MetricTransformations"]],
        )


class LogResourcePolicy(ResourceType):
    """Who may write to this account's log groups besides its own roles."""

    name = "AWS::Logs::ResourcePolicy"
    properties = frozenset({"PolicyName", "PolicyDocument"})
    replaced_by = frozenset({"PolicyName"})

    def create(self, context: Context, properties: Properties) -> Made:
        self._put(context, properties)
        return Made(str(properties["PolicyName"]))

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        self._put(context, new)
        return Made(physical_id)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("ResourceNotFoundException"):
            context.client("logs").delete_resource_policy(policyName=physical_id)

    @staticmethod
    def _put(context: Context, properties: Properties) -> None:
        context.client("logs").put_resource_policy(
            policyName=properties["PolicyName"], policyDocument=document(properties["PolicyDocument"])
        )


def _transformation(item: Properties) -> dict[str, Any]:
    fields = renamed(item, "MetricName", "MetricNamespace", "MetricValue", "Unit", "DefaultValue")
    if "DefaultValue" in fields:
        fields["DefaultValue"] = float(fields["DefaultValue"])
    if "Dimensions" in item:
        fields["Dimensions"] = {entry["Key"]: entry["Value"] for entry in item["Dimensions"]}
    return {field[0].lower() + field[1:]: value for field, value in fields.items()}
