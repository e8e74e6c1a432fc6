"""The settings of a bucket: how each property of the template becomes a call, and how it is taken back."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from delivery_emulator.cloudformation.values import boolean, integer, renamed

Put = Callable[[Any, str, Any], None]
Remove = Callable[[Any, str], Any]


def _versioning(s3: Any, bucket: str, value: Mapping[str, Any]) -> None:
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": value["Status"]})


def _encryption(s3: Any, bucket: str, value: Mapping[str, Any]) -> None:
    rules = []
    for rule in value["ServerSideEncryptionConfiguration"]:
        default = renamed(rule["ServerSideEncryptionByDefault"], "SSEAlgorithm", "KMSMasterKeyID")
        key = renamed(rule, "BucketKeyEnabled", read=boolean)
        rules.append({"ApplyServerSideEncryptionByDefault": default, **key})
    s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": rules})


def _public_access(s3: Any, bucket: str, value: Mapping[str, Any]) -> None:
    blocked = {name: boolean(flag) for name, flag in value.items()}
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=blocked)


def _ownership(s3: Any, bucket: str, value: Mapping[str, Any]) -> None:
    s3.put_bucket_ownership_controls(Bucket=bucket, OwnershipControls={"Rules": list(value["Rules"])})


def _logging(s3: Any, bucket: str, value: Mapping[str, Any]) -> None:
    enabled = {
        "TargetBucket": value.get("DestinationBucketName", bucket),
        "TargetPrefix": value.get("LogFilePrefix", ""),
    }
    s3.put_bucket_logging(Bucket=bucket, BucketLoggingStatus={"LoggingEnabled": enabled})


def _access_control(s3: Any, bucket: str, value: str) -> None:
    canned = "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in value).lstrip("-")
    s3.put_bucket_acl(Bucket=bucket, ACL=canned)


def _lifecycle(s3: Any, bucket: str, value: Mapping[str, Any]) -> None:
    rules = [_lifecycle_rule(rule) for rule in value["Rules"]]
    s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": rules})


def _lifecycle_rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    entry: dict[str, Any] = {"Status": rule["Status"], "Filter": {"Prefix": rule.get("Prefix", "")}}
    if "Id" in rule:
        entry["ID"] = rule["Id"]
    if "ExpirationInDays" in rule:
        entry["Expiration"] = {"Days": integer(rule["ExpirationInDays"])}
    if "ExpiredObjectDeleteMarker" in rule:
        entry["Expiration"] = {"ExpiredObjectDeleteMarker": str(rule["ExpiredObjectDeleteMarker"]).lower() == "true"}
    if "Transitions" in rule:
        entry["Transitions"] = [
            {"Days": integer(item["TransitionInDays"]), "StorageClass": item["StorageClass"]}
            for item in rule["Transitions"]
        ]
    for name, field in (
        ("NoncurrentVersionExpiration", "NoncurrentDays"),
        ("AbortIncompleteMultipartUpload", "DaysAfterInitiation"),
    ):
        if name in rule:
            entry[name] = {field: integer(rule[name][field])}
    return entry


def _notifications(s3: Any, bucket: str, value: Mapping[str, Any]) -> None:
    configuration: dict[str, Any] = {}
    for kind, target, name in (
        ("LambdaConfigurations", "Function", "LambdaFunctionArn"),
        ("QueueConfigurations", "Queue", "QueueArn"),
        ("TopicConfigurations", "Topic", "TopicArn"),
    ):
        made = [
            {name: item[target], "Events": [item["Event"]], **_filter(item.get("Filter"))}
            for item in value.get(kind) or []
        ]
        if made:
            configuration["LambdaFunctionConfigurations" if kind.startswith("Lambda") else kind] = made
    if boolean((value.get("EventBridgeConfiguration") or {}).get("EventBridgeEnabled", False)):
        configuration["EventBridgeConfiguration"] = {}
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration=configuration)


def _filter(value: Mapping[str, Any] | None) -> dict[str, Any]:
    return {"Filter": {"Key": {"FilterRules": list(value["S3Key"]["Rules"])}}} if value else {}


def _tiering(s3: Any, bucket: str, value: Sequence[Mapping[str, Any]]) -> None:
    _remove_tiering(s3, bucket, [item["Id"] for item in value])
    for item in value:
        tierings = [{"Days": integer(step["Days"]), "AccessTier": step["AccessTier"]} for step in item["Tierings"]]
        configuration: dict[str, Any] = {"Id": item["Id"], "Status": item["Status"], "Tierings": tierings}
        if "Prefix" in item:
            configuration["Filter"] = {"Prefix": item["Prefix"]}
        s3.put_bucket_intelligent_tiering_configuration(
            Bucket=bucket, Id=item["Id"], IntelligentTieringConfiguration=configuration
        )


def _remove_tiering(s3: Any, bucket: str, kept: Sequence[str] = ()) -> None:
    found = s3.list_bucket_intelligent_tiering_configurations(Bucket=bucket)
    for item in found.get("IntelligentTieringConfigurationList", []):
        if item["Id"] not in kept:
            s3.delete_bucket_intelligent_tiering_configuration(Bucket=bucket, Id=item["Id"])


def _object_lock(s3: Any, bucket: str, value: Mapping[str, Any]) -> None:
    configuration: dict[str, Any] = {"ObjectLockEnabled": value.get("ObjectLockEnabled", "Enabled")}
    if "Rule" in value:
        retention = value["Rule"]["DefaultRetention"]
        numbers = renamed(retention, "Days", "Years", read=integer)
        configuration["Rule"] = {"DefaultRetention": {**retention, **numbers}}
    s3.put_object_lock_configuration(Bucket=bucket, ObjectLockConfiguration=configuration)


def _cors(s3: Any, bucket: str, value: Mapping[str, Any]) -> None:
    rules = [
        {
            **{name: list(rule[name]) for name in ("AllowedHeaders", "AllowedMethods", "AllowedOrigins") if name in rule},
            **({"ExposeHeaders": list(rule["ExposedHeaders"])} if "ExposedHeaders" in rule else {}),
            **({"ID": rule["Id"]} if "Id" in rule else {}),
            **({"MaxAgeSeconds": integer(rule["MaxAge"])} if "MaxAge" in rule else {}),
        }
        for rule in value["CorsRules"]
    ]
    s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": rules})


def _website(s3: Any, bucket: str, value: Mapping[str, Any]) -> None:
    website: dict[str, Any] = renamed(value, "RedirectAllRequestsTo")
    if "IndexDocument" in value:
        website["IndexDocument"] = {"Suffix": value["IndexDocument"]}
    if "ErrorDocument" in value:
        website["ErrorDocument"] = {"Key": value["ErrorDocument"]}
    s3.put_bucket_website(Bucket=bucket, WebsiteConfiguration=website)


def _suspend_versioning(s3: Any, bucket: str) -> None:
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})


SETTINGS: Mapping[str, tuple[Put, Remove]] = {
    "OwnershipControls": (_ownership, lambda s3, bucket: s3.delete_bucket_ownership_controls(Bucket=bucket)),
    "PublicAccessBlockConfiguration": (_public_access, lambda s3, bucket: s3.delete_public_access_block(Bucket=bucket)),
    "AccessControl": (_access_control, lambda s3, bucket: s3.put_bucket_acl(Bucket=bucket, ACL="private")),
    "VersioningConfiguration": (_versioning, _suspend_versioning),
    "BucketEncryption": (_encryption, lambda s3, bucket: s3.delete_bucket_encryption(Bucket=bucket)),
    "ObjectLockConfiguration": (_object_lock, lambda s3, bucket: _object_lock(s3, bucket, {})),
    "LifecycleConfiguration": (_lifecycle, lambda s3, bucket: s3.delete_bucket_lifecycle(Bucket=bucket)),
    "LoggingConfiguration": (_logging, lambda s3, bucket: s3.put_bucket_logging(Bucket=bucket, BucketLoggingStatus={})),
    "CorsConfiguration": (_cors, lambda s3, bucket: s3.delete_bucket_cors(Bucket=bucket)),
    "WebsiteConfiguration": (_website, lambda s3, bucket: s3.delete_bucket_website(Bucket=bucket)),
    "IntelligentTieringConfigurations": (_tiering, _remove_tiering),
    "NotificationConfiguration": (_notifications, lambda s3, bucket: _notifications(s3, bucket, {})),
}
"""In the order in which they can be applied to a new bucket."""
