"""Functions, their permissions, and queues. AWS compares no code: it cannot be mapped back to where it came from."""

from collections.abc import Mapping
from typing import Any

from delivery_emulator.cloudformation.drift.reader import Standing, fields, policy, reads

_FUNCTION = (
    *("FunctionName", "PackageType", "MemorySize", "Timeout", "Description", "Handler", "Role", "Runtime"),
    *("Architectures", "LoggingConfig", "EphemeralStorage", "TracingConfig", "DeadLetterConfig", "VpcConfig"),
)
_QUEUE = (
    *("DelaySeconds", "KmsDataKeyReusePeriodSeconds", "KmsMasterKeyId", "MaximumMessageSize", "MessageRetentionPeriod"),
    *("ReceiveMessageWaitTimeSeconds", "SqsManagedSseEnabled", "VisibilityTimeout", "FifoQueue"),
    "ContentBasedDeduplication",
)


@reads("AWS::Lambda::Function")
def function(standing: Standing) -> Mapping[str, Any] | None:
    found = standing.client("lambda").get_function(FunctionName=standing.physical_id)
    settings = found["Configuration"]
    return {
        **fields(settings, *_FUNCTION),
        "Environment": {"Variables": (settings.get("Environment") or {}).get("Variables") or {}},
        "Layers": [layer["Arn"] for layer in settings.get("Layers") or []],
        "Tags": found.get("Tags") or {},
    }


@reads("AWS::Lambda::Permission")
def permission(standing: Standing) -> Mapping[str, Any] | None:
    wanted = str(standing.properties["FunctionName"])
    found = policy(standing.client("lambda").get_policy(FunctionName=wanted)["Policy"])
    mine = [each for each in found["Statement"] if each.get("Sid") == standing.physical_id]
    if not mine:
        return None
    principal, conditions = mine[0]["Principal"], mine[0].get("Condition") or {}
    told = {key.lower(): value for each in conditions.values() for key, value in each.items()}
    return {
        "Action": mine[0]["Action"],
        "Principal": principal if isinstance(principal, str) else next(iter(principal.values())),
        "SourceArn": told.get("aws:sourcearn"),
        "SourceAccount": told.get("aws:sourceaccount"),
        "PrincipalOrgID": told.get("aws:principalorgid"),
    }


@reads("AWS::SQS::Queue")
def queue(standing: Standing) -> Mapping[str, Any] | None:
    sqs, url = standing.client("sqs"), standing.physical_id
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return {
        **fields(found, *_QUEUE),
        "QueueName": url.rsplit("/", 1)[-1],
        **{name: policy(found.get(name)) for name in ("RedrivePolicy", "RedriveAllowPolicy")},
        "Tags": sqs.list_queue_tags(QueueUrl=url).get("Tags") or {},
    }
