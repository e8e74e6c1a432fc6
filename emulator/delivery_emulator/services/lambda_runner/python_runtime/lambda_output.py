"""What a Python function writes: its `logging` as the Lambda runtime formats it, and lines of the raw streams.

https://docs.aws.amazon.com/lambda/latest/dg/python-logging.html and
https://github.com/aws/aws-lambda-python-runtime-interface-client (`lambda_runtime_log_utils.py`).
"""

import io
import json
import logging
import os
import secrets
import sys
import threading
import time
import traceback
from typing import Any

_LEVELS = {"TRACE": "DEBUG", "WARN": "WARNING", "FATAL": "CRITICAL"}
"""Python's names of Lambda's levels, where they differ."""
_OWN = frozenset([*vars(logging.makeLogRecord({})), "aws_request_id", "message", "asctime", "taskName"])
"""What every record has; what it has besides is the function's own."""


class Output:
    """Sends everything that the function writes as messages of type `log`, in order."""

    def __init__(self, channel: int, log_format: str, level: str) -> None:
        self.request_id = ""
        self._channel, self._json = channel, log_format == "JSON"
        self._sending, self._drained, self._mark = threading.Lock(), threading.Event(), secrets.token_hex(16)
        read_end, self._write_end = os.pipe()
        for descriptor in (1, 2):
            os.dup2(self._write_end, descriptor)
        sys.stdout, sys.stderr = _text(1), _text(2)
        threading.Thread(target=self._read, args=(read_end,), daemon=True).start()
        self._set_up_logging(level)

    def send(self, message: dict[str, Any]) -> None:
        """One message to the emulator."""
        with self._sending:
            left = f"{json.dumps(message)}\n".encode()
            while left:
                left = left[os.write(self._channel, left) :]

    def drain(self) -> None:
        """Return when everything that was printed has been sent, an unfinished line too."""
        sys.stdout.flush()
        sys.stderr.flush()
        self._drained.clear()
        os.write(self._write_end, f"{self._mark}\n".encode())
        self._drained.wait()

    def event(self, text: str) -> None:
        """One log event behind what was printed before; it may have several lines."""
        self.drain()
        self.send({"type": "log", "text": text})

    def error(self, report: dict[str, Any]) -> None:
        """How an invocation's error stands in the log."""
        if self._json:
            self.event(json.dumps({"timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "level": "ERROR", **report}))
            return
        message = f": {report['errorMessage']}" if report["errorMessage"] else ""
        lines = [line for element in report["stackTrace"] for line in element.splitlines()]
        spaced = ["\u00a0" * (len(line) - len(line.lstrip(" "))) + line.lstrip(" ") for line in lines]
        self.event("\n".join([f"[ERROR] {report['errorType']}{message}", "Traceback (most recent call last):", *spaced]))

    def _read(self, descriptor: int) -> None:
        with open(descriptor, encoding="utf-8", errors="backslashreplace", newline="\n") as lines:
            for line in lines:
                text = line.removesuffix("\n")
                if text.endswith(self._mark):
                    if rest := text.removesuffix(self._mark):
                        self.send({"type": "log", "text": rest})
                    self._drained.set()
                else:
                    self.send({"type": "log", "text": text})

    def _set_up_logging(self, level: str) -> None:
        """The one handler that Lambda gives the root logger; its level is set for JSON only, as the level of a text log cannot be."""
        output = self

        class _Handler(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                record.aws_request_id = output.request_id
                output.event(self.format(record))

        handler = _Handler()
        handler.setFormatter(_JsonFormatter() if self._json else _TextFormatter())
        logging.getLogger().addHandler(handler)
        if self._json:
            logging.getLogger().setLevel(_LEVELS.get(level, level))


def _text(descriptor: int) -> io.TextIOWrapper:
    """A stream that keeps nothing back: what a process had printed when it ended is in its log."""
    raw: Any = open(descriptor, "wb", buffering=0, closefd=False)  # noqa: SIM115
    return io.TextIOWrapper(raw, encoding="utf-8", errors="backslashreplace", write_through=True)


class _TextFormatter(logging.Formatter):
    converter = time.gmtime

    def __init__(self) -> None:
        super().__init__("[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s", "%Y-%m-%dT%H:%M:%S")


class _JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """The record as one object, with what the function adds by `extra`."""
        moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        kind, error, trace = record.exc_info or (None, None, None)
        found = {
            "timestamp": f"{moment}.{int(record.msecs):03d}Z",
            "level": record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
            "stackTrace": traceback.format_tb(trace) if trace else None,
            "errorType": kind.__name__ if kind else None,
            "errorMessage": str(error) if error else None,
            "requestId": getattr(record, "aws_request_id", None),
            "location": f"{record.pathname}:{record.funcName}:{record.lineno}" if kind else None,
        }
        more = {name: value for name, value in vars(record).items() if name not in _OWN and name not in found}
        return json.dumps({**{name: value for name, value in found.items() if value is not None}, **more}, default=str)
