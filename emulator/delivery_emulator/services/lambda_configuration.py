"""Lambda: what a function may be made of is checked, and its whole configuration is kept."""

from collections.abc import Callable, Mapping
from typing import Any

from moto.awslambda.exceptions import InvalidParameterValueException
from moto.awslambda.models import EventInvokeConfig, LambdaBackend, LambdaFunction
from moto.core.utils import iso_8601_datetime_with_nanoseconds
from moto.ec2.models import ec2_backends

from delivery_emulator.identity import Caller
from delivery_emulator.role_trust import NotTrusted, assume
from delivery_emulator.services.lambda_limits import runtimes
from delivery_emulator.services.patch import around

KEPT = ("DeadLetterConfig", "KMSKeyArn", "LoggingConfig", "TracingConfig")
"""Settings that moto drops on creation or on update."""


def install() -> None:
    """Patch moto's Lambda functions."""
    around(LambdaFunction, "__init__")(_create)
    around(LambdaFunction, "get_configuration")(_configuration)
    around(LambdaFunction, "update_configuration")(_update_configuration)
    around(LambdaFunction, "update_function_code")(_update_code)
    around(LambdaBackend, "put_function_event_invoke_config")(_put_event_invoke_config)


def _create(
    original: Callable[..., Any], function: Any, account_id: str, spec: dict[str, Any], *rest: Any, **more: Any
) -> None:
    _check_runtime(spec)
    _check_role(account_id, spec["Role"])
    original(function, account_id, spec, *rest, **more)
    function.kept = {name: spec[name] for name in KEPT if spec.get(name)}


def _check_runtime(spec: Mapping[str, Any]) -> None:
    if spec.get("PackageType", "Zip") != "Zip":
        raise InvalidParameterValueException(
            f"the emulator runs functions from zip files only, got PackageType {spec['PackageType']}"
        )
    runtime = spec.get("Runtime") or ""
    if not runtime.startswith(("nodejs", "python3")):
        raise InvalidParameterValueException(
            f"the emulator runs functions of Node.js and Python 3 only, got runtime {runtime or '(none)'} "
            f"for handler {spec.get('Handler')}"
        )


def absent_runtimes() -> frozenset[str]:
    """The runtimes of Lambda that are not here."""
    return frozenset(name for name in runtimes() if not _runs(name))


def _runs(runtime: str) -> bool:
    try:
        _check_runtime({"Runtime": runtime})
    except InvalidParameterValueException:
        return False
    return True


def _check_role(account: str, role: str) -> None:
    """Lambda must be able to assume the role when the function is made, and AWS says so then."""
    service = Caller(account, role, account, account, service="lambda.amazonaws.com")
    try:
        assume(service, role, "lambda")
    except NotTrusted as error:
        raise InvalidParameterValueException(
            "The role defined for the function cannot be assumed by Lambda."
        ) from error


def _configuration(original: Callable[..., Any], function: Any, on_create: bool = False) -> dict[str, Any]:
    found = original(function, on_create)
    logging = {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{function.function_name}"}
    logging.update(function.kept.get("LoggingConfig", {}))
    if logging["LogFormat"] == "JSON":
        logging = {"ApplicationLogLevel": "INFO", "SystemLogLevel": "INFO", **logging}
    found.update({name: value for name, value in function.kept.items() if value})
    found["LoggingConfig"] = logging
    found["VpcConfig"] = _network(function)
    return {name: value for name, value in found.items() if value is not None}


def _network(function: Any) -> dict[str, Any] | None:
    """`VpcConfig` with the id of the VPC the subnets really belong to."""
    config = function._vpc_config or {}
    if not config.get("SubnetIds"):
        return None
    subnet = ec2_backends[function.account_id][function.region].get_subnet(config["SubnetIds"][0])
    return {**config, "VpcId": subnet.vpc_id}


def _update_configuration(original: Callable[..., Any], function: Any, changes: dict[str, Any]) -> dict[str, Any]:
    _check_runtime({"Runtime": changes.get("Runtime", function.run_time), "Handler": function.handler})
    if "Role" in changes:
        _check_role(function.account_id, changes["Role"])
    function.kept.update({name: changes[name] for name in KEPT if name in changes})
    if "TracingConfig" in changes:
        function.tracing_config = changes["TracingConfig"]
    if "EphemeralStorage" in changes:
        function.ephemeral_storage = changes["EphemeralStorage"]["Size"]
    _touch(function)
    return dict(original(function, changes))


def _update_code(original: Callable[..., Any], function: Any, spec: dict[str, Any]) -> dict[str, Any]:
    if spec.get("Architectures"):
        function.architectures = spec["Architectures"]
    _touch(function)
    return dict(original(function, spec))


def _touch(function: Any) -> None:
    """moto lets `LastModified` stand still; Lambda says when code or configuration was updated last (`FunctionConfiguration`)."""
    function.last_modified = iso_8601_datetime_with_nanoseconds()


def _put_event_invoke_config(
    original: Callable[..., Any], backend: Any, function_name: str, config: dict[str, Any]
) -> dict[str, Any]:
    """There is one configuration per function; moto would go on answering with the first."""
    function = backend.get_function(function_name)
    kept = EventInvokeConfig(function.function_arn, function.last_modified, config)
    function.event_invoke_config = [kept]
    return kept.response()
