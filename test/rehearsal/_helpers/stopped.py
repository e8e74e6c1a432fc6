"""Runs a command on a terminal and stops it: argv is a JSON document; prints what came of it as another."""

import contextlib
import json
import os
import pty
import select
import signal
import sys
import termios
import time
from pathlib import Path

PATIENCE = 30  # seconds until it is killed for good
LAST_WORDS = 0.5  # seconds in which a process may still end after the command has

asked = json.loads(sys.argv[1])


def of_it() -> list[str]:
    """Command lines of all processes that were started with the mark in their environment."""
    found = []
    for directory in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if asked["mark"].encode() in (directory / "environ").read_bytes():
                found.append((directory / "cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found


def stop(pid: int, terminal: int) -> None:
    if asked["how"] == "ctrl-c":
        os.write(terminal, b"\x03")
    elif asked["how"] == "close":
        os.close(terminal)
    elif asked["how"] == "kill":
        os.kill(pid, signal.SIGKILL)
    else:  # as timeout(1) does
        os.kill(pid, signal.SIGTERM)
        with contextlib.suppress(ProcessLookupError):  # it has died of the first, before it had a group
            os.killpg(pid, signal.SIGTERM)


waits, begins = os.pipe()
pid, terminal = pty.fork()
if pid == 0:
    os.environ["TMPDIR"] = asked["mark"]
    os.execvp(asked["command"][0], asked["command"])
os.close(begins)
os.read(waits, 1)  # until the command has taken the place of this program: what is pressed before that reaches nobody
os.close(waits)
# Held open here: what is said of the terminal after the command has ended is said of this end.
before = termios.tcgetattr(terminal)
shown = b""
stops = None if asked["from"] else time.monotonic() + asked["after"]
stopped = None
code = None
while code is None:
    now = time.monotonic()
    if stops is not None and stopped is None and now >= stops:
        stopped = now
        stop(pid, terminal)
    elif stopped is not None and now > stopped + PATIENCE:
        os.killpg(pid, signal.SIGKILL)
    is_open = stopped is None or asked["how"] != "close"
    if is_open and select.select([terminal], [], [], 0.01)[0]:
        with contextlib.suppress(OSError):  # the other end is closed
            shown += os.read(terminal, 65536)
    elif not is_open:
        time.sleep(0.01)
    if stops is None and asked["from"].encode() in shown:
        stops = time.monotonic() + asked["after"]
    ended, status = os.waitpid(pid, os.WNOHANG)
    if ended:
        code = os.waitstatus_to_exitcode(status)
seconds = time.monotonic() - (stopped or time.monotonic())
is_open = asked["how"] != "close"
while is_open and select.select([terminal], [], [], 0)[0]:
    try:
        shown += os.read(terminal, 65536)
    except OSError:
        break
restored = not is_open or termios.tcgetattr(terminal) == before
deadline = time.monotonic() + LAST_WORDS
while (left := of_it()) and time.monotonic() < deadline:
    time.sleep(0.02)
print(
    json.dumps(
        {
            "code": code,
            "stopped": stopped is not None,
            "seconds": seconds,
            "shown": shown.decode(errors="replace"),
            "restored": restored,
            "left": left,
            "files": [name for name in os.listdir(asked["mark"]) if not name.startswith("delivery-removing-")],
        }
    )
)
