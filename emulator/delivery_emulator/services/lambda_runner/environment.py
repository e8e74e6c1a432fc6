"""One execution environment: a warm process that runs one invocation at a time."""

import json
import os
import queue
import subprocess
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from delivery_emulator.services.lambda_runner.sandbox.place import Place

_STARTER = ThreadPoolExecutor(1, thread_name_prefix="functions")
"""Starts every process: on Linux they end with the very thread that has started them, so it must be one that stays."""
LEFT_BEHIND_SECONDS = 5
INIT_SECONDS = 10
"""How long the code of a new environment may take to load, beside the function's timeout:
https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html."""


@dataclass(frozen=True)
class Outcome:
    """What an invocation ended with: a payload, or an error with `failed` set."""

    payload: str
    failed: bool
    alive: bool
    """Whether the process can serve another invocation."""
    logged: bool = False
    """Whether the runtime itself has written the error into the log."""
    seconds: float = 0
    init: float | None = None
    """How many seconds the code took to load, where it was loaded for this invocation."""


@dataclass
class _Clock:
    """When an invocation began, behind what came before it, and when its time is over."""

    started: float
    deadline: float
    loaded: bool = False

    def restart(self, timeout: float) -> None:
        """The code has been loaded: the function's own time begins."""
        self.started, self.loaded = time.monotonic(), True
        self.deadline = self.started + timeout


@dataclass(frozen=True)
class Start:
    """How to start a process."""

    place: Place
    handler: str
    variables: Mapping[str, str]
    log_format: str
    log_level: str
    response_port: int
    crash_log: Path


class ExecutionEnvironment:
    """A child process; `expires` is when its credentials end."""

    def __init__(self, start: Start) -> None:
        read_end, write_end = os.pipe()
        self._place, self._crash_log = start.place, start.crash_log
        self._loaded = False
        try:
            self._process = _STARTER.submit(_started, start, write_end).result()
        except OSError:
            os.close(read_end)
            start.place.clear()
            raise
        finally:
            os.close(write_end)
        self._answers: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, args=(read_end,), daemon=True)
        self._reader.start()

    def _read(self, descriptor: int) -> None:
        with open(descriptor, encoding="utf-8") as answers:
            for line in answers:
                self._answers.put(json.loads(line))
        self._answers.put(None)

    def invoke(self, invocation: Mapping[str, Any], timeout: float, log: list[str]) -> Outcome:
        """Run one invocation; what the function prints is appended to `log`. The first one waits for the code to be loaded, which
        has a time of its own."""
        began = time.monotonic()
        clock = _Clock(began, began + timeout + (0 if self._loaded else INIT_SECONDS))
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(f"{json.dumps(invocation)}\n".encode())
            self._process.stdin.flush()
            outcome = self._outcome(invocation["id"], timeout, log, clock)
        except BrokenPipeError:
            outcome = self._exited(invocation["id"])
        self._loaded = self._loaded or clock.loaded
        return replace(outcome, seconds=time.monotonic() - clock.started, init=clock.started - began if clock.loaded else None)

    def _outcome(self, request_id: str, timeout: float, log: list[str], clock: "_Clock") -> Outcome:
        while True:
            try:
                answer = self._answers.get(timeout=max(0.0, clock.deadline - time.monotonic()))
            except queue.Empty:
                self.end()
                return _timed_out(request_id, timeout)
            if answer is None:
                return self._exited(request_id)
            if answer["type"] == "ready":
                clock.restart(timeout)
            elif answer["type"] == "log":
                log.append(answer["text"])
            elif answer["type"] == "result":
                return Outcome(answer["payload"], False, True)
            else:
                return Outcome(json.dumps(answer["error"]), True, not answer["fatal"], answer.get("logged", False))

    def _exited(self, request_id: str) -> Outcome:
        code = self._process.wait()
        text = self._crash_log.read_text(errors="replace").strip()
        message = f"RequestId: {request_id} Error: Runtime exited with error: exit status {code}"
        error = {"errorType": "Runtime.ExitError", "errorMessage": message + (f"\n{text}" if text else "")}
        return Outcome(json.dumps(error), True, False)

    def end(self) -> None:
        """End the process and wait for it, and for what it has started where that ends with it."""
        self._process.kill()
        self._process.wait()
        self._reader.join(LEFT_BEHIND_SECONDS)
        self._place.clear()
        if self._process.stdin is not None and not self._process.stdin.closed:
            try:
                self._process.stdin.close()
            except BrokenPipeError:
                return


def _started(start: Start, channel: int) -> subprocess.Popen[bytes]:
    options = {"taskRoot": start.place.task_root, "handler": start.handler, "channel": channel}
    options.update({"logFormat": start.log_format, "logLevel": start.log_level})
    options.update({"variables": start.variables, "responsePort": start.response_port, "layers": start.place.layers})
    variables = start.place.environment({**start.variables, "EMULATOR_RUNNER": json.dumps(options)})
    start.crash_log.parent.mkdir(parents=True, exist_ok=True)
    with start.crash_log.open("wb") as crash:
        return subprocess.Popen(
            [*start.place.command, start.place.runner],
            env=variables,
            stdin=subprocess.PIPE,
            stdout=crash,
            stderr=crash,
            pass_fds=(channel,),
        )


def _timed_out(request_id: str, timeout: float) -> Outcome:
    message = f"RequestId: {request_id} Error: Task timed out after {timeout:.2f} seconds"
    return Outcome(json.dumps({"errorType": "Sandbox.Timedout", "errorMessage": message}), True, False)
