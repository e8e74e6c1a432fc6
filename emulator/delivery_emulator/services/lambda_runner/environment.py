"""One execution environment: a warm Node.js process that runs one invocation at a time."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RUNNER = Path(__file__).with_name("runner.cjs")


@dataclass(frozen=True)
class Outcome:
    """What an invocation ended with: a payload, or an error with `failed` set."""

    payload: str
    failed: bool
    alive: bool
    """Whether the process can serve another invocation."""


@dataclass(frozen=True)
class Start:
    """How to start a process."""

    task: Path
    handler: str
    variables: Mapping[str, str]
    log_format: str
    log_level: str
    crash_log: Path


class NodeMissing(Exception):
    """There is no `node` on this machine."""


class ExecutionEnvironment:
    """A child process; `expires` is when its credentials end."""

    def __init__(self, start: Start) -> None:
        read_end, write_end = os.pipe()
        options = {"taskRoot": str(start.task), "handler": start.handler, "channel": write_end}
        options.update({"logFormat": start.log_format, "logLevel": start.log_level})
        variables = {**start.variables, "EMULATOR_RUNNER": json.dumps(options)}
        start.crash_log.parent.mkdir(parents=True, exist_ok=True)
        self._crash_log = start.crash_log
        try:
            with start.crash_log.open("wb") as crash:
                self._process = subprocess.Popen(
                    ["node", str(RUNNER)],
                    env=variables,
                    stdin=subprocess.PIPE,
                    stdout=crash,
                    stderr=crash,
                    pass_fds=(write_end,),
                )
        except FileNotFoundError as error:
            os.close(read_end)
            os.close(write_end)
            raise NodeMissing("node is not on the PATH: Lambda functions need Node.js 20 or newer") from error
        os.close(write_end)
        self._answers: queue.Queue[dict[str, Any] | None] = queue.Queue()
        threading.Thread(target=self._read, args=(read_end,), daemon=True).start()

    def _read(self, descriptor: int) -> None:
        with open(descriptor, encoding="utf-8") as answers:
            for line in answers:
                self._answers.put(json.loads(line))
        self._answers.put(None)

    def invoke(self, invocation: Mapping[str, Any], timeout: float, log: list[str]) -> Outcome:
        """Run one invocation; what the function prints is appended to `log`."""
        request_id, deadline = invocation["id"], time.monotonic() + timeout
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(f"{json.dumps(invocation)}\n".encode())
            self._process.stdin.flush()
        except BrokenPipeError:
            return self._exited(request_id)
        while True:
            try:
                answer = self._answers.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                self.end()
                return _timed_out(request_id, timeout)
            if answer is None:
                return self._exited(request_id)
            if answer["type"] == "log":
                log.append(answer["text"])
            elif answer["type"] == "result":
                return Outcome(answer["payload"], False, True)
            else:
                return Outcome(json.dumps(answer["error"]), True, not answer["fatal"])

    def _exited(self, request_id: str) -> Outcome:
        code = self._process.wait()
        text = self._crash_log.read_text(errors="replace").strip()
        message = f"RequestId: {request_id} Error: Runtime exited with error: exit status {code}"
        error = {"errorType": "Runtime.ExitError", "errorMessage": message + (f"\n{text}" if text else "")}
        return Outcome(json.dumps(error), True, False)

    def end(self) -> None:
        """End the process and wait for it."""
        self._process.kill()
        self._process.wait()
        if self._process.stdin is not None and not self._process.stdin.closed:
            try:
                self._process.stdin.close()
            except BrokenPipeError:
                return


def _timed_out(request_id: str, timeout: float) -> Outcome:
    message = f"RequestId: {request_id} Error: Task timed out after {timeout:.2f} seconds"
    return Outcome(json.dumps({"errorType": "Sandbox.Timedout", "errorMessage": message}), True, False)
