"""Servers on the loopback interface, each on every loopback address at once."""

import errno
import socket
from collections.abc import Sequence
from typing import Any

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

_LOOPBACK = ("127.0.0.1", "::1")
_TRIES = 20
_BACKLOG = 4096
"""Connections that wait to be taken; the kernel may cap it. Behind werkzeug's 128 a burst of clients waits for TCP to try again."""


class QuietHandler(WSGIRequestHandler):
    """Logs nothing itself: the application writes the request log."""

    def log(self, type: str, message: str, *args: object) -> None:
        """Drop werkzeug's own line."""


def listen(port: int, app: Any, handler: type[WSGIRequestHandler] = QuietHandler) -> list[BaseWSGIServer]:
    """A server on each loopback address there is, all on one port: nobody knows to which of them `localhost` leads."""
    for _ in range(_TRIES):
        first = bind(port, _LOOPBACK, app, handler)
        taken = first.server_port
        try:
            return [first, *(bind(taken, [address], app, handler) for address in _LOOPBACK if address != first.host and _exists(address))]
        except OSError as error:
            first.server_close()
            if port != 0 or error.errno != errno.EADDRINUSE:
                raise
    raise OSError(errno.EADDRINUSE, f"no port is free on both of {' and '.join(_LOOPBACK)}")


def bind(
    port: int, addresses: Sequence[str], app: Any, handler: type[WSGIRequestHandler] = QuietHandler
) -> BaseWSGIServer:
    """A server on the first of the addresses that this machine has."""
    address = next((each for each in addresses if _exists(each)), addresses[0])
    server = make_server(address, port, app, threaded=True, request_handler=handler)
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
