"""Lambda: layers of functions. Their archives are checked, found by account and region, and stay with a function when they go.

Sources: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html (five layers, 250 MB of function and layers unzipped),
https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html (a deleted version stays with its functions),
https://docs.aws.amazon.com/lambda/latest/api/API_AddLayerVersionPermission.html (other accounts),
https://github.com/keithrozario/Klayers/issues/76 and
https://repost.aws/questions/QUt1Cc15fbTkWsVXPNmj6MNQ/how-do-the-lambda-function-and-lambda-layers-quotas-work (the words of two refusals;
those of the others are ours).
"""

import io
import zipfile
from collections.abc import Callable
from typing import Any

from moto.awslambda.exceptions import InvalidParameterValueException
from moto.awslambda.models import LambdaBackend, LambdaFunction, lambda_backends

from delivery_emulator.policy import Principal, Request, evaluate
from delivery_emulator.services.patch import around

_MOST = 5
_UNZIPPED = 250 * 1024 * 1024
_CODE = ("code_bytes", "code_size", "code_sha_256", "code_digest")


def install() -> None:
    """Patch moto's layers, which it looks for by name in the function's own account and forgets with their version."""
    around(LambdaFunction, "_get_layers_data")(_layers)
    around(LambdaFunction, "_set_function_code")(_set_code)
    around(LambdaBackend, "publish_layer_version")(_publish)
    around(LambdaBackend, "add_layer_version_permission")(_permit)


def _publish(original: Callable[..., Any], backend: Any, spec: dict[str, Any]) -> Any:
    layer = original(backend, spec)
    try:
        _check_size(layer.code_bytes)
    except InvalidParameterValueException:
        backend.delete_layer_version(layer.name, str(layer.version))
        raise
    return layer


def _permit(original: Callable[..., Any], backend: Any, layer_name: str, version_number: int, statement: str) -> Any:
    """A statement about a version of a layer; moto writes it as one about a function."""
    made, revision = original(backend, layer_name, version_number, statement)
    principal = made["Principal"]
    made["Principal"] = principal if principal == "*" or isinstance(principal, dict) else {"AWS": f"arn:aws:iam::{principal}:root"}
    made["Resource"] = backend.get_layer_version(layer_name, str(version_number)).arn
    return made, revision


def _layers(original: Callable[..., Any], function: Any, arns: list[str]) -> list[dict[str, Any]]:
    """What `Layers` of a function says; the versions themselves are kept in `layer_versions`, in their order."""
    if len(arns) > _MOST:
        raise InvalidParameterValueException(f"A function can have up to {_MOST} layers, got {len(arns)}: {', '.join(arns)}")
    names = [arn.rpartition(":")[0] for arn in arns]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InvalidParameterValueException(f"A function can have one version of a layer, got two of {', '.join(twice)}")
    before = {layer.arn: layer for layer in getattr(function, "layer_versions", ())}
    found = [before.get(arn) or _found(function, arn) for arn in arns]
    if hasattr(function, "code_bytes"):  # not yet while a function is made: its code comes last
        _check_size(function.code_bytes, *(layer.code_bytes for layer in found))
    function.layer_versions = found
    return [{"Arn": layer.arn, "CodeSize": layer.code_size} for layer in found]


def _found(function: Any, arn: str) -> Any:
    region, account = arn.split(":")[3:5]
    if region != function.region:
        raise InvalidParameterValueException(f"Layers are not in the same region as the function. Layers are expected to be in region {function.region}.")
    layer = lambda_backends[account][region].layers_versions_by_arn(arn)
    if layer is None:
        raise InvalidParameterValueException(f"Layer version {arn} does not exist.")
    if account != function.account_id:
        asked = Request(Principal.aws(f"arn:aws:iam::{function.account_id}:root"), "lambda:GetLayerVersion", arn, {})
        if evaluate([layer.policy.get_policy()["Policy"]] if layer.policy.statements else [], asked).effect != "allow":
            raise InvalidParameterValueException(f"Account {function.account_id} is not allowed to perform lambda:GetLayerVersion on resource {arn}")
    return layer


def _set_code(original: Callable[..., Any], function: Any, spec: dict[str, Any]) -> None:
    """Code that is too large together with the layers leaves what was there."""
    before = {name: getattr(function, name) for name in _CODE if hasattr(function, name)}
    original(function, spec)
    try:
        _check_size(function.code_bytes, *(layer.code_bytes for layer in function.layer_versions))
    except InvalidParameterValueException:
        vars(function).update(before)
        raise


def _check_size(*archives: bytes) -> None:
    if sum(map(_unzipped, archives)) >= _UNZIPPED:
        raise InvalidParameterValueException(f"Unzipped size must be smaller than {_UNZIPPED} bytes")


def _unzipped(archive: bytes) -> int:
    if not zipfile.is_zipfile(io.BytesIO(archive)):
        raise InvalidParameterValueException("Could not unzip uploaded file. Please check your file, then try to upload again.")
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return sum(entry.file_size for entry in opened.infolist())
