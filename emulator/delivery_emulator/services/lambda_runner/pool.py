"""Warm processes: one per function and idle moment, thrown away when the function changes."""

import json
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from delivery_emulator import settings
from delivery_emulator.authorization import judge
from delivery_emulator.authorization.operation import Operation
from delivery_emulator.identity import Caller
from delivery_emulator.role_trust import assume
from delivery_emulator.services.lambda_runner.environment import ExecutionEnvironment, Start
from delivery_emulator.services.lambda_runner.log_stream import LogStream
from delivery_emulator.services.lambda_runner.response_listener import response_port
from delivery_emulator.services.lambda_runner.sandbox.choice import confinement
from delivery_emulator.services.lambda_runner.sandbox.place import Language, Program
from delivery_emulator.services.lambda_runner.task import layers_directory, task_directory
from delivery_emulator.sessions import Session

SESSION_SECONDS = 12 * 3600
IDLE_SECONDS = 60.0
"""A process that has run nothing for so long ends. AWS says of its own environments only that they end after some time:
https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html"""
MOST_IDLE = 8
"""Of more idle processes those end that have been idle for longest: each takes about 50 MB."""


@dataclass(frozen=True)
class FunctionFacts:
    """What a process is started from; equal facts may share a process."""

    account: str
    region: str
    name: str
    version: str
    handler: str
    runtime: str
    role: str
    memory: int
    timeout: int
    variables: str
    """The environment variables as JSON."""
    scratch: int
    """The megabytes of `/tmp`."""
    code_digest: str
    layer_digests: tuple[str, ...]
    vpc_id: str | None
    log_group: str
    log_format: str
    application_level: str
    system_level: str
    code: bytes = field(compare=False, repr=False)
    layers: tuple[bytes, ...] = field(compare=False, repr=False)
    """The archives of the layers, in their order."""


@dataclass
class Warm:
    """A process with its log stream, and when its credentials end."""

    environment: ExecutionEnvironment
    stream: LogStream
    facts: FunctionFacts
    expires: float
    idle_since: float = 0.0
    """As `time.monotonic` has it."""


