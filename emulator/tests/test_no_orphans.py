import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import zipfile
from pathlib import Path
from typing import Any

import boto3
from needs import not_run
from patience import PATIENCE
from processes import alive, descendants

ROOT = Path(__file__).resolve().parents[1]
ACCOUNT = "222222222222"


class NoOrphans(unittest.TestCase):
    """Whatever ends the emulator ends the processes of its functions."""

    def setUp(self) -> None:
        state = tempfile.TemporaryDirectory()
        self.addCleanup(state.cleanup)
        command = [sys.executable, "-m", "delivery_emulator", "--state-dir", state.name]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        self.log = Path(state.name, "emulator.log")
        with self.log.open("wb") as log:
            self.emulator = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log)
        self.addCleanup(self._end)
        assert self.emulator.stdout is not None
        ready = json.loads(self.emulator.stdout.readline())
        self.port, self.secret = ready["port"], ready["secret"]

    def _end(self) -> None:
        self.emulator.kill()
        self.emulator.wait()
        assert self.emulator.stdout is not None
        self.emulator.stdout.close()

    def client(self, service: str) -> Any:
        keys = {"aws_access_key_id": ACCOUNT, "aws_secret_access_key": self.secret}
        return boto3.client(service, endpoint_url=f"http://localhost:{self.port}", region_name="eu-west-1", **keys)

    def processes_of_a_function(self, then: str) -> set[int]:
        principal = {"Service": "lambda.amazonaws.com"}
        statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
        trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        role = self.client("iam").create_role(RoleName="fn", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
        code = io.BytesIO()
        with zipfile.ZipFile(code, "w") as archive:
            archive.writestr("index.js", f"exports.handler = async () => {{ {then} }}")
        awslambda = self.client("lambda")
        spec = {"Runtime": "nodejs20.x", "Handler": "index.handler", "Role": role, "Timeout": PATIENCE}
        awslambda.create_function(FunctionName="pid", Code={"ZipFile": code.getvalue()}, **spec)
        awslambda.invoke(FunctionName="pid")
        return descendants(self.emulator.pid)

    def test_no_function_survives_an_emulator_that_is_asked_to_end(self) -> None:
        self.end_by(signal.SIGTERM, self.processes_of_a_function("return 1"))

    def test_no_function_survives_an_emulator_that_is_killed(self) -> None:
        self.end_by(signal.SIGKILL, self.processes_of_a_function("return 1"))

    def test_no_function_that_never_looks_up_survives_a_killed_emulator(self) -> None:
        busy = self.processes_of_a_function("setImmediate(() => { for (;;); })")
        if "sandbox of Linux namespaces" not in self.log.read_text():
            not_run(self, "needs Linux namespaces: elsewhere a function ends when it next looks at its input")
        self.end_by(signal.SIGKILL, busy)

    def end_by(self, how: signal.Signals, processes: set[int]) -> None:
        self.assertTrue(processes)
        self.emulator.send_signal(how)
        self.emulator.wait(PATIENCE)
        self.assertTrue(_all_gone(processes), f"of {processes} some are still there after {how.name}")


def _all_gone(processes: set[int]) -> bool:
    """Whether they end before the deadline."""
    deadline = time.monotonic() + PATIENCE
    while alive(processes) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not alive(processes)


if __name__ == "__main__":
    unittest.main()
