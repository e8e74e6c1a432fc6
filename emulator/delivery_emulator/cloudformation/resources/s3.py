"""S3: buckets and bucket policies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..resource import Context, Made, Properties, ResourceType
from ..values import boolean, document, integer, tag_list
from .gone import already_gone


class Bucket(ResourceType):
    """A bucket with everything that protects it."""

    name = "AWS::S3::Bucket"
    properties = frozenset(
        {
            *("AccessControl", "BucketName", "Tags.*", "VersioningConfiguration.Status"),
            *(
                f"BucketEncryption.ServerSideEncryptionConfiguration.{name}"
                for name in (
                    "BucketKeyEnabled",
                    "ServerSideEncryptionByDefault.KMSMasterKeyID",
                    "ServerSideEncryptionByDefault.SSEAlgorithm",
                )
            ),
            *(
                f"PublicAccessBlockConfiguration.{name}"
                for name in ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
            ),
            *(
                f"LifecycleConfiguration.Rules.{name}"
                for name in (
                    "AbortIncompleteMultipartUpload.DaysAfterInitiation",
                    "ExpirationInDays",
                    "Id",
                    "NoncurrentVersionExpiration.NoncurrentDays",
                    "Prefix",
                    "Status",
                )
            ),
            "OwnershipControls.Rules.ObjectOwnership",
            "LoggingConfiguration.DestinationBucketName",
            "LoggingConfiguration.LogFilePrefix",
        }
    )
    replaced_by = frozenset({"BucketName"})

    def create(self, context: Context, properties: Properties) -> Made:
        s3 = context.client("s3")
        bucket = str(properties.get("BucketName") or context.generated_name(63).lower())
        place = {} if context.region == "us-east-1" else {"LocationConstraint": context.region}
        s3.create_bucket(Bucket=bucket, **({"CreateBucketConfiguration": place} if place else {}))
        self._apply(context, bucket, {}, properties)
        return self._made(context, bucket)

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        self._apply(context, physical_id, old, new)
        return self._made(context, physical_id)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("NoSuchBucket"):
            context.client("s3").delete_bucket(Bucket=physical_id)

    def _apply(self, context: Context, bucket: str, old: Properties, new: Properties) -> None:
        s3 = context.client("s3")
        for name, (put, remove) in _SETTINGS.items():
            if name in new:
                put(s3, bucket, new[name])
            elif name in old:
                remove(s3, bucket)
        tags = tag_list(context, new)
        if tags:
            s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": tags})
        else:
            s3.delete_bucket_tagging(Bucket=bucket)

    @staticmethod
    def _made(context: Context, bucket: str) -> Made:
        regional = f"{bucket}.s3.{context.region}.amazonaws.com"
        return Made(
            bucket,
            {
                "Arn": f"arn:{context.partition}:s3:::{bucket}",
                "DomainName": f"{bucket}.s3.amazonaws.com",
                "DualStackDomainName": f"{bucket}.s3.dualstack.{context.region}.amazonaws.com",
                "RegionalDomainName": regional,
                "WebsiteURL": f"http://{bucket}.s3-website-{context.region}.amazonaws.com",
            },
        )


class BucketPolicy(ResourceType):
    """The policy of a bucket."""

    name = "AWS::S3::BucketPolicy"
    properties = frozenset({"Bucket", "PolicyDocument.*"})
    replaced_by = frozenset({"Bucket"})

    def create(self, context: Context, properties: Properties) -> Made:
        bucket = str(properties["Bucket"])
        context.client("s3").put_bucket_policy(Bucket=bucket, Policy=document(properties["PolicyDocument"]))
        return Made(bucket)

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        return self.create(context, new)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("NoSuchBucket", "NoSuchBucketPolicy"):
            context.client("s3").delete_bucket_policy(Bucket=physical_id)


def _versioning(s3: Any, bucket: str, value: Mapping[str, Any]) -> None:
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": value["Status"]})


def _encryption(s3: Any, bucket: str, value: Mapping[str, Any]) -> None:
    rules = []
    for rule in value["ServerSideEncryptionConfiguration"]:
        default = rule["ServerSideEncryptionByDefault"]
        applied = {"SSEAlgorithm": default["SSEAlgorithm"]}
        if "KMSMasterKeyID" in default:
            applied["KMSMasterKeyID"] = default["KMSMasterKeyID"]
        entry: dict[str, Any] = {"ApplyServerSideEncryptionByDefault": applied}
        if "BucketKeyEnabled" in rule:
            entry["BucketKeyEnabled"] = boolean(rule["BucketKeyEnabled"])
        rules.append(entry)
    s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": rules})


def _public_access(s3: Any, bucket: str, value: Mapping[str, Any]) -> None:
    blocked = {name: boolean(flag) for name, flag in value.items()}
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=blocked)


def _ownership(s3: Any, bucket: str, value: Mapping[str, Any]) -> None:
    s3.put_bucket_ownership_controls(Bucket=bucket, OwnershipControls={"Rules": list(value["Rules"])})


def _logging(s3: Any, bucket: str, value: Mapping[str, Any]) -> None:
    enabled = {"TargetBucket": value.get("DestinationBucketName", bucket), "TargetPrefix": value.get("LogFilePrefix", "")}
    s3.put_bucket_logging(Bucket=bucket, BucketLoggingStatus={"LoggingEnabled": enabled})


def _access_control(s3: Any, bucket: str, value: str) -> None:
    canned = "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in value).lstrip("-")
    s3.put_bucket_acl(Bucket=bucket, ACL=canned)


def _lifecycle(s3: Any, bucket: str, value: Mapping[str, Any]) -> None:
    rules = []
    for rule in value["Rules"]:
        entry: dict[str, Any] = {"Status": rule["Status"], "Filter": {"Prefix": rule.get("Prefix", "")}}
        if "Id" in rule:
            entry["ID"] = rule["Id"]
        if "ExpirationInDays" in rule:
            entry["Expiration"] = {"Days": integer(rule["ExpirationInDays"])}
        if "NoncurrentVersionExpiration" in rule:
            days = integer(rule["NoncurrentVersionExpiration"]["NoncurrentDays"])
            entry["NoncurrentVersionExpiration"] = {"NoncurrentDays": days}
        if "AbortIncompleteMultipartUpload" in rule:
            days = integer(rule["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"])
            entry["AbortIncompleteMultipartUpload"] = {"DaysAfterInitiation": days}
        rules.append(entry)
    s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": rules})


_Put = Callable[[Any, str, Any], None]
_Remove = Callable[[Any, str], Any]
_SETTINGS: dict[str, tuple[_Put, _Remove]] = {
    "OwnershipControls": (_ownership, lambda s3, bucket: s3.delete_bucket_ownership_controls(Bucket=bucket)),
    "PublicAccessBlockConfiguration": (
        _public_access,
        lambda s3, bucket: s3.delete_public_access_block(Bucket=bucket),
    ),
    "AccessControl": (_access_control, lambda s3, bucket: s3.put_bucket_acl(Bucket=bucket, ACL="private")),
    "VersioningConfiguration": (
        _versioning,
        lambda s3, bucket: s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"}),
    ),
    "BucketEncryption": (_encryption, lambda s3, bucket: s3.delete_bucket_encryption(Bucket=bucket)),
    "LifecycleConfiguration": (_lifecycle, lambda s3, bucket: s3.delete_bucket_lifecycle(Bucket=bucket)),
    "LoggingConfiguration": (
        _logging,
        lambda s3, bucket: s3.put_bucket_logging(Bucket=bucket, BucketLoggingStatus={}),
    ),
}
