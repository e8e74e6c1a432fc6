"""Lambda: versions are counted for as long as their function lives, whichever of them are deleted.

Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html: numbers are never used again, and nothing is
published of a function that has not changed since the last version.
"""

from collections.abc import Callable
from typing import Any

from moto.awslambda.models import LambdaFunction, LambdaStorage

from delivery_emulator.services.patch import around


def install() -> None:
    """Patch moto, which gives a version the number of those that are left."""
    around(LambdaStorage, "publish_version")(_publish)
    around(LambdaFunction, "set_version")(_set_version)


def _publish(original: Callable[..., Any], storage: Any, name_or_arn: str, description: str = "") -> Any:
    latest = storage.get_function_by_name_or_arn_forbid_qualifier(name_or_arn)
    published = original(storage, name_or_arn, description)
    latest.code_or_config_updated = False
    latest.last_version = max(_last(latest), int(published.version))
    return published


def _set_version(original: Callable[..., Any], function: Any, version: int) -> None:
    """Number a version, which is a copy of its function."""
    original(function, max(version, _last(function) + 1))


def _last(function: Any) -> int:
    return int(getattr(function, "last_version", 0))
