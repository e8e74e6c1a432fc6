"""Log groups, trails, alarms, topics and rules."""

import json
from collections.abc import Mapping
from typing import Any

from delivery_emulator.cloudformation.drift.reader import Standing, fields, pairs, reads

_TRAIL = (
    *("S3BucketName", "S3KeyPrefix", "SnsTopicName", "CloudWatchLogsLogGroupArn", "CloudWatchLogsRoleArn"),
    *("IncludeGlobalServiceEvents", "IsMultiRegionTrail"),
)
_ALARM = (
    *("AlarmName", "AlarmDescription", "AlarmActions", "OKActions", "InsufficientDataActions", "ActionsEnabled"),
    *("ComparisonOperator", "Namespace", "MetricName", "Statistic", "ExtendedStatistic", "TreatMissingData", "Unit"),
    *("ThresholdMetricId", "Dimensions", "EvaluateLowSampleCountPercentile", "EvaluationPeriods"),
    *("DatapointsToAlarm", "Period", "Threshold"),
)
_TARGET = ("Id", "Arn", "RoleArn", "Input", "InputPath", "InputTransformer", "DeadLetterConfig", "RetryPolicy")


@reads("AWS::Logs::LogGroup")
def log_group(standing: Standing) -> Mapping[str, Any] | None:
    """AWS does not compare `KmsKeyId` of any type."""
    logs, name = standing.client("logs"), standing.physical_id
    groups = logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    mine = [each for each in groups if each["logGroupName"] == name]
    if not mine:
        return None
    arn = mine[0]["arn"].removesuffix(":*")
    return {
        "LogGroupName": name,
        "RetentionInDays": mine[0].get("retentionInDays"),
        "Tags": logs.list_tags_for_resource(resourceArn=arn).get("tags") or {},
    }


@reads("AWS::CloudTrail::Trail")
def trail(standing: Standing) -> Mapping[str, Any] | None:
    client, name = standing.client("cloudtrail"), standing.physical_id
    found = client.get_trail(Name=name)["Trail"]
    selectors = client.get_event_selectors(TrailName=name)
    tags = client.list_tags(ResourceIdList=[found["TrailARN"]])["ResourceTagList"]
    return {
        **fields(found, *_TRAIL),
        "TrailName": found["Name"],
        "EnableLogFileValidation": found.get("LogFileValidationEnabled"),
        "IsLogging": client.get_trail_status(Name=name)["IsLogging"],
        "EventSelectors": selectors.get("EventSelectors") or [],
        "AdvancedEventSelectors": selectors.get("AdvancedEventSelectors") or [],
        "Tags": pairs(tags[0].get("TagsList") if tags else []),
    }


@reads("AWS::CloudWatch::Alarm")
def alarm(standing: Standing) -> Mapping[str, Any] | None:
    client = standing.client("cloudwatch")
    found = client.describe_alarms(AlarmNames=[standing.physical_id])["MetricAlarms"]
    if not found:
        return None
    tags = client.list_tags_for_resource(ResourceARN=found[0]["AlarmArn"]).get("Tags")
    return {**fields(found[0], *_ALARM), "Tags": pairs(tags)}


@reads("AWS::SNS::Topic")
def topic(standing: Standing) -> Mapping[str, Any] | None:
    sns, arn = standing.client("sns"), standing.physical_id
    found = sns.get_topic_attributes(TopicArn=arn)["Attributes"]
    subscribers = sns.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"]
    return {
        **fields(found, "DisplayName", "KmsMasterKeyId"),
        "TopicName": arn.rsplit(":", 1)[-1],
        "Subscription": [fields(each, "Protocol", "Endpoint") for each in subscribers],
        "Tags": pairs(sns.list_tags_for_resource(ResourceArn=arn).get("Tags")),
    }


@reads("AWS::Events::Rule")
def rule(standing: Standing) -> Mapping[str, Any] | None:
    events, name = standing.client("events"), standing.physical_id
    bus = fields(standing.properties, "EventBusName") if "EventBusName" in standing.properties else {}
    found = events.describe_rule(Name=name, **bus)
    targets = events.list_targets_by_rule(Rule=name, **bus)["Targets"]
    return {
        **fields(found, "Name", "Description", "ScheduleExpression", "State", "RoleArn"),
        "EventPattern": json.loads(found.get("EventPattern") or "null"),
        "Targets": [fields(each, *_TARGET) for each in targets],
        "Tags": pairs(events.list_tags_for_resource(ResourceARN=found["Arn"]).get("Tags")),
    }
