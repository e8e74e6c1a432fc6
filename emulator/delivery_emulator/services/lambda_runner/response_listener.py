"""Where custom resource functions answer: the listener behind the ResponseURL."""

import json
import secrets
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_waiting: dict[str, Future[Mapping[str, Any]]] = {}


class _Handler(BaseHTTPRequestHandler):
    def do_PUT(self) -> None:
        """Take the answer of the request that the path names; a second answer to the same one is refused."""
        waiting = _waiting.pop(self.path.split("?")[0].strip("/"), None)
        if waiting is None:  # whoever does not know the path is not listened to, however much he has to say
            self._answer(403)
            return
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._answer(200)
        try:
            waiting.set_result(json.loads(body))
        except ValueError:
            waiting.set_result({"Status": "FAILED", "Reason": f"Invalid response object: {body[:200]!r}"})

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Print nothing per request."""


@lru_cache(maxsize=1)
def _server() -> ThreadingHTTPServer:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def response_port() -> int:
    """The loopback port of the listener, which starts when first asked for."""
    return int(_server().server_port)


def expect_response(region: str) -> tuple[str, Future[Mapping[str, Any]]]:
    """A ResponseURL as CloudFormation makes it, and the answer that will come to it."""
    token = secrets.token_hex(24)
    waiting: Future[Mapping[str, Any]] = Future()
    _waiting[token] = waiting
    host = f"cloudformation-custom-resource-response-{region.replace('-', '')}.s3.{region}.amazonaws.com"
    return f"https://{host}/{token}?X-Amz-Expires=7200", waiting
