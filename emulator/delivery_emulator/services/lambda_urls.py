"""Function URLs: a port for each, as APIs have one, for whom the function's own policy lets in.

Sources: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html (both permissions that a URL needs) and
https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html (payload 2.0, what a client gets).
"""

import functools
import json
from collections.abc import Callable
from typing import Any

from moto.awslambda.models import FunctionUrlConfig, LambdaBackend, LambdaFunction
from moto.awslambda.policy import Policy

from delivery_emulator import journal
from delivery_emulator.api_gateway import doors
from delivery_emulator.api_gateway.answers import Malformed, answer_2
from delivery_emulator.api_gateway.messages import Incoming, Outgoing, outgoing
from delivery_emulator.api_gateway.payloads import Matched, payload_2
from delivery_emulator.policy import Principal, Request, evaluate
from delivery_emulator.services import lambda_service
from delivery_emulator.services.lambda_refusals import Conflict
from delivery_emulator.services.patch import around

_ASKED = (
    ("lambda:InvokeFunctionUrl", {"lambda:FunctionUrlAuthType": "NONE"}),
    ("lambda:InvokeFunction", {"lambda:InvokedViaFunctionUrl": "true"}),
)


def install() -> None:
    """Patch moto's function URLs, and the conditions that permissions for them have."""
    around(FunctionUrlConfig, "__init__")(_open)
    around(LambdaFunction, "create_url_config")(_create)
    around(LambdaFunction, "delete_url_config")(_close)
    around(LambdaBackend, "delete_function")(_delete_function)
    around(Policy, "add_statement")(_add_statement)


def _create(original: Callable[..., Any], function: Any, config: dict[str, Any]) -> Any:
    if function.url_config is not None:
        raise Conflict(
            f"Failed to create function url config for [functionArn = {function.function_arn}]. "
            "Error message:  FunctionUrlConfig exists for this Lambda function"
        )
    return original(function, config)


def _open(original: Callable[..., Any], url: Any, *args: Any, **kwargs: Any) -> None:
    original(url, *args, **kwargs)
    function = url.function
    url.url_id = url.url.removeprefix("https://").partition(".")[0]
    name = f"function {function.function_name}"
    url.url = doors.open_door(function.account_id, function.region, url.url_id, name, functools.partial(_serve, url)) + "/"


def _close(original: Callable[..., Any], function: Any) -> None:
    if function.url_config is not None:
        doors.close_door(function.region, function.url_config.url_id)
    original(function)


def _delete_function(original: Callable[..., Any], backend: Any, function_name: str, qualifier: str | None = None) -> None:
    function = backend.get_function(function_name, qualifier)
    original(backend, function_name, qualifier)
    if not qualifier:
        function.delete_url_config()


def _add_statement(original: Callable[..., Any], policy: Any, *args: Any, **kwargs: Any) -> Any:
    """moto leaves both as fields of the statement, where no policy has any."""
    answer = original(policy, *args, **kwargs)
    statement = policy.statements[-1]
    kind, via = statement.pop("FunctionUrlAuthType", None), statement.pop("InvokedViaFunctionUrl", None)
    if kind is not None:
        statement.setdefault("Condition", {}).setdefault("StringEquals", {})["lambda:FunctionUrlAuthType"] = kind
    if via is not None:
        statement.setdefault("Condition", {})["Bool"] = {"lambda:InvokedViaFunctionUrl": str(via).lower()}
    return answer


def _serve(config: Any, asked: Incoming) -> Outgoing:
    function = config.function
    place = f"URL of {function.function_arn} {asked.method} {asked.path}"
    for action, context in _ASKED:
        policies = [function.policy.get_policy()["Policy"]] if function.policy.statements else []
        decision = evaluate(policies, Request(Principal.anonymous(), action, function.function_arn, context))
        if decision.effect != "allow":
            journal.note_request(f"{place}: {action}: {decision.because}")
            return outgoing(403, {"Message": "Forbidden"})
    domain = f"{config.url_id}.lambda-url.{function.region}.on.aws"
    matched = Matched(function.account_id, function.region, config.url_id, "$default", "$default", {}, {}, "$default", domain_name=domain)
    event = payload_2(asked, matched)
    event["requestContext"]["accountId"] = "anonymous"
    answer = lambda_service.invoke_and_wait(function, event)
    try:
        if answer.failed:
            raise Malformed(answer.payload)
        return answer_2(json.loads(answer.payload) if answer.payload else None)
    except Malformed as error:
        journal.note_request(f"{place}: {error}")
        return Outgoing(502, [("Content-Type", "text/plain")], b"Internal Server Error")
