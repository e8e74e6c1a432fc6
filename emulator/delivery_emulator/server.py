"""The emulator as a process: one threaded server on the loopback interface that ends with its parent."""

import json
import math
import os
import secrets
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FrameType

from werkzeug.serving import BaseWSGIServer

from delivery_emulator import no_way_out, settings
from delivery_emulator.loopback import listen
from delivery_emulator.services import end_all

TOUCHED_SECONDS = 3600
KEPT_SECONDS = 5


def serve(port: int, made: Callable[[str, str], settings.Settings], ends: Callable[[], None] | None) -> int:
    """Serve until SIGTERM, or until `ends` returns; prints one JSON line when ready. `made`: of the endpoint and the secret."""
    os.umask(0o077)
    os.environ.setdefault("AWS_EC2_METADATA_DISABLED", "true")
    no_way_out.install()
    server, *others = listen(port, _not_ready)
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
