import json
import os
import unittest
from pathlib import Path
from typing import Any

from lambda_case import LambdaCase
from needs import need_namespaces
from service_case import ACCOUNT, NODE_MODULES

TELLER = r"""
import logging, os, subprocess, sys, json, urllib.request
logging.getLogger().setLevel("INFO")
count = 0

def handler(event, context):
    global count
    count += 1
    print("two", "lines", sep="\n")
    logging.info("one\nevent %s", count)
    sys.stdout.write("unfinished")
    if event == "raise":
        raise KeyError("action")
    if event == "child":
        subprocess.check_call(["echo", "of a child"])
    return eval(event) if event and event != "child" else [count, context.aws_request_id]
"""


class PythonCase(LambdaCase):
    def python(self, code: str = TELLER, name: str = "data", **options: Any) -> str:
        return self.function({"index.py": code}, name, Runtime="python3.12", **options)

    def told(self, expression: str, name: str = "data") -> Any:
        """What a Python expression is worth in the function."""
        payload, answer = self.invoke(name, expression)
        self.assertNotIn("FunctionError", answer, payload)
        return payload


class Handlers(PythonCase):
    def test_a_handler_runs_in_a_warm_process_and_what_it_writes_is_in_its_log(self) -> None:
        self.python()
        first = self.invoke()[0]
        second = self.invoke(event="child")[0]
        self.assertEqual((first[0], second[0]), (1, 2))
        lines = self.lines("/aws/lambda/data")
        self.assertEqual(lines[1:3], ["two", "lines"])
        self.assertRegex(lines[3], rf"(?s)^\[INFO\]\t\d{{4}}-\d\d-\d\dT[\d:]+\.\d{{3}}Z\t{first[1]}\tone\nevent 1$")
        self.assertEqual(lines[4], "unfinished")
        self.assertTrue(lines[5].startswith("END RequestId"))
        self.assertIn("unfinishedof a child", lines)

    def test_an_error_has_the_form_of_lambda_in_the_answer_and_in_the_log(self) -> None:
        self.python()
        payload, answer = self.invoke(event="raise")
        self.assertEqual(answer["FunctionError"], "Unhandled")
        self.assertEqual((payload["errorType"], payload["errorMessage"], len(payload["stackTrace"])), ("KeyError", "'action'", 1))
        self.assertRegex(payload["stackTrace"][0], r'^  File ".*/index\.py", line 13, in handler\n    raise KeyError\("action"\)\n$')
        told = [line for line in self.lines("/aws/lambda/data") if line.startswith("[ERROR]")]
        self.assertEqual(len(told), 1)
        self.assertIn("[ERROR] KeyError: 'action'\nTraceback (most recent call last):\n\u00a0\u00a0File", told[0])
        self.assertEqual(self.invoke()[0][0], 2, "an error of the handler ends no process")

    def test_faults_of_the_code_have_the_types_of_lambda(self) -> None:
        for code, handler, kind, message in (
            ("import absent", "index.handler", "Runtime.ImportModuleError", "Unable to import module 'index': No module named 'absent'"),
            ("", "other.handler", "Runtime.ImportModuleError", "Unable to import module 'other': No module named 'other'"),
            ("x = 1", "index.handler", "Runtime.HandlerNotFound", "Handler 'handler' missing on module 'index'"),
            ("def f(:", "index.handler", "Runtime.UserCodeSyntaxError", "Syntax error in module 'index': "),
            ("", "index", "Runtime.MalformedHandlerName", "Bad handler 'index': not enough values to unpack (expected 2, got 1)"),
            ("", "sys.exit", "Runtime.BuiltInModuleConflict", "Cannot use built-in module sys as a handler module"),
            ("handler = lambda event, context: {1, 2}", "index.handler", "Runtime.MarshalError", "Unable to marshal response: Object of type set is not JSON serializable"),
            ("import moto", "index.handler", "Runtime.ImportModuleError", "Unable to import module 'index': No module named 'moto'"),
            ("import sys\nhandler = lambda event, context: sys.exit(3)", "index.handler", "Runtime.ExitError", "Runtime exited with error: exit status 3"),
            ("1 / 0", "index.handler", "ZeroDivisionError", "division by zero"),
        ):
            with self.subTest(code=code, handler=handler):
                name = self.python(code, f"f{abs(hash((code, handler)))}", Handler=handler)
                payload, answer = self.invoke(name)
                self.assertEqual((answer["FunctionError"], payload["errorType"]), ("Unhandled", kind), payload)
                self.assertIn(message, payload["errorMessage"])

    def test_a_timeout_ends_it_and_it_works_again(self) -> None:
        code = "import time\ndef handler(event, context):\n    time.sleep(60 if event else 0)\n    return context.get_remaining_time_in_millis() > 0"
        self.python(code, Timeout=1)
        self.assertEqual(self.invoke(event=1)[0]["errorType"], "Sandbox.Timedout")
        self.awslambda.update_function_configuration(FunctionName="data", Timeout=60)
        self.assertEqual(self.invoke()[0], True)

    def test_its_time_begins_once_its_code_is_loaded(self) -> None:
        code = "import time\ntime.sleep(1.5)\ndef handler(event, context):\n    return context.get_remaining_time_in_millis() > 0"
        self.python(code, Timeout=1)
        self.assertEqual(self.invoke()[0], True)

    def test_json_logs_are_records_above_their_level(self) -> None:
        code = """
import logging
def handler(event, context):
    logging.getLogger("own").info("i")
    try:
        int("x")
    except ValueError:
        logging.getLogger("own").warning("w %s", 1, exc_info=True, extra={"order": 7})
    print("plain")
"""
        self.python(code, LoggingConfig={"LogFormat": "JSON", "ApplicationLogLevel": "WARN", "LogGroup": "/own"})
        self.invoke()
        lines = self.lines("/own")
        self.assertIn("plain", lines)
        (found,) = [json.loads(line) for line in lines if '"level"' in line]
        expected = {"level": "WARNING", "message": "w 1", "logger": "own", "order": 7, "errorType": "ValueError"}
        self.assertEqual(expected, {name: found[name] for name in expected})
        self.assertLessEqual({"timestamp", "requestId", "stackTrace", "errorMessage", "location"}, set(found))

    def test_boto3_is_there_and_speaks_to_the_emulator_as_the_role(self) -> None:
        self.python("import boto3\ndef handler(event, context):\n    return boto3.client('sts').get_caller_identity()['Arn']")
        self.assertEqual(self.invoke()[0], f"arn:aws:sts::{ACCOUNT}:assumed-role/fn/data")


