"""How API Gateway calls a function: by the function's own policy, and no longer than the integration's timeout.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html (execute-api ARNs),
https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html (timeouts).
"""

import json
import re
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotInTime
from dataclasses import dataclass
from typing import Any

from moto.awslambda.exceptions import LambdaClientError
from moto.awslambda.models import lambda_backends

from delivery_emulator.services import lambda_service

INVOKES = "api-invokes-function"
"""The row of `service-calls.json`."""
_FUNCTION = re.compile(r"arn:[a-z-]+:lambda:([a-z0-9-]+):(\d{12}):function:([^:/]+)(?::([^:/]+))?")
_VARIABLE = re.compile(r"\$\{stageVariables\.([A-Za-z0-9_]+)\}")


class Unanswered(Exception):
    """No answer of the function: it is not there, does not let API Gateway in, has failed (by a `message` of its own), or is late (`late`)."""

    def __init__(self, why: str, late: bool = False, failed: bool = False, message: str | None = None) -> None:
        super().__init__(why)
        self.late, self.failed, self.message = late, failed, message


class TooLong(Unanswered):
    """An event that is larger than a function takes."""


@dataclass(frozen=True)
class Called:
    """Which function, for which API, and how long it may take."""

    uri: str
    """A function's ARN, bare or within an integration's URI."""
    account: str
    source: str
    """The execute-api ARN of what was asked."""
    seconds: float
    variables: Mapping[str, str]


NO_FUNCTION = r"^(?!.*arn:[a-z-]+:lambda:[a-z0-9-]+:\d{12}:function:[^:/]+)[^{}]+$|\$\{(?!stageVariables\.\w+\})[^{}]*\}"
"""What of a URI, as far as it is known, names no function, or is filled in by nobody here."""


def may_name_function(uri: str) -> bool:
    """Whether a function can be called by an integration's URI, by what its stage says, too."""
    return function_in(uri) is not None or _VARIABLE.search(uri) is not None


def function_in(uri: str) -> re.Match[str] | None:
    """The function's ARN within an integration's URI: region, account, name and qualifier."""
    return _FUNCTION.search(uri)


def call(called: Called, event: Mapping[str, Any]) -> Any:
    """What the function answers, from JSON. Raises `Unanswered`."""
    size = len(json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode())
    if size > lambda_service.MOST_BYTES:
        raise TooLong(f"the event has {size} bytes, and a function takes {lambda_service.MOST_BYTES}")
    function, arn = _found(called)
    if not lambda_service.may_invoke(function, arn, INVOKES, called.source, called.account):
        raise Unanswered(f"the policy of {arn} does not let apigateway.amazonaws.com in for {called.source}")
    answer = _in_time(function, event, called.seconds)
    if answer.failed:
        raise Unanswered(f"the function failed: {answer.payload}", failed=True, message=_message(answer.payload))
    return json.loads(answer.payload) if answer.payload else None


def _message(payload: str | None) -> str | None:
    said = json.loads(payload or "null")
    return said.get("errorMessage") if isinstance(said, Mapping) else None


def _found(called: Called) -> tuple[Any, str]:
    uri = _VARIABLE.sub(lambda found: called.variables.get(found[1], ""), called.uri)
    found = function_in(uri)
    if found is None:
        raise Unanswered(f"{uri} names no function")
    region, account, name, qualifier = found.groups()
    try:
        return lambda_backends[account][region].get_function(name, qualifier), found[0]
    except LambdaClientError as error:
        raise Unanswered(f"{uri}: {error}") from error


def _in_time(function: Any, event: Mapping[str, Any], seconds: float) -> Any:
    done: Future[Any] = Future()

    def run() -> None:
        try:
            done.set_result(lambda_service.invoke_and_wait(function, event))
        except Exception as error:  # it is raised where the answer is waited for
            done.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        return done.result(seconds)
    except NotInTime as error:
        raise Unanswered(f"no answer within {seconds:g} s", late=True) from error
    except LambdaClientError as error:
        raise Unanswered(str(error), failed=True) from error
