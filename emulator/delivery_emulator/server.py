"""The emulator as a process: one threaded server on the loopback interface that ends with its parent."""

from __future__ import annotations

import errno
import json
import os
import secrets
import signal
import socket
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from delivery_emulator import settings
from delivery_emulator.services import end_all
from delivery_emulator.warmup import warm_up


_LOOPBACK = ("127.0.0.1", "::1")
_TRIES = 20


class _QuietHandler(WSGIRequestHandler):
    """Logs nothing itself: the application writes the request log."""

    def log(self, type: str, message: str, *args: object) -> None:
        """Drop werkzeug's own line."""


def serve(port: int, state_dir: Path, node_modules: Path | None, parent: int | None) -> int:
    """Serve until SIGTERM, or until the parent is gone; prints one JSON line when ready."""
    os.umask(0o077)
    state_dir.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("AWS_EC2_METADATA_DISABLED", "true")
    server, *others = _listen(port)
    secret = secrets.token_urlsafe(30)
    settings.use(settings.Settings(f"http://localhost:{server.server_port}", state_dir, node_modules, secret))
    from delivery_emulator.assembly import assemble

    application = assemble()
    for each in (server, *others):
        each.app = application
    _end_on_signals(server)
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent, server), daemon=True).start()
    print(json.dumps({"port": server.server_port, "pid": os.getpid(), "secret": secret}), flush=True)
    sys.stdout = sys.stderr  # moto prints; standard output carries the one line above and nothing else
    warm_up(application)
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
    return make_server(address, port, _not_ready, threaded=True, request_handler=_QuietHandler)


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


def _end_with(parent: int, server: BaseWSGIServer) -> None:
    """Shut down as soon as the process that asked for the emulator is gone."""
    waiting = threading.Event()
    while not waiting.wait(0.5):
        try:
            os.kill(parent, 0)
        except ProcessLookupError:
            print("the parent process has ended: the emulator ends too", file=sys.stderr)
            server.shutdown()
            return
