"""CloudWatch Logs: log groups and their streams, metric and subscription filters, and resource policies."""

from collections.abc import Mapping
from typing import Any, ClassVar

from delivery_emulator.cloudformation.resource import Context, Made, Properties, Refused, ResourceType, already_gone
from delivery_emulator.cloudformation.resources.tags import retag, tag_as_stack, tag_map
from delivery_emulator.cloudformation.values import document, integer, renamed


class LogGroup(ResourceType):
    """A log group. Its key must let CloudWatch Logs in, or AWS (and this emulator) refuses the group."""

    name = "AWS::Logs::LogGroup"
    properties = frozenset({"LogGroupName", "KmsKeyId", "RetentionInDays", "LogGroupClass", "Tags.*"})
    absent_values: ClassVar[Mapping[str, frozenset[str]]] = {"LogGroupClass": frozenset({"INFREQUENT_ACCESS", "DELIVERY"})}
    replaced_by = frozenset({"LogGroupName"})

    def create(self, context: Context, properties: Properties) -> Made:
        group = str(properties.get("LogGroupName") or context.generated_name(512))
        if properties.get("LogGroupClass", "STANDARD") != "STANDARD":
            raise Refused(
                f'LogGroupClass "{properties["LogGroupClass"]}" is not supported by the emulator, only STANDARD'
            )
        logs = context.client("logs")
        key = {"kmsKeyId": properties["KmsKeyId"]} if properties.get("KmsKeyId") else {}
        tags = tag_map(context, properties)
        logs.create_log_group(logGroupName=group, **({"tags": tags} if tags else {}), **key)
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
        retag(context, "logs", new, resourceArn=made.attributes["Arn"].removesuffix(":*"))
        return made

    def adopt(self, context: Context, physical_id: str) -> Made:
        made = self._made(context, physical_id)
        tag_as_stack(context, "logs", resourceArn=made.attributes["Arn"].removesuffix(":*"))
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
        return Made(group, {"Arn": context.arn("logs", f"log-group:{group}:*")})


class LogStream(ResourceType):
    """A stream of a log group."""

    name = "AWS::Logs::LogStream"
    properties = frozenset({"LogGroupName", "LogStreamName"})
    replaced_by = properties

    def create(self, context: Context, properties: Properties) -> Made:
        stream = str(properties.get("LogStreamName") or context.generated_name(512))
        context.client("logs").create_log_stream(logGroupName=properties["LogGroupName"], logStreamName=stream)
        return Made(stream)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("ResourceNotFoundException"):
            context.client("logs").delete_log_stream(logGroupName=properties["LogGroupName"], logStreamName=physical_id)


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
    named_in = "LogGroupName"

    def create(self, context: Context, properties: Properties) -> Made:
        name = str(properties.get("FilterName") or context.generated_name(512))
        return self._put(context, name, properties)

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        return self._put(context, physical_id, new)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("ResourceNotFoundException"):
            context.client("logs").delete_metric_filter(logGroupName=properties["LogGroupName"], filterName=physical_id)

    @staticmethod
    def _put(context: Context, name: str, properties: Properties) -> Made:
        context.client("logs").put_metric_filter(
            logGroupName=properties["LogGroupName"],
            filterName=name,
            filterPattern=properties["FilterPattern"],
            metricTransformations=[_transformation(item) for item in properties["MetricTransformations"]],
        )
        return Made(name)


class SubscriptionFilter(ResourceType):
    """Events that a log group sends to a function or a stream of its account."""

    name = "AWS::Logs::SubscriptionFilter"
    properties = frozenset({"FilterName", "LogGroupName", "FilterPattern", "DestinationArn", "RoleArn"})
    replaced_by = frozenset({"FilterName", "LogGroupName"})
    custom_name = "FilterName"
    named_in = "LogGroupName"

    def create(self, context: Context, properties: Properties) -> Made:
        return self._put(context, str(properties.get("FilterName") or context.generated_name(512)), properties)

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        return self._put(context, physical_id, new)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("ResourceNotFoundException"):
            context.client("logs").delete_subscription_filter(logGroupName=properties["LogGroupName"], filterName=physical_id)

    @staticmethod
    def _put(context: Context, name: str, properties: Properties) -> Made:
        context.client("logs").put_subscription_filter(
            logGroupName=properties["LogGroupName"],
            filterName=name,
            filterPattern=properties["FilterPattern"],
            destinationArn=str(properties["DestinationArn"]),
            **({"roleArn": str(properties["RoleArn"])} if "RoleArn" in properties else {}),
        )
        return Made(name)


class LogResourcePolicy(ResourceType):
    """Who may write to this account's log groups besides its own roles."""

    name = "AWS::Logs::ResourcePolicy"
    properties = frozenset({"PolicyName", "PolicyDocument"})
    replaced_by = frozenset({"PolicyName"})

    def create(self, context: Context, properties: Properties) -> Made:
        context.client("logs").put_resource_policy(
            policyName=properties["PolicyName"], policyDocument=document(properties["PolicyDocument"])
        )
        return Made(str(properties["PolicyName"]))

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        return self.create(context, new)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("ResourceNotFoundException"):
            context.client("logs").delete_resource_policy(policyName=physical_id)


def _transformation(item: Properties) -> dict[str, Any]:
    fields = renamed(item, "MetricName", "MetricNamespace", "MetricValue", "Unit", "DefaultValue")
    if "DefaultValue" in fields:
        fields["DefaultValue"] = float(fields["DefaultValue"])
    if "Dimensions" in item:
        fields["Dimensions"] = {entry["Key"]: entry["Value"] for entry in item["Dimensions"]}
    return {field[0].lower() + field[1:]: value for field, value in fields.items()}