class Sandboxed(PythonCase):
    """Linux namespaces: what lies where for a function of Python."""

    def setUp(self) -> None:
        need_namespaces(self)
        super().setUp()

    def test_it_finds_what_lambda_has_and_nothing_of_the_user(self) -> None:
        self.python()
        hidden = [__file__, str(NODE_MODULES), str(Path.home() / ".aws"), f"/proc/{os.getpid()}"]
        self.assertEqual(self.told(f"[path for path in {hidden} if os.path.exists(path)]"), [])
        version = self.told("'python%d.%d' % sys.version_info[:2]")
        self.assertEqual(self.told("[os.getcwd(), sys.executable]"), ["/var/task", f"/var/lang/bin/{version}"])
        layers = [f"/opt/python/lib/{version}/site-packages", "/opt/python"]
        self.assertEqual(self.told("sys.path")[:4], ["/var/task", *layers, "/var/runtime"])
        self.assertEqual(self.told(f"os.listdir('/var/lang/lib/{version}/site-packages')"), [])
        self.assertEqual(self.told("sorted(os.listdir('/var/lang/bin'))"), ["python", "python3", version])
        self.assertEqual(self.told("[os.access(path, os.W_OK) for path in ('/var/task', '/opt', '/var/lang', '/tmp')]"), [False] * 3 + [True])

    def test_variables_are_those_of_lambda_and_of_the_function(self) -> None:
        self.python(Environment={"Variables": {"TABLE": "x", "LD_LIBRARY_PATH": "/opt/own"}})
        found = self.told("dict(os.environ)")
        self.assertEqual((found["TABLE"], found["PYTHONPATH"], found["AWS_EXECUTION_ENV"]), ("x", "/var/runtime", "AWS_Lambda_python3.12"))
        self.assertEqual(found["LD_LIBRARY_PATH"].split(":")[0], "/opt/own")
        expected = {
            *("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_DEFAULT_REGION", "AWS_REGION"),
            *("AWS_ENDPOINT_URL", "AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_NAME"),
            *("AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_FORMAT", "LANG", "PATH", "TZ"),
            *("AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_LEVEL", "AWS_LAMBDA_LOG_STREAM_NAME", "LAMBDA_TASK_ROOT"),
            *("LAMBDA_RUNTIME_DIR", "LD_LIBRARY_PATH", "PYTHONPATH", "TABLE", "_HANDLER", "_X_AMZN_TRACE_ID"),
        }
        self.assertEqual(set(found), expected)

    def test_a_function_s_own_python_path_takes_the_place_of_its_layers(self) -> None:
        self.python(Environment={"Variables": {"PYTHONPATH": "/var/task/own"}})
        path = self.told("sys.path")
        self.assertIn("/var/task/own", path)
        self.assertNotIn("/opt/python", path)


del LambdaCase, PythonCase

if __name__ == "__main__":
    unittest.main()
