"""Buckets, their settings and policies: the way back from what `resources/s3_settings.py` writes."""

from collections.abc import Mapping
from typing import Any

from delivery_emulator.cloudformation.drift.reader import Standing, fields, optional, pairs, policy, reads

_NOTIFIED = (
    ("LambdaConfigurations", "LambdaFunctionConfigurations", "Function", "LambdaFunctionArn"),
    ("QueueConfigurations", "QueueConfigurations", "Queue", "QueueArn"),
    ("TopicConfigurations", "TopicConfigurations", "Topic", "TopicArn"),
)


@reads("AWS::S3::Bucket")
def bucket(standing: Standing) -> Mapping[str, Any] | None:
    s3, name = standing.client("s3"), standing.physical_id
    s3.head_bucket(Bucket=name)
    found = {"BucketName": name, "Tags": _tags(s3, name)}
    readers = {
        "VersioningConfiguration": _versioning,
        "BucketEncryption": _encryption,
        "PublicAccessBlockConfiguration": _public_access,
        "OwnershipControls": _ownership,
        "LoggingConfiguration": _logging,
        "LifecycleConfiguration": _lifecycle,
        "IntelligentTieringConfigurations": _tiering,
        "NotificationConfiguration": _notifications,
        "ObjectLockConfiguration": _object_lock,
    }
    return {**found, **{each: read(s3, name) for each, read in readers.items() if each in standing.properties}}


@reads("AWS::S3::BucketPolicy")
def bucket_policy(standing: Standing) -> Mapping[str, Any] | None:
    name = standing.physical_id
    found = optional(standing.client("s3").get_bucket_policy, "NoSuchBucketPolicy", Bucket=name)
    return None if found is None else {"Bucket": name, "PolicyDocument": policy(found["Policy"])}


def _tags(s3: Any, name: str) -> dict[str, str]:
    found = optional(s3.get_bucket_tagging, "NoSuchTagSet", Bucket=name)
    return pairs((found or {}).get("TagSet"))


def _versioning(s3: Any, name: str) -> Any:
    return fields(s3.get_bucket_versioning(Bucket=name), "Status")


def _encryption(s3: Any, name: str) -> Any:
    found = optional(s3.get_bucket_encryption, "ServerSideEncryptionConfigurationNotFoundError", Bucket=name)
    if found is None:
        return None
    rules = found["ServerSideEncryptionConfiguration"]["Rules"]
    made = [
        {
            "ServerSideEncryptionByDefault": rule.get("ApplyServerSideEncryptionByDefault"),
            "BucketKeyEnabled": rule.get("BucketKeyEnabled", False),
        }
        for rule in rules
    ]
    return {"ServerSideEncryptionConfiguration": made}


def _public_access(s3: Any, name: str) -> Any:
    found = optional(s3.get_public_access_block, "NoSuchPublicAccessBlockConfiguration", Bucket=name)
    return found and found["PublicAccessBlockConfiguration"]


def _ownership(s3: Any, name: str) -> Any:
    found = optional(s3.get_bucket_ownership_controls, "OwnershipControlsNotFoundError", Bucket=name)
    return found and found["OwnershipControls"]


def _logging(s3: Any, name: str) -> Any:
    found = s3.get_bucket_logging(Bucket=name).get("LoggingEnabled")
    return found and {"DestinationBucketName": found["TargetBucket"], "LogFilePrefix": found.get("TargetPrefix")}


def _lifecycle(s3: Any, name: str) -> Any:
    found = optional(s3.get_bucket_lifecycle_configuration, "NoSuchLifecycleConfiguration", Bucket=name)
    return found and {"Rules": [_lifecycle_rule(rule) for rule in found["Rules"]]}


def _lifecycle_rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    expiration = rule.get("Expiration") or {}
    return {
        "Id": rule.get("ID"),
        "Status": rule.get("Status"),
        "Prefix": (rule.get("Filter") or {}).get("Prefix") or rule.get("Prefix"),
        "ExpirationInDays": expiration.get("Days"),
        "ExpiredObjectDeleteMarker": expiration.get("ExpiredObjectDeleteMarker"),
        "NoncurrentVersionExpiration": rule.get("NoncurrentVersionExpiration"),
        "AbortIncompleteMultipartUpload": rule.get("AbortIncompleteMultipartUpload"),
        "Transitions": [
            {"StorageClass": each["StorageClass"], "TransitionInDays": each.get("Days")}
            for each in rule.get("Transitions") or []
        ],
    }


def _tiering(s3: Any, name: str) -> Any:
    found = s3.list_bucket_intelligent_tiering_configurations(Bucket=name)
    return [
        {**fields(each, "Id", "Status", "Tierings"), "Prefix": (each.get("Filter") or {}).get("Prefix")}
        for each in found.get("IntelligentTieringConfigurationList") or []
    ]


def _notifications(s3: Any, name: str) -> Any:
    found = s3.get_bucket_notification_configuration(Bucket=name)
    made: dict[str, Any] = {
        kind: [
            {target: each[arn], "Event": event, "Filter": _filter(each)} for each in found.get(theirs) or [] for event in each["Events"]
        ]
        for kind, theirs, target, arn in _NOTIFIED
    }
    made["EventBridgeConfiguration"] = {"EventBridgeEnabled": "EventBridgeConfiguration" in found}
    return made


def _filter(configuration: Mapping[str, Any]) -> Any:
    rules = ((configuration.get("Filter") or {}).get("Key") or {}).get("FilterRules")
    return rules and {"S3Key": {"Rules": rules}}


def _object_lock(s3: Any, name: str) -> Any:
    found = optional(s3.get_object_lock_configuration, "ObjectLockConfigurationNotFoundError", Bucket=name)
    return found and found["ObjectLockConfiguration"]
