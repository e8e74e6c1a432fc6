"""S3 Object Lock: the default retention of a bucket in use may change."""

from collections.abc import Callable
from typing import Any

from moto.s3.models import S3Backend

from delivery_emulator.services.patch import around


def install() -> None:
    """Patch moto's Object Lock."""
    around(S3Backend, "put_object_lock_configuration")(_lock)


def _lock(
    original: Callable[..., Any],
    backend: Any,
    bucket_name: str,
    lock_enabled: bool,
    mode: str | None = None,
    days: int | None = None,
    years: int | None = None,
) -> None:
    """The rule is for every new object (API_PutObjectLockConfiguration); moto lets nobody change that of a bucket in use."""
    bucket = backend.get_bucket(bucket_name)
    if not bucket.is_versioned:
        original(backend, bucket_name, lock_enabled, mode, days, years)  # refuses
    bucket.object_lock_enabled = bucket.object_lock_enabled or lock_enabled
    bucket.default_lock_mode, bucket.default_lock_days, bucket.default_lock_years = mode, days, years
