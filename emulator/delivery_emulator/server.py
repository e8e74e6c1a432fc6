"""The emulator as a process: one threaded server on the loopback interface that ends with its parent."""

import errno
import json
import math
import os
import secrets
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FrameType

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from delivery_emulator import settings
from delivery_emulator.services import end_all

TOUCHED_SECONDS = 3600
KEPT_SECONDS = 5


_LOOPBACK = ("127.0.0.1", "::1")
_TRIES = 20
_BACKLOG = 4096
"""Connections that wait to be taken; the kernel may cap it. Behind werkzeug's 128 a burst of clients waits for TCP to try again."""


class _QuietHandler(WSGIRequestHandler):
    """Logs nothing itself: the application writes the request log."""

    def log(self, type: str, message: str, *args: object) -> None:
        """Drop werkzeug's own line."""


def serve(port: int, made: Callable[[str, str], settings.Settings], ends: Callable[[], None] | None) -> int:
    """Serve until SIGTERM, or until `ends` returns; prints one JSON line when ready. `made`: of the endpoint and the secret."""
    os.umask(0o077)
    os.environ.setdefault("AWS_EC2_METADATA_DISABLED", "true")
    server, *others = _listen(port)
    secret = secrets.token_urlsafe(30)
    settings.use(made(f"http://localhost:{server.server_port}", secret))
    settings.current().state_dir.mkdir(exist_ok=True)
    from delivery_emulator.services.lambda_runner.sandbox import choice

    functions = ThreadPoolExecutor(1, "sandbox").submit(choice.description)  # beside the imports of the next line
    from delivery_emulator.application import assemble

    application = assemble()
    for each in (server, *others):
        each.app = application
    _end_on_signals(server)
    if ends is not None:
        threading.Thread(target=_end_after, args=(ends, server), daemon=True).start()
    ready = {"port": server.server_port, "pid": os.getpid(), "secret": secret, "functions": functions.result()}
    print(json.dumps(ready), flush=True)
    sys.stdout = sys.stderr  # moto prints; standard output carries the one line above and nothing else
    threading.Thread(target=application.warm_up, name="warm-up", daemon=True).start()
    for other in others:
        threading.Thread(target=other.serve_forever, daemon=True).start()
    try:
        server.serve_forever()
    finally:
        end_all()
    return 0


def _listen(port: int) -> list[BaseWSGIServer]:
    """A server on each loopback address there is, all on one port: nobody knows to which of them `localhost` leads."""
    for _ in range(_TRIES):
        first = _bind(port, _LOOPBACK)
        taken = first.server_port
        try:
            return [first, *(_bind(taken, [address]) for address in _LOOPBACK if address != first.host and _exists(address))]
        except OSError as error:
            first.server_close()
            if port != 0 or error.errno != errno.EADDRINUSE:
                raise
    raise OSError(errno.EADDRINUSE, f"no port is free on both of {' and '.join(_LOOPBACK)}")


def _bind(port: int, addresses: Sequence[str]) -> BaseWSGIServer:
    """A server on the first of the addresses that this machine has."""
    address = next((each for each in addresses if _exists(each)), addresses[0])
    server = make_server(address, port, _not_ready, threaded=True, request_handler=_QuietHandler)
    server.socket.listen(_BACKLOG)
    return server


def _exists(address: str) -> bool:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.bind((address, 0))
    except OSError:
        return False
    return True


def _not_ready(environ: object, start_response: object) -> list[bytes]:
    raise RuntimeError("a request was served before the emulator was put together")


def _end_on_signals(server: BaseWSGIServer) -> None:
    def end(signum: int, frame: FrameType | None) -> None:
        threading.Thread(target=server.shutdown, daemon=True).start()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)


def parent_is_gone(kept_by: Path | None) -> None:
    """Return when the parent is gone, however it went: it holds the other end of standard input open, and writes nothing.

    Where a file keeps the emulator by then, return when that file is gone. It is touched every hour meanwhile, for those
    who cannot see this process.
    """
    while os.read(0, 1024):
        continue
    waiting, touched = threading.Event(), -math.inf
    while kept_by is not None and kept_by.exists():
        if time.monotonic() - touched > TOUCHED_SECONDS:
            os.utime(kept_by)
            touched = time.monotonic()
        waiting.wait(KEPT_SECONDS)


def _end_after(ends: Callable[[], None], server: BaseWSGIServer) -> None:
    ends()
    print("the parent process has ended: the emulator ends too", file=sys.stderr)
    server.shutdown()
