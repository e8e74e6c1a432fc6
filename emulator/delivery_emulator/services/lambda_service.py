"""Lambda: invocations run the uploaded code.

Sources of what is too large: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html (6 MB),
https://zaccharles.medium.com/deep-dive-lambdas-request-payload-size-limit-2-2-6350c1ae5577 (requests), and the integration tests of
https://github.com/aws/aws-lambda-dotnet (answers).
"""

import base64
import json
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from moto.awslambda.exceptions import LambdaClientError
from moto.awslambda.models import LambdaBackend, LambdaFunction
from moto.awslambda.responses import LambdaResponse

from delivery_emulator.policy import OnBehalfOf
from delivery_emulator.role_trust import NotTrusted
from delivery_emulator.service_access import why_kept_out
from delivery_emulator.services.lambda_runner.invocation import (
    DEFAULT_RETRIES,
    POOL,
    Answer,
    AsyncRules,
    invoke,
    invoke_later,
)
from delivery_emulator.services.lambda_runner.pool import FunctionFacts
from delivery_emulator.services.lambda_runner.sandbox.node import NodeMissing
from delivery_emulator.services.patch import around

MOST_BYTES = 6_291_456
"""Of an event that is waited for."""
_MOST_ANSWERED = 6_291_556


def install() -> None:
    """Patch moto's invocations."""
    around(LambdaFunction, "invoke")(_invoke_internally)
    around(LambdaBackend, "delete_function")(_delete)
    around(LambdaResponse, "invoke")(_invoke)


def end() -> None:
    """End every process that runs or could run a function."""
    POOL.end()


def may_invoke(function: Any, invoked: str, path: str, source_arn: str, source_account: str) -> bool:
    """Whether the function's own policy lets an AWS service invoke it for that source, as what it is called: by an alias or a version, too."""
    if not function.policy.statements:
        return False
    on = OnBehalfOf(source_account, function.region, source_arn)
    return why_kept_out([function.policy.get_policy()["Policy"]], path, invoked, on) is None


def invoke_for_service(function: Any, event: Any) -> None:
    """Start an asynchronous invocation, as an AWS service does."""
    invoke_later(facts_of(function), event, _rules(function), str(uuid.uuid4()))


def invoke_and_wait(function: Any, event: Any) -> Answer:
    """Run a function once and wait for it."""
    return _run(function, event)


def _delete(original: Callable[..., Any], backend: Any, function_name: str, qualifier: str | None = None) -> None:
    function = backend.get_function(function_name, qualifier)
    original(backend, function_name, qualifier)
    POOL.forget(function.account_id, function.region, function.function_name)


def facts_of(function: Any) -> FunctionFacts:
    """What a process of this function is started from."""
    config = function.get_configuration()
    logging = config["LoggingConfig"]
    return FunctionFacts(
        account=function.account_id,
        region=function.region,
        name=function.function_name,
        version=str(function.version),
        handler=function.handler,
        runtime=function.run_time,
        role=function.role,
        memory=int(function.memory_size),
        timeout=int(function.timeout),
        variables=json.dumps(function.environment_vars, sort_keys=True),
        scratch=int(function.ephemeral_storage),
        code_digest=function.code_sha_256,
        layer_digests=tuple(layer.code_sha_256 for layer in function.layer_versions),
        vpc_id=(config.get("VpcConfig") or {}).get("VpcId"),
        log_group=logging["LogGroup"],
        log_format=logging["LogFormat"],
        application_level=logging.get("ApplicationLogLevel", "INFO"),
        system_level=logging.get("SystemLogLevel", "INFO"),
        code=function.code_bytes,
        layers=tuple(layer.code_bytes for layer in function.layer_versions),
    )


def _rules(function: Any) -> AsyncRules:
    config = function.event_invoke_config[0].config if function.event_invoke_config else {}
    destinations = config.get("DestinationConfig") or {}
    return AsyncRules(
        retries=config.get("MaximumRetryAttempts", DEFAULT_RETRIES),
        dead_letter=function.kept.get("DeadLetterConfig", {}).get("TargetArn"),
        on_success=destinations.get("OnSuccess", {}).get("Destination"),
        on_failure=destinations.get("OnFailure", {}).get("Destination"),
    )


def _run(function: Any, event: Any, invoked_as: str = "") -> Answer:
    try:
        answer = invoke(facts_of(function), event, invoked_as=invoked_as)
        return answer if len(answer.payload.encode()) <= _MOST_ANSWERED else _too_large(answer)
    except NotTrusted as error:
        raise LambdaClientError(
            "AccessDeniedException", f"The role defined for the function cannot be assumed by Lambda: {error}"
        ) from error
    except (NodeMissing, ValueError) as error:
        raise LambdaClientError("InvalidRuntimeException", str(error)) from error


def _invoked_as(name: str, qualifier: str | None) -> str:
    """The alias or version that a request names, behind its ARN or name too."""
    parts = name.split(":")
    return qualifier or (parts[7] if len(parts) > 7 else parts[1] if len(parts) == 2 else "")


def _too_large(answer: Answer) -> Answer:
    why = f"Response payload size exceeded maximum allowed payload size ({_MOST_ANSWERED} bytes)."
    payload = json.dumps({"errorMessage": why, "errorType": "Function.ResponseSizeTooLarge"})
    return Answer(answer.request_id, payload, True, answer.log)


def _invoke(original: Callable[..., Any], response: Any) -> tuple[int, dict[str, str], str]:
    name = unquote(response.path.rsplit("/", 2)[-2])
    qualifier = response.querystring.get("Qualifier", [None])[0]
    function = response.backend.get_function(name, qualifier)
    event, invoked_as = _event(response.body), _invoked_as(name, qualifier)
    kind = response.headers.get("X-Amz-Invocation-Type", "RequestResponse")
    if kind == "DryRun":
        return 204, {"status": "204"}, ""
    if function.reserved_concurrency is not None and int(function.reserved_concurrency) == 0:
        raise _Throttled()
    if kind == "Event":
        invoke_later(facts_of(function), event, _rules(function), str(uuid.uuid4()), invoked_as)
        return 202, {"status": "202"}, ""
    if len(response.body or b"") > MOST_BYTES:
        raise _EventTooLarge()
    answer = _run(function, event, invoked_as)
    headers = {"status": "200", "content-type": "application/json", "x-amz-executed-version": str(function.version)}
    if answer.failed:
        headers["x-amz-function-error"] = "Unhandled"
    if response.headers.get("X-Amz-Log-Type") == "Tail":
        headers["x-amz-log-result"] = base64.b64encode(answer.log.encode()[-4096:]).decode()
    return 200, headers, answer.payload


class _Throttled(LambdaClientError):
    code = 429

    def __init__(self) -> None:
        super().__init__("TooManyRequestsException", "Rate Exceeded.")


class _EventTooLarge(LambdaClientError):
    code = 413

    def __init__(self) -> None:
        super().__init__("RequestEntityTooLargeException", f"Request must be smaller than {MOST_BYTES} bytes for the InvokeFunction operation")


def _event(body: Any) -> Any:
    try:
        return json.loads(body) if body else {}
    except ValueError as error:
        raise LambdaClientError(
            "InvalidRequestContentException", f"Could not parse request body into json: {error}"
        ) from error


def _invoke_internally(
    original: Callable[..., Any], function: Any, body: str, request_headers: Any, response_headers: Any
) -> str:
    """How moto's other services invoke a function: they do not wait on AWS either."""
    invoke_for_service(function, _event(body))
    return "{}"
