"""S3 server access logs: delivered only where the target bucket's policy lets `logging.s3.amazonaws.com` put them."""

import json
from collections.abc import Callable
from typing import Any

from moto.s3.models import S3Backend

from delivery_emulator.policy import OnBehalfOf
from delivery_emulator.service_access import why_kept_out
from delivery_emulator.services.patch import around


def install() -> None:
    """Patch moto's log delivery, which asks nobody."""
    around(S3Backend, "log_incoming_request")(_deliver)


def _deliver(original: Callable[..., None], backend: Any, request: Any, bucket_name: str) -> None:
    source = backend.buckets.get(bucket_name)
    target = backend.buckets.get(source.logging.get("TargetBucket")) if source is not None and source.logging else None
    if target is not None and may_deliver(source, target):
        original(backend, request, bucket_name)


def may_deliver(source: Any, target: Any) -> bool:
    """Whether the target's policy allows the delivery, as S3 asks: for the source bucket, and for its account."""
    policy = json.loads(target.policy) if target.policy else {"Version": "2012-10-17", "Statement": []}
    prefix = source.logging.get("TargetPrefix") or ""
    resource = f"arn:{target.partition}:s3:::{target.name}/{prefix}log"
    on = OnBehalfOf(source.account_id, source.region_name, f"arn:{source.partition}:s3:::{source.name}")
    return why_kept_out([policy], "bucket-writes-access-logs", resource, on) is None
