"""CloudTrail: a trail's bucket and key must let the service in, and an update changes what it says.

A trail of all regions has a shadow in each other one: there nobody may make another of its name, and it is changed at home.
Sources: docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html for names and errors, API_DeleteTrail.html for
shadow trails; how the refusal of a second name reads: github.com/trussworks/terraform-aws-cloudtrail/issues/238.
"""

import json
import re
from collections.abc import Callable
from typing import Any

from moto.cloudtrail.models import CloudTrailBackend, Trail, cloudtrail_backends
from moto.core.exceptions import JsonRESTError
from moto.s3.models import s3_backends

from delivery_emulator.policy import OnBehalfOf
from delivery_emulator.role_trust import why_not_assumed
from delivery_emulator.service_access import why_kept_out
from delivery_emulator.services import kms
from delivery_emulator.services.patch import around

KEY_PATHS = ("trail-encrypts", "trail-describes-key")
KEY_PATHS_WITH_BUCKET_KEY = ("trail-encrypts-by-bucket-key", "trail-decrypts-by-bucket-key", "trail-describes-key")


def install() -> None:
    """Patch moto's CloudTrail."""
    around(Trail, "__init__")(_create)
    around(Trail, "description")(_describe)
    around(CloudTrailBackend, "update_trail")(_update)
    around(CloudTrailBackend, "create_trail")(_name_once)
    for operation in ("update_trail", "delete_trail", "start_logging", "stop_logging", "put_event_selectors"):
        around(CloudTrailBackend, operation)(_at_home)


def _name_once(original: Callable[..., Any], backend: Any, name: str, *args: Any, **kwargs: Any) -> Any:
    if re.search(r"[._-]{2}", name):
        raise JsonRESTError("InvalidTrailNameException", "Trail name cannot have adjacent periods, underscores or dashes.")
    if name in backend.trails or _shadow(backend, name):
        raise JsonRESTError(
            "TrailAlreadyExistsException", f"Trail {name} already exists for customer: {backend.account_id}"
        )
    return original(backend, name, *args, **kwargs)


def _at_home(original: Callable[..., Any], backend: Any, *args: Any, **kwargs: Any) -> Any:
    name = str(args[0] if args else kwargs.get("name") or kwargs["trail_name"])
    home = _shadow(backend, name)
    if home and name not in backend.trails:
        raise JsonRESTError(
            "InvalidHomeRegionException", f"Trail {home.arn} can only be changed in its home Region {home.region_name}."
        )
    return original(backend, *args, **kwargs)


def _shadow(backend: Any, name: str) -> Any:
    """The trail of all regions that casts a shadow of a name, or is of an ARN, from another region; None where there is none."""
    elsewhere = [
        trail
        for region, other in cloudtrail_backends[backend.account_id].items()
        if region != backend.region_name
        for trail in other.trails.values()
    ]
    return next((trail for trail in elsewhere if trail.is_multi_region and name in (trail.trail_name, trail.arn)), None)


def _create(original: Callable[..., Any], trail: Any, *args: Any, **kwargs: Any) -> None:
    original(trail, *args, **kwargs)
    _check(trail)


def _check(trail: Any) -> None:
    """What AWS tries before it accepts a trail. Raises AWS's refusals."""
    account = s3_backends.bucket_accounts[trail.bucket_name][1]
    bucket = s3_backends[account][trail.partition].buckets[trail.bucket_name]
    prefix = f"{trail.s3_key_prefix}/" if trail.s3_key_prefix else ""
    arn = f"arn:{trail.partition}:s3:::{bucket.name}"
    on = OnBehalfOf(trail.account_id, trail.region_name, trail.arn)
    policies = [json.loads(bucket.policy)] if bucket.policy else []
    if why_kept_out(policies, "trail-looks-at-bucket", arn, on) or why_kept_out(
        policies, "trail-writes-files", f"{arn}/{prefix}AWSLogs/{trail.account_id}/x", on
    ):
        raise JsonRESTError(
            "InsufficientS3BucketPolicyException",
            f"Incorrect S3 bucket policy is detected for bucket: {bucket.name}",
        )
    if trail.kms_key_id:
        _check_key(trail, bucket, on)
    if trail.cw_role_arn and why_not_assumed("trail-assumes-logs-role", trail.cw_role_arn, on):
        raise JsonRESTError(
            "InvalidCloudWatchLogsRoleArnException", "Access denied. Check the trust relationships for your role."
        )


def _check_key(trail: Any, bucket: Any, on: OnBehalfOf) -> None:
    key = kms.find_any_key(trail.kms_key_id, trail.account_id, trail.region_name)
    paths = KEY_PATHS_WITH_BUCKET_KEY if _has_bucket_key(bucket) else KEY_PATHS
    if key is None or key.key_state != "Enabled" or kms.why_not(key, paths, on):
        raise JsonRESTError(
            "InsufficientEncryptionPolicyException",
            f"Insufficient permissions to access S3 bucket {trail.bucket_name} or KMS key {trail.kms_key_id}.",
        )
    trail.kms_key_id = key.arn


def _has_bucket_key(bucket: Any) -> bool:
    rules = (bucket.encryption or {}).get("Rule", [])
    return any(rule.get("BucketKeyEnabled") == "true" for rule in (rules if isinstance(rules, list) else [rules]))


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
