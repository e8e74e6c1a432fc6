from __future__ import annotations

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

ROOT = Path(__file__).resolve().parents[1]
ACCOUNT = "222222222222"


class NoOrphans(unittest.TestCase):
    """Whatever ends the emulator ends the processes of its functions."""

    def setUp(self) -> None:
        state = tempfile.TemporaryDirectory()
        self.addCleanup(state.cleanup)
        command = [sys.executable, "-m", "delivery_emulator", "--state-dir", state.name]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        self.emulator = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)
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

    def process_of_a_function(self) -> int:
        principal = {"Service": "lambda.amazonaws.com"}
        statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
        trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        role = self.client("iam").create_role(RoleName="fn", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
        code = io.BytesIO()
        with zipfile.ZipFile(code, "w") as archive:
            archive.writestr("index.js", "exports.handler = async () => process.pid")
        awslambda = self.client("lambda")
        spec = {"Runtime": "nodejs20.x", "Handler": "index.handler", "Role": role, "Timeout": 20}
        awslambda.create_function(FunctionName="pid", Code={"ZipFile": code.getvalue()}, **spec)
        return int(json.loads(awslambda.invoke(FunctionName="pid")["Payload"].read()))

    def test_no_function_survives_an_emulator_that_is_asked_to_end(self) -> None:
        self.end_by(signal.SIGTERM)

    def test_no_function_survives_an_emulator_that_is_killed(self) -> None:
        self.end_by(signal.SIGKILL)

    def end_by(self, how: signal.Signals) -> None:
        process = self.process_of_a_function()
        os.kill(process, 0)
        self.emulator.send_signal(how)
        self.emulator.wait(20)
        self.assertTrue(_gone(process), f"process {process} is still there after {how.name}")


def _gone(process: int) -> bool:
    """Whether the process ends before the deadline; one that only waits to be reaped has ended."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        state = Path(f"/proc/{process}/stat")
        try:
            os.kill(process, 0)
            if state.exists() and state.read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.02)
    return False


if __name__ == "__main__":
    unittest.main()
