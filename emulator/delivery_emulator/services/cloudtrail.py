"""CloudTrail: a trail's bucket and key must let the service in, and an update changes what it says."""

import json
from collections.abc import Callable
from typing import Any

from moto.cloudtrail.models import CloudTrailBackend, Trail
from moto.core.exceptions import JsonRESTError
from moto.s3.models import s3_backends

from delivery_emulator.policy import Principal, Request, evaluate
from delivery_emulator.services import kms
from delivery_emulator.services.patch import around

SERVICE = "cloudtrail.amazonaws.com"


def install() -> None:
    """Patch moto's CloudTrail."""
    around(Trail, "__init__")(_create)
    around(Trail, "description")(_describe)
    around(CloudTrailBackend, "update_trail")(_update)


def _create(original: Callable[..., Any], trail: Any, *args: Any, **kwargs: Any) -> None:
    original(trail, *args, **kwargs)
    _check(trail)


def _check(trail: Any) -> None:
    """What AWS tries before it accepts a trail. Raises AWS's refusals."""
    account = s3_backends.bucket_accounts[trail.bucket_name][1]
    bucket = s3_backends[account][trail.partition].buckets[trail.bucket_name]
    prefix = f"{trail.s3_key_prefix}/" if trail.s3_key_prefix else ""
    arn = f"arn:{trail.partition}:s3:::{bucket.name}"
    wanted: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("s3:GetBucketAcl", arn, {}),
        ("s3:PutObject", f"{arn}/{prefix}AWSLogs/{trail.account_id}/x", {"s3:x-amz-acl": "bucket-owner-full-control"}),
    )
    for action, resource, more in wanted:
        context = {
            "aws:SourceArn": trail.arn,
            "aws:SourceAccount": trail.account_id,
            "aws:SecureTransport": "true",
            **more,
        }
        request = Request(Principal.service(SERVICE), action, resource, context)
        if not bucket.policy or evaluate([json.loads(bucket.policy)], request).effect != "allow":
            raise JsonRESTError(
                "InsufficientS3BucketPolicyException",
                f"Incorrect S3 bucket policy is detected for bucket: {bucket.name}",
            )
    if trail.kms_key_id:
        _check_key(trail)


def _check_key(trail: Any) -> None:
    key = kms.find_any_key(trail.kms_key_id, trail.account_id, trail.region_name)
    context = {
        "aws:SourceArn": trail.arn,
        "aws:SourceAccount": trail.account_id,
        "kms:EncryptionContext:aws:cloudtrail:arn": trail.arn,
    }
    if key is None or key.key_state != "Enabled" or kms.why_not(key, SERVICE, ("kms:GenerateDataKey",), context):
        raise JsonRESTError(
            "InsufficientEncryptionPolicyException",
            f"Insufficient permissions to access S3 bucket {trail.bucket_name} or KMS key {trail.kms_key_id}.",
        )
    trail.kms_key_id = key.arn


def _describe(original: Callable[..., Any], trail: Any, include_region: bool = False) -> dict[str, Any]:
    found = original(trail, include_region)
    found["HomeRegion"] = trail.region_name
    found["HasCustomEventSelectors"] = bool(trail.event_selectors or trail.advanced_event_selectors)
    return {name: value for name, value in found.items() if value not in (None, "")}


def _update(original: Callable[..., Any], backend: Any, **changes: Any) -> Any:
    """A refused update leaves the trail as it was."""
    found = backend.get_trail(name_or_arn=changes["name"])
    before = dict(found.__dict__)
    trail = original(backend, **changes)
    if changes.get("kms_key_id") == "":
        trail.kms_key_id = None
    try:
        _check(trail)
    except JsonRESTError:
        trail.__dict__.update(before)
        raise
    return trail
