"""SSM: how long the value of a parameter may be in each tier (`limits.json`)."""

import inspect
import re
from collections.abc import Callable
from typing import Any

from moto.ssm.exceptions import SSMException, ValidationException
from moto.ssm.models import SimpleSystemManagerBackend

from delivery_emulator.constraints import held
from delivery_emulator.services.patch import around


def install() -> None:
    """Patch moto's parameters."""
    around(SimpleSystemManagerBackend, "put_parameter")(_put)


def _put(original: Callable[..., Any], backend: Any, *args: Any, **kwargs: Any) -> Any:
    asked = inspect.signature(original).bind(backend, *args, **kwargs).arguments
    value, tier, pattern = asked["value"] or "", asked["tier"], asked["allowed_pattern"]
    # Intelligent-Tiering takes the advanced tier for what is too long for the standard one.
    wide = tier in ("Advanced", "Intelligent-Tiering")
    refusal = held("ssm:advanced-parameter" if wide else "ssm:standard-parameter", len(value))
    if refusal is not None:
        raise ValidationException(refusal)
    if asked["policies"] and not wide:
        raise ValidationException("Parameter policies are only supported for advanced-tier parameters.")
    if pattern and not re.search(pattern, value):
        raise _Mismatch(f"Parameter value, cannot be validated against allowedPattern: {pattern}")
    return original(backend, *args, **kwargs)


class _Mismatch(SSMException):
    code = "ParameterPatternMismatchException"
