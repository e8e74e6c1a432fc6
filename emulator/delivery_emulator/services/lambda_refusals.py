"""Lambda: code that is not there or no archive, keys that cannot be used, destinations, and statements of one id.

Sources: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html, API_FunctionCode.html, API_AddPermission.html;
https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-deployment.html (code), configuration-envvars-encryption.html (keys) and
invocation-async-retain-records.html (destinations).
"""

import base64
import binascii
import functools
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

from botocore.session import get_session
from moto.awslambda.exceptions import InvalidParameterValueException, LambdaClientError
from moto.awslambda.models import LambdaBackend, LambdaFunction
from moto.s3.models import s3_backends

from delivery_emulator.services import kms
from delivery_emulator.services.lambda_limits import need
from delivery_emulator.services.patch import around

SENDING = {
    "sqs": ("sqs:SendMessage", "SendMessage on SQS"),
    "sns": ("sns:Publish", "Publish on SNS"),
    "lambda": ("lambda:InvokeFunction", "InvokeFunction on Lambda"),
    "events": ("events:PutEvents", "PutEvents on EventBridge"),
}


_FETCHING = "Error occurred while GetObject. S3 Error Code:"


def install() -> None:
    """Ask before moto keeps something."""
    around(LambdaFunction, "__init__")(_create)
    around(LambdaFunction, "update_configuration")(_update)
    around(LambdaFunction, "update_function_code")(_update_code)
    around(LambdaBackend, "add_permission")(_add_permission)
    around(LambdaBackend, "put_function_event_invoke_config")(_put_event_invoke_config)


def _create(original: Callable[..., Any], function: Any, account_id: str, spec: dict[str, Any], *rest: Any, **more: Any) -> None:
    if spec.get("PackageType", "Zip") == "Zip" and not (spec.get("Handler") and spec.get("Runtime")):
        raise InvalidParameterValueException("Runtime and Handler are mandatory parameters for functions created with deployment packages.")
    _check_code(account_id, spec.get("Code") or {})
    _check_key(spec)
    original(function, account_id, spec, *rest, **more)


def _update(original: Callable[..., Any], function: Any, changes: dict[str, Any]) -> Any:
    _check_key(changes)
    return original(function, changes)


def _update_code(original: Callable[..., Any], function: Any, spec: dict[str, Any]) -> Any:
    _check_code(function.account_id, spec)
    return original(function, spec)


def _check_code(account: str, code: Mapping[str, Any]) -> None:
    if "ZipFile" in code:
        if not zipfile.is_zipfile(io.BytesIO(_decoded(code["ZipFile"]))):
            raise InvalidParameterValueException("Could not unzip uploaded file. Please check your file, then try to upload again.")
        return
    backend = s3_backends[account]["aws"]
    if "S3Bucket" in code and code["S3Bucket"] not in s3_backends.bucket_accounts:
        raise InvalidParameterValueException(f"{_FETCHING} NoSuchBucket. S3 Error Message: The specified bucket does not exist")
    if "S3Bucket" in code and backend.get_object(code["S3Bucket"], code.get("S3Key", "")) is None:
        raise InvalidParameterValueException(f"{_FETCHING} NoSuchKey. S3 Error Message: The specified key does not exist.")


def _decoded(text: Any) -> bytes:
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return b""


def _check_key(spec: Mapping[str, Any]) -> None:
    arn = spec.get("KMSKeyArn")
    if not arn:
        return
    key = kms.find_any_key(arn, *arn.split(":")[4:2:-1])
    if key is None or key.key_state != "Enabled":
        why = "NotFoundException" if key is None else "DisabledException"
        raise InvalidParameterValueException(
            "Lambda was unable to configure access to your environment variables because the KMS key is invalid for CreateGrant. "
            f"Please check your KMS key settings. KMS Exception: {why}"
        )


def _add_permission(original: Callable[..., Any], backend: Any, function_name: str, qualifier: str | None, raw: str) -> Any:
    asked = json.loads(raw)
    action = str(asked.get("Action", ""))
    if not re.fullmatch(r"lambda:(\*|[A-Za-z]+)", action) or (action != "lambda:*" and action[7:] not in _operations()):
        raise InvalidParameterValueException(f"The provided action {action} is not one that can be allowed on a function")
    function = backend.get_function(function_name, qualifier)
    qualifier = qualifier or _qualifier_of(function_name)
    if any(each.get("Sid") == asked.get("StatementId") for each in function.policy.statements):
        raise Conflict(f"The statement id ({asked.get('StatementId')}) provided already exists. Please provide a new statement id, or remove the existing statement.")
    return original(backend, function_name, qualifier, raw)


def _qualifier_of(name: str) -> str | None:
    """What stands behind a function's name or ARN: moto takes it, and lets the statement speak of the whole function."""
    rest = name.split(":")[7:] if name.startswith("arn:") else name.split(":")[1:]
    return rest[0] if rest else None


@functools.cache
def _operations() -> frozenset[str]:
    """What Lambda can be asked for; its permissions have the same names but for the invocation."""
    model: Any = get_session().get_service_model("lambda")
    return frozenset([*model.operation_names, "InvokeFunction", "InvokeAsync", "InvokeFunctionUrl"])


class Conflict(LambdaClientError):
    """What is to be made is there already."""

    code = 409

    def __init__(self, message: str) -> None:
        super().__init__("ResourceConflictException", message)


def _put_event_invoke_config(original: Callable[..., Any], backend: Any, function_name: str, config: dict[str, Any]) -> Any:
    function = backend.get_function(function_name)
    for kind in ("OnSuccess", "OnFailure"):
        target = ((config.get("DestinationConfig") or {}).get(kind) or {}).get("Destination")
        if target and target.split(":")[2] in SENDING:
            action, told = SENDING[target.split(":")[2]]
            need(function.account_id, function.role, action, target, told)
    return original(backend, function_name, config)
