"""`{{resolve:ssm:…}}` and `{{resolve:secretsmanager:…}}`: values read at the moment a resource is made."""

import json
import re
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from delivery_emulator.cloudformation.public_parameters import stand_in
from delivery_emulator.cloudformation.resource import Refused

_REFERENCE = re.compile(r"\{\{resolve:(ssm|ssm-secure|secretsmanager):([^{}]+)\}\}")


def read_references(value: Any, client: Callable[[str], Any]) -> Any:
    """The value with every dynamic reference read. Raises `Refused` for what cannot be read."""
    if isinstance(value, str):
        return _REFERENCE.sub(lambda found: _read(found.group(1), found.group(2), client), value)
    if isinstance(value, dict):
        return {key: read_references(item, client) for key, item in value.items()}
    if isinstance(value, list):
        return [read_references(item, client) for item in value]
    return value


def _read(service: str, argument: str, client: Callable[[str], Any]) -> str:
    try:
        return _secret(argument, client) if service == "secretsmanager" else _parameter(argument, client)
    except ClientError as error:
        message = error.response["Error"]["Message"]
        raise Refused(f"Could not resolve {{{{resolve:{service}:{argument}}}}}: {message}") from error


def _parameter(name: str, client: Callable[[str], Any]) -> str:
    return stand_in(name.partition(":")[0]) or str(client("ssm").get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"])


def _secret(argument: str, client: Callable[[str], Any]) -> str:
    secret_id, _, rest = argument.partition(":SecretString")
    key, stage, version = ([*rest.lstrip(":").split(":"), "", "", ""])[:3]
    request = {"SecretId": secret_id}
    if stage:
        request["VersionStage"] = stage
    if version:
        request["VersionId"] = version
    text = str(client("secretsmanager").get_secret_value(**request)["SecretString"])
    if not key:
        return text
    try:
        return str(json.loads(text)[key])
    except (ValueError, KeyError) as error:
        raise Refused(f"Could not find a value associated with JSONKey in SecretString: {key}") from error
