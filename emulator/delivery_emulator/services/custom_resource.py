"""The conversation between CloudFormation and a custom resource's function.

CloudFormation invokes the function asynchronously and waits for an answer at the ResponseURL. Here the wait also ends
soon after the function has ended without answering, where AWS waits for the whole `ServiceTimeout`.
"""

import json
import threading
import uuid
from collections.abc import Mapping
from concurrent.futures import Future, wait
from typing import Any

from moto.awslambda.models import lambda_backends
from moto.core.exceptions import JsonRESTError

from delivery_emulator.cloudformation.resource import Context, Made, Properties, Refused
from delivery_emulator.cloudformation.values import integer
from delivery_emulator.services import lambda_service
from delivery_emulator.services.lambda_runner.response_listener import expect_response

DEFAULT_TIMEOUT = 3600
ATTEMPTS = 3
GRACE = 20.0
"""Seconds an answer may still come after the function has ended, for functions that have others answer."""
MAX_RESPONSE = 4096


def ask(context: Context, request_type: str, properties: Properties, more: Mapping[str, Any] | None = None) -> Made:
    """Send one request and return what the function says it made. Raises `Refused` with the function's reason."""
    request_id = str(uuid.uuid4())
    url, answer = expect_response(context.region)
    event = {
        "RequestType": request_type,
        "ServiceToken": properties["ServiceToken"],
        "ResponseURL": url,
        "StackId": context.stack_id,
        "RequestId": request_id,
        "LogicalResourceId": context.logical_id,
        "ResourceType": context.type_name or "AWS::CloudFormation::CustomResource",
        "ResourceProperties": as_strings(properties),
        **{name: as_strings(value) for name, value in (more or {}).items()},
    }
    response = _answer_of(
        _function(properties), event, answer, integer(properties.get("ServiceTimeout", DEFAULT_TIMEOUT))
    )
    if response.get("Status") != "SUCCESS":
        reason = response.get("Reason") or "No reason given"
        raise Refused(
            f"Received response status [{response.get('Status')}] from custom resource. "
            f"Message returned: {reason} (RequestId: {request_id})",
            response.get("PhysicalResourceId"),
        )
    physical_id = response.get("PhysicalResourceId")
    if request_type == "Delete":
        return Made(str(physical_id or ""))
    if not physical_id:
        raise Refused("Invalid PhysicalResourceId")
    if len(json.dumps(response)) > MAX_RESPONSE:
        raise Refused("Response object is too long.", str(physical_id))
    return Made(str(physical_id), response.get("Data") or {}, str(response.get("NoEcho")).lower() == "true")


def as_strings(value: Any) -> Any:
    """Booleans and numbers reach a function as strings."""
    if isinstance(value, Mapping):
        return {key: as_strings(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_strings(item) for item in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (int, float)) else value


def _function(properties: Properties) -> Any:
    token = str(properties["ServiceToken"])
    parts = token.split(":")
    if len(parts) < 7 or parts[2] != "lambda":
        raise Refused(f"the emulator's custom resources need a Lambda function as ServiceToken, got {token}")
    try:
        return lambda_backends[parts[4]][parts[3]].get_function(token)
    except JsonRESTError as error:
        raise Refused(f"{error.message} (ServiceToken: {token})") from error


def _answer_of(function: Any, event: Any, answer: Future[Mapping[str, Any]], timeout: float) -> Mapping[str, Any]:
    """The answer, or a refusal when the time is over or the function has ended in vain."""
    ended: Future[str] = Future()
    either: list[Future[Any]] = [answer, ended]
    threading.Thread(target=_run, args=(function, event, answer, ended), name="invocation", daemon=True).start()
    wait(either, timeout, "FIRST_COMPLETED")
    if not answer.done() and ended.done():
        wait([answer], min(GRACE if not ended.result() else 0.0, timeout))
    if answer.done():
        return answer.result()
    said = ended.result() if ended.done() else ""
    raise Refused(
        "CloudFormation did not receive a response from your Custom Resource. "
        f"Please check your logs for requestId [{event['RequestId']}]."
        + (f" The function failed: {said}" if said else "")
    )


def _run(function: Any, event: Any, answer: Future[Mapping[str, Any]], ended: Future[str]) -> None:
    """Invoke the function as CloudFormation does: again when it has failed; tells how it ended."""
    said = ""
    for _ in range(ATTEMPTS):
        try:
            result = lambda_service.invoke_and_wait(function, event)
        except JsonRESTError as error:
            ended.set_result(error.message)
            return
        said = result.payload if result.failed else ""
        if not said or answer.done():
            break
    ended.set_result(said)
