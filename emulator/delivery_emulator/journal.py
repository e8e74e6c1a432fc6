"""The emulator's own log files, in its state directory; each is opened once."""

import atexit
import functools
import time
import traceback
from pathlib import Path
from threading import Lock
from typing import TextIO

from delivery_emulator import settings

_writing = Lock()
_doubts: set[str] = set()


def note_request(line: str) -> None:
    """One line per request."""
    _write("requests.log", line)


def note_defect(what: str) -> None:
    """The trace of the exception being handled, which nobody outside gets to see."""
    _write("errors.log", f"{what}\n{traceback.format_exc()}")


def note_doubt(what: str) -> None:
    """What AWS refuses, or may refuse, though it did not stop anything here; each once."""
    if what not in _doubts:
        _doubts.add(what)
        _write("doubts.log", what)


def note_mail(text: str) -> None:
    """What people are told by e-mail; the next one begins behind an empty line and three dashes."""
    _write("mailbox.txt", f"{text}\n\n---")


def doubts() -> frozenset[str]:
    """All of them so far."""
    return frozenset(_doubts)


def _write(name: str, text: str) -> None:
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    with _writing:
        _opened(settings.current().state_dir / name).write(f"{moment} {text}\n")


@functools.cache
def _opened(file: Path) -> TextIO:
    opened = file.open("a", encoding="utf-8", buffering=1)
    atexit.register(opened.close)
    return opened
