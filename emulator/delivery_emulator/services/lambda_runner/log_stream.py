"""One execution environment's log stream: what Lambda itself and what the function writes."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from moto.logs.models import logs_backends

MAX_EVENT = 256 * 1024


@dataclass(frozen=True)
class LogStream:
    """A real stream `YYYY/MM/DD/[version]<hex>` in the function's log group."""

    account: str
    region: str
    group: str
    name: str

    @staticmethod
    def open(account: str, region: str, group: str, version: str) -> LogStream:
        """Make the stream, and the group too where it is missing: unencrypted and never expiring, as Lambda does."""
        name = f"{time.strftime('%Y/%m/%d', time.gmtime())}/[{version}]{secrets.token_hex(16)}"
        backend = logs_backends[account][region]
        if group not in backend.groups:
            backend.create_log_group(group, {})
        backend.create_log_stream(group, name)
        return LogStream(account, region, group, name)

    def write(self, lines: Sequence[str]) -> None:
        """Append log events, all with the present time; they are lost when the group has been deleted meanwhile."""
        backend: Any = logs_backends[self.account][self.region]
        group = backend.groups.get(self.group)
        if not lines or group is None:
            return
        if self.name not in group.streams:
            backend.create_log_stream(self.group, self.name)
        now = int(time.time() * 1000)
        events = [{"timestamp": now, "message": line[:MAX_EVENT]} for line in lines]
        backend.put_log_events(self.group, self.name, events)


@dataclass(frozen=True)
class LogStyle:
    """How a function's `LoggingConfig` wants its log."""

    format: str = "Text"
    application_level: str = "INFO"
    system_level: str = "INFO"

    def start(self, request_id: str, version: str) -> list[str]:
        """What Lambda writes before an invocation."""
        if self.format == "JSON":
            return self._platform("platform.start", {"requestId": request_id, "version": version})
        return [f"START RequestId: {request_id} Version: {version}\n"]

    def end(self, request_id: str, seconds: float, memory: int, status: str, init: float | None = None) -> list[str]:
        """What Lambda writes after an invocation, which an environment's first initialisation came before."""
        milliseconds = seconds * 1000
        billed = int((seconds + (init or 0)) * 1000) + 1
        if self.format == "JSON":
            metrics = {"durationMs": round(milliseconds, 3), "billedDurationMs": billed, "memorySizeMB": memory}
            metrics |= {} if init is None else {"initDurationMs": round(init * 1000, 3)}
            record = {"requestId": request_id, "status": status, "metrics": metrics}
            return self._platform("platform.report", record)
        beginning = "" if init is None else f"Init Duration: {init * 1000:.2f} ms\t"
        report = (
            f"REPORT RequestId: {request_id}\tDuration: {milliseconds:.2f} ms\tBilled Duration: {billed} ms\t"
            f"Memory Size: {memory} MB\tMax Memory Used: {memory // 2} MB\t{beginning}\n"
        )
        return [f"END RequestId: {request_id}\n", report]

    def failure(self, request_id: str, error: Any) -> str:
        """How an invocation's error stands in the log."""
        moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime()) + f".{int(time.time() * 1000) % 1000:03d}Z"
        if self.format == "JSON":
            detail = {"timestamp": moment, "level": "ERROR", "requestId": request_id, "message": error}
            return json.dumps(detail)
        return f"{moment}\t{request_id}\tERROR\tInvoke Error \t{json.dumps(error)}"

    def _platform(self, kind: str, record: dict[str, Any]) -> list[str]:
        if self.system_level == "WARN":
            return []
        moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime()) + ".000Z"
        return [json.dumps({"time": moment, "type": kind, "record": record})]
