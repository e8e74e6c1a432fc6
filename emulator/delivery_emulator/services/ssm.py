"""SSM: names of parameters, how long a value may be in each tier (`limits.json`), and that a type stays.

Source: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html.
"""

import re
from collections.abc import Callable
from typing import Any

from moto.ssm.exceptions import SSMException, ValidationException
from moto.ssm.models import SimpleSystemManagerBackend

from delivery_emulator.constraints import held
from delivery_emulator.services.patch import arguments, around

_NAME = re.compile(r"/?[a-zA-Z0-9_.-]+|/[a-zA-Z0-9_.-]+(/[a-zA-Z0-9_.-]+)*/?")
_MOST_LEVELS = 15


def install() -> None:
    """Patch moto's parameters."""
    around(SimpleSystemManagerBackend, "put_parameter")(_put)


def _put(original: Callable[..., Any], backend: Any, *args: Any, **kwargs: Any) -> Any:
    asked = arguments(original, backend, *args, **kwargs)
    _check_name(str(asked["name"]), backend)
    there = backend._parameters.get(asked["name"]) or []
    if there and asked["overwrite"] and asked["parameter_type"] not in (None, "", there[-1].parameter_type):
        raise _OtherType("Parameter Store does not support changing the type of a parameter: delete it and make a new one")
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


def _check_name(name: str, backend: Any) -> None:
    """A name may also be the whole ARN."""
    own = name.partition(f"arn:aws:ssm:{backend.region_name}:{backend.account_id}:parameter")[2] or name
    if not _NAME.fullmatch(own):
        raise ValidationException(
            "Parameter name must be a fully qualified name." if "/" in own[1:] and not own.startswith("/") else
            'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by '
            "slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_"
        )
    if own.strip("/").count("/") >= _MOST_LEVELS:
        raise _TooDeep(f"The hierarchy of a parameter's name has at most {_MOST_LEVELS} levels")


class _TooDeep(SSMException):
    code = "HierarchyLevelLimitExceededException"


class _OtherType(SSMException):
    code = "HierarchyTypeMismatchException"


class _Mismatch(SSMException):
    code = "ParameterPatternMismatchException"
