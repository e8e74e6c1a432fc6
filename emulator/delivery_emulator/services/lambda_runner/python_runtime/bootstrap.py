"""One execution environment of a Python function. Reads invocations as JSON lines from its input and answers on a descriptor
of its own; ends when the input ends, so that it never outlives the emulator.

What Lambda's runtime does is told by https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html, python-context.html and
python-exceptions.html, and by https://github.com/aws/aws-lambda-python-runtime-interface-client.
"""

import decimal
import importlib
import json
import os
import site
import sys
import time
import traceback
from collections.abc import Iterable
from typing import Any

import lambda_output
import lambda_responses


class Fault(Exception):
    """An error of the runtime itself, with the type that it has on Lambda."""

    def __init__(self, kind: str, message: str, trace: list[str] | None = None) -> None:
        super().__init__(message)
        self.kind, self.trace = kind, trace or []


class Context:
    """What a handler is told about its invocation."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.aws_request_id = values["awsRequestId"]
        self.function_name = values["functionName"]
        self.function_version = values["functionVersion"]
        self.invoked_function_arn = values["invokedFunctionArn"]
        self.memory_limit_in_mb = values["memoryLimitInMB"]
        self.log_group_name = values["logGroupName"]
        self.log_stream_name = values["logStreamName"]
        self.client_context = self.identity = self.tenant_id = None
        self._deadline = time.time() * 1000 + values["timeout"]

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until Lambda ends the invocation."""
        return max(0, int(self._deadline - time.time() * 1000))


def search_path(task_root: str, layers: str) -> None:
    """The function's code, then its layers, then what the runtime brings. A `PYTHONPATH` of the function's own takes the place of
    the layers: https://dingxiong.github.io/posts/aws-lambda shows Lambda's own bootstrap."""
    runtime = os.environ["LAMBDA_RUNTIME_DIR"]
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    brought = [] if "PYTHONPATH" in os.environ else [f"{layers}/python/lib/{version}/site-packages", f"{layers}/python"]
    os.environ.setdefault("PYTHONPATH", runtime)
    first = [task_root, *brought]
    kept = [path for path in sys.path[1:] if path not in first]
    sys.path[:] = [*first, *(path for path in [runtime] if path not in kept), *kept]
    for path in filter(os.path.isdir, first):
        site.addsitedir(path)


def load(handler: str) -> Any:
    """The handler function. Raises `Fault`, or what the module itself raises."""
    module_name, dot, name = handler.rpartition(".")
    if not dot:
        raise Fault("Runtime.MalformedHandlerName", f"Bad handler '{handler}': not enough values to unpack (expected 2, got 1)")
    if module_name.split(".")[0] in sys.builtin_module_names:
        raise Fault("Runtime.BuiltInModuleConflict", f"Cannot use built-in module {module_name} as a handler module")
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise Fault("Runtime.ImportModuleError", f"Unable to import module '{module_name}': {error}") from error
    except SyntaxError as error:
        where = f'  File "{error.filename}" Line {error.lineno}\n    {error.text}'
        raise Fault("Runtime.UserCodeSyntaxError", f"Syntax error in module '{module_name}': {error}", [where]) from error
    if not hasattr(module, name):
        raise Fault("Runtime.HandlerNotFound", f"Handler '{name}' missing on module '{module_name}'")
    return getattr(module, name)


def marshalled(answer: Any) -> str:
    """What a handler returns, as JSON; a decimal is a number. Raises `Fault`."""
    try:
        return json.dumps(answer, default=_number)
    except (TypeError, ValueError) as error:
        raise Fault("Runtime.MarshalError", f"Unable to marshal response: {error}") from error


def _number(value: Any) -> Any:
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def described(error: BaseException, request_id: str) -> dict[str, Any]:
    """An error as the Lambda runtime reports it."""
    if isinstance(error, Fault):
        kind, trace = error.kind, error.trace
    else:
        frames = traceback.extract_tb(error.__traceback__)
        own = next((place for place, frame in enumerate(frames) if not _is_runtime(frame.filename)), len(frames))
        kind, trace = type(error).__name__, traceback.format_list([(f.filename, f.lineno or 0, f.name, f.line) for f in frames[own:]])
    return {"errorMessage": str(error), "errorType": kind, "requestId": request_id, "stackTrace": trace}


def _is_runtime(file: str) -> bool:
    return os.path.basename(file) == "bootstrap.py" or file.startswith("<frozen importlib")


def serve(options: dict[str, Any], invocations: Iterable[str], output: lambda_output.Output) -> None:
    """Run one invocation after another until there are no more."""
    handler = None
    for line in invocations:
        invocation = json.loads(line)
        output.request_id = invocation["id"]
        os.environ["_X_AMZN_TRACE_ID"] = invocation["traceId"]
        try:
            if handler is None:
                handler = load(options["handler"])
                output.send({"type": "ready"})
            answer = {"type": "result", "payload": marshalled(handler(invocation["event"], Context(invocation["context"])))}
        except Exception as error:  # whatever the function raises is what its caller gets
            report = described(error, invocation["id"])
            output.error(report)
            answer = {"type": "error", "error": report, "fatal": handler is None, "logged": True}
        output.drain()
        output.send(answer)


def main() -> None:
    """What the emulator starts."""
    options = json.loads(os.environ.pop("EMULATOR_RUNNER"))
    for name in os.environ.keys() - options["variables"].keys():
        del os.environ[name]
    os.environ.update(options["variables"])
    invocations = os.fdopen(os.dup(0), "r", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.set_inheritable(options["channel"], False)
    crash = os.fdopen(os.dup(2), "w", encoding="utf-8")
    output = lambda_output.Output(options["channel"], options["logFormat"], options["logLevel"])
    try:
        lambda_responses.redirect(options["responsePort"])
        os.chdir(options["taskRoot"])
        search_path(options["taskRoot"], options["layers"])
        serve(options, invocations, output)
    except Exception:
        traceback.print_exc(file=crash)
        raise
    finally:
        output.drain()


if __name__ == "__main__":
    main()
