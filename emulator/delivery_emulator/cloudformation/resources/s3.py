"""S3: buckets and bucket policies."""

from typing import Any

from delivery_emulator.cloudformation.resource import Context, Made, Properties, Refused, ResourceType, already_gone
from delivery_emulator.cloudformation.resources.s3_settings import SETTINGS
from delivery_emulator.cloudformation.resources.tags import tag_list
from delivery_emulator.cloudformation.values import boolean, document

_ENCRYPTION = (
    *("BucketKeyEnabled", "ServerSideEncryptionByDefault.KMSMasterKeyID"),
    "ServerSideEncryptionByDefault.SSEAlgorithm",
)
_BLOCKED = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
_LIFECYCLE = (
    *("AbortIncompleteMultipartUpload.DaysAfterInitiation", "ExpirationInDays", "Id", "Prefix", "Status"),
    "ExpiredObjectDeleteMarker",
    *("NoncurrentVersionExpiration.NoncurrentDays", "Transitions.StorageClass", "Transitions.TransitionInDays"),
)
_CORS = ("AllowedHeaders", "AllowedMethods", "AllowedOrigins", "ExposedHeaders", "Id", "MaxAge")
_WEBSITE = ("ErrorDocument", "IndexDocument", "RedirectAllRequestsTo.HostName", "RedirectAllRequestsTo.Protocol")
_TIERING = ("Id", "Prefix", "Status", "Tierings.AccessTier", "Tierings.Days")
_NOTIFICATIONS = tuple(
    f"{kind}Configurations.{name}"
    for kind, target in (("Lambda", "Function"), ("Queue", "Queue"), ("Topic", "Topic"))
    for name in ("Event", target, "Filter.S3Key.Rules.Name", "Filter.S3Key.Rules.Value")
)


class Bucket(ResourceType):
    """A bucket with everything that protects it."""

    name = "AWS::S3::Bucket"
    properties = frozenset(
        {
            *("AccessControl", "BucketName", "Tags.*", "VersioningConfiguration.Status", "ObjectLockEnabled"),
            *(f"BucketEncryption.ServerSideEncryptionConfiguration.{name}" for name in _ENCRYPTION),
            *(f"PublicAccessBlockConfiguration.{name}" for name in _BLOCKED),
            *(f"LifecycleConfiguration.Rules.{name}" for name in _LIFECYCLE),
            *("LoggingConfiguration.DestinationBucketName", "LoggingConfiguration.LogFilePrefix"),
            "OwnershipControls.Rules.ObjectOwnership",
            *(f"CorsConfiguration.CorsRules.{name}" for name in _CORS),
            *(f"WebsiteConfiguration.{name}" for name in _WEBSITE),
            *(f"IntelligentTieringConfigurations.{name}" for name in _TIERING),
            *(f"NotificationConfiguration.{name}" for name in _NOTIFICATIONS),
            "NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled",
            "ObjectLockConfiguration.ObjectLockEnabled",
            *(f"ObjectLockConfiguration.Rule.DefaultRetention.{name}" for name in ("Mode", "Days", "Years")),
        }
    )
    replaced_by = frozenset({"BucketName", "ObjectLockEnabled"})
    custom_name = "BucketName"

    def create(self, context: Context, properties: Properties) -> Made:
        s3 = context.client("s3")
        bucket = str(properties.get("BucketName") or context.generated_name(63).lower())
        # In us-east-1 S3 hands out an own bucket as if it were new; CloudFormation does not.
        if bucket in (own["Name"] for own in s3.list_buckets()["Buckets"]):
            raise Refused(f"{bucket} already exists")
        place = {} if context.region == "us-east-1" else {"LocationConstraint": context.region}
        s3.create_bucket(
            Bucket=bucket,
            ObjectLockEnabledForBucket=boolean(properties.get("ObjectLockEnabled", False)),
            **({"CreateBucketConfiguration": place} if place else {}),
        )
        self._apply(context, bucket, {}, properties)
        return self._made(context, bucket)

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        self._apply(context, physical_id, old, new)
        return self._made(context, physical_id)

    def adopt(self, context: Context, physical_id: str) -> Made:
        s3 = context.client("s3")
        found: Any = {}
        with already_gone("NoSuchTagSet"):
            found = s3.get_bucket_tagging(Bucket=physical_id)
        if context.tags:  # a put replaces them all
            own = {tag["Key"]: tag["Value"] for tag in found.get("TagSet", [])}
            tags = [{"Key": key, "Value": value} for key, value in {**own, **context.tags}.items()]
            s3.put_bucket_tagging(Bucket=physical_id, Tagging={"TagSet": tags})
        return self._made(context, physical_id)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("NoSuchBucket"):
            context.client("s3").delete_bucket(Bucket=physical_id)

    def _apply(self, context: Context, bucket: str, old: Properties, new: Properties) -> None:
        s3 = context.client("s3")
        for name, (put, remove) in SETTINGS.items():
            if name in new:
                if new[name] != old.get(name):  # moto takes some settings for an empty bucket only
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
        with already_gone("NoSuchBucketPolicy"):
            context.client("s3").get_bucket_policy(Bucket=bucket)
            raise Refused(f"The bucket policy already exists on bucket {bucket}.")
        return self._put(context, properties)

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        return self._put(context, new)

    @staticmethod
    def _put(context: Context, properties: Properties) -> Made:
        bucket = str(properties["Bucket"])
        context.client("s3").put_bucket_policy(Bucket=bucket, Policy=document(properties["PolicyDocument"]))
        return Made(bucket)

    def adopt(self, context: Context, physical_id: str) -> Made:
        context.client("s3").get_bucket_policy(Bucket=physical_id)
        return Made(physical_id)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("NoSuchBucket", "NoSuchBucketPolicy"):
            context.client("s3").delete_bucket_policy(Bucket=physical_id)
