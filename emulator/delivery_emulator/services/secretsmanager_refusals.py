"""Secrets Manager: names, one value alone, and keys that can be used.

Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html.
"""

import re
from collections.abc import Callable
from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.secretsmanager.models import SecretsManagerBackend

from delivery_emulator.services import kms
from delivery_emulator.services.patch import arguments, around

_NAME = re.compile(r"[A-Za-z0-9/_+=.@!-]+")


def install() -> None:
    """Ask before moto makes a secret."""
    around(SecretsManagerBackend, "create_secret")(_create)


def _create(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    asked = arguments(original, *args, **kwargs)
    backend = asked["self"]
    if not _NAME.fullmatch(asked["name"]):
        told = "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!"
        raise JsonRESTError("ValidationException", told)
    if asked["secret_string"] and asked["secret_binary"]:
        raise JsonRESTError("InvalidParameterException", "You can't specify both a binary secret value and a string secret value in the same secret.")
    key_id = asked["kms_key_id"]
    if key_id and not key_id.startswith("alias/aws/") and ":alias/aws/" not in key_id:
        key = kms.find_any_key(key_id, backend.account_id, backend.region_name)
        if key is None or key.key_state != "Enabled":
            told = "does not exist" if key is None else "is disabled or pending deletion"
            raise JsonRESTError("InvalidRequestException" if key else "ResourceNotFoundException", f"The KMS key {key_id} {told}.")
    return original(*args, **kwargs)