class Pool:
    """All processes of this emulator."""

    def __init__(self, most_idle: int = MOST_IDLE, idle_seconds: float = IDLE_SECONDS) -> None:
        self._most_idle, self._idle_seconds = most_idle, idle_seconds
        self._lock = threading.Condition()
        self._recycler: threading.Thread | None = None
        self._idle: dict[tuple[str, str, str, str], list[Warm]] = {}
        self._all: list[Warm] = []

    def take(self, facts: FunctionFacts) -> Warm:
        """An idle process of the function as it is now, else a new one. Raises `NotTrusted`, `NodeMissing`."""
        with self._lock:
            idle = self._idle.setdefault(_key(facts), [])
            fitting = [warm for warm in idle if warm.facts == facts and warm.expires > time.time()]
            outdated = [warm for warm in idle if warm not in fitting]
            self._idle[_key(facts)] = fitting
            found = fitting.pop() if fitting else None
        for warm in outdated:
            self._end(warm)
        return found or self._start(facts)

    def give_back(self, warm: Warm, alive: bool) -> None:
        """Keep the process for the next invocation, unless it has died."""
        if not alive:
            self._end(warm)
            return
        with self._lock:
            warm.idle_since = time.monotonic()
            self._idle.setdefault(_key(warm.facts), []).append(warm)
            if self._recycler is None:
                self._recycler = threading.Thread(target=self._recycle, name="recycler", daemon=True)
                self._recycler.start()
            self._lock.notify_all()

    def forget(self, account: str, region: str, name: str) -> None:
        """End the idle processes of a deleted function."""
        with self._lock:
            keys = [key for key in self._idle if key[:3] == (account, region, name)]
            gone = [warm for key in keys for warm in self._idle.pop(key)]
        for warm in gone:
            self._end(warm)

    def end(self) -> None:
        """End every process, the busy ones too."""
        with self._lock:
            processes = list(self._all)
            self._idle.clear()
        for warm in processes:
            self._end(warm)

    def _recycle(self) -> None:
        """End what is idle for too long, or too much of it, as long as the emulator runs; beside what asks for functions."""
        while True:
            with self._lock:
                while not (gone := self.superfluous(time.monotonic())):
                    self._lock.wait(self._idle_seconds if any(self._idle.values()) else None)
            for warm in gone:
                self._end(warm)

    def superfluous(self, now: float) -> list[Warm]:
        """Take those out that need not stay, the longest idle first."""
        with self._lock:
            idle = sorted((warm for each in self._idle.values() for warm in each), key=lambda warm: warm.idle_since)
            surplus = len(idle) - self._most_idle
            gone = [warm for place, warm in enumerate(idle) if place < surplus or now - warm.idle_since >= self._idle_seconds]
            for warm in gone:
                self._idle[_key(warm.facts)].remove(warm)
            return gone

    def _start(self, facts: FunctionFacts) -> Warm:
        lambda_service = Caller(facts.account, facts.role, facts.account, facts.account, service="lambda.amazonaws.com")
        session = assume(lambda_service, facts.role, facts.name, SESSION_SECONDS, vpc_id=facts.vpc_id)
        stream = LogStream.open(facts.account, facts.region, facts.log_group, facts.version)
        _ask_for_logs(session, stream)
        language: Language = "python" if facts.runtime.startswith("python") else "node"
        program = Program(language, task_directory(facts.code), layers_directory(facts.layers))
        place = confinement().place(program, facts.scratch)
        variables = {
            **place.variables,
            **_runtime_variables(facts, stream),
            "AWS_ACCESS_KEY_ID": session.access_key_id,
            "AWS_SECRET_ACCESS_KEY": session.secret_access_key,
            "AWS_SESSION_TOKEN": session.session_token,
            "LAMBDA_TASK_ROOT": place.task_root,
            **json.loads(facts.variables),
        }
        crash_log = settings.current().state_dir / "lambda" / "crashes" / f"{facts.name}-{secrets.token_hex(4)}.log"
        level = facts.application_level
        start = Start(place, facts.handler, variables, facts.log_format, level, response_port(), crash_log)
        warm = Warm(ExecutionEnvironment(start), stream, facts, session.expiration.timestamp() - 900)
        with self._lock:
            self._all.append(warm)
        return warm

    def _end(self, warm: Warm) -> None:
        warm.environment.end()
        with self._lock:
            if warm in self._all:
                self._all.remove(warm)


def _ask_for_logs(session: Session, stream: LogStream) -> None:
    """Lambda writes a function's log with the function's role; one that may not still runs, as on AWS, and the record says it."""
    group = f"arn:{session.role_arn.split(':')[1]}:logs:{stream.region}:{stream.account}:log-group:{stream.group}"
    asked = [(action, f"{group}:log-stream:{stream.name}", {}) for action in ("logs:CreateLogStream", "logs:PutLogEvents")]
    caller = Caller(session.account, session.arn, session.user_id, session.access_key_id, session.role_arn)
    judge.permit(caller, asked, Operation("lambda", "Log", stream.region))


def _key(facts: FunctionFacts) -> tuple[str, str, str, str]:
    return (facts.account, facts.region, facts.name, facts.version)


def _runtime_variables(facts: FunctionFacts, stream: LogStream) -> Mapping[str, Any]:
    """The variables Lambda defines, plus the way to this emulator."""
    return {
        "AWS_DEFAULT_REGION": facts.region,
        "AWS_ENDPOINT_URL": settings.current().endpoint,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{facts.runtime}",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(facts.memory),
        "AWS_LAMBDA_FUNCTION_NAME": facts.name,
        "AWS_LAMBDA_FUNCTION_VERSION": facts.version,
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_FORMAT": facts.log_format,
        "AWS_LAMBDA_LOG_GROUP_NAME": stream.group,
        "AWS_LAMBDA_LOG_LEVEL": facts.application_level,
        "AWS_LAMBDA_LOG_STREAM_NAME": stream.name,
        "AWS_REGION": facts.region,
        **({"AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED": "true"} if facts.runtime.startswith("node") else {}),
        "TZ": ":UTC",
        "_HANDLER": facts.handler,
    }
