"""Executions that outlive an emulator: while it is kept, what is remembered of them is a line of a file of the app's records each.

A line is a JSON object: `pipeline`, its ARN, and what happened: a `note` with the pipeline's `version`, an `answer` to an approval,
or that the pipeline is `deleted`. Tokens are not written down: nobody can answer what another emulator asked.
"""

import errno
import json
import os
import stat
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from delivery_emulator import journal, settings

_writing = threading.Lock()
_unread: dict[Path, dict[str, list[Mapping[str, Any]]]] = {}
"""By file and pipeline, what an earlier emulator wrote and nobody has asked for yet."""


def append(pipeline: str, **entry: Any) -> None:
    """Write down what happened, where the emulator is kept. Raises `OSError` where that cannot be done; then no part is written."""
    file = _file()
    if file is None:
        return
    line = json.dumps({"pipeline": pipeline, **entry}).encode() + b"\n"
    with _writing:
        descriptor = _opened(file)
        try:
            size = os.fstat(descriptor).st_size
            if os.write(descriptor, line) < len(line):
                os.ftruncate(descriptor, size)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(file))
        finally:
            os.close(descriptor)


def recalled(pipeline: str) -> list[Mapping[str, Any]]:
    """What an earlier emulator wrote of a pipeline, in its order: once, and nothing where this one is not kept."""
    file = _file()
    if file is None:
        return []
    with _writing:
        if file not in _unread:
            _unread[file] = _read(file)
        return _unread[file].pop(pipeline, [])


def leave_out(pipeline: str, why: object) -> None:
    """Say of an entry of a pipeline that it makes no sense."""
    journal.note_doubt(f"an entry of {_file()} about {pipeline} makes no sense ({type(why).__name__}: {why}): it is left out")


def _file() -> Path | None:
    current = settings.current()
    kept = current.kept_by is not None and current.kept_by.exists()
    return current.history if kept else None


def _opened(file: Path) -> int:
    """Raises `OSError` for what is no ordinary file of its own: an app that was cloned can bring links."""
    descriptor = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, 0o600)
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1:
        os.close(descriptor)
        raise OSError(errno.EINVAL, "is no ordinary file: remove it", str(file))
    return descriptor


def _read(file: Path) -> dict[str, list[Mapping[str, Any]]]:
    with open(_opened(file), "r+b") as opened:
        content = opened.read()
        torn = len(content) - content.rfind(b"\n") - 1
        if torn:
            journal.note_doubt(f"the last line of {file} is torn, its writer was killed: {torn} bytes are left out")
            opened.truncate(len(content) - torn)
    found: dict[str, list[Mapping[str, Any]]] = {}
    for entry in _entries(file, content[: len(content) - torn]):
        if "deleted" in entry:
            found.pop(entry["pipeline"], None)
        else:
            found.setdefault(entry["pipeline"], []).append(entry)
    return found


def _entries(file: Path, content: bytes) -> Iterator[Mapping[str, Any]]:
    for number, line in enumerate(content.splitlines(), 1):
        try:
            entry = json.loads(line)
        except ValueError:
            entry = None
        if isinstance(entry, dict) and isinstance(entry.get("pipeline"), str):
            yield entry
        else:
            journal.note_doubt(f"line {number} of {file} is no entry of a history: it is left out")
