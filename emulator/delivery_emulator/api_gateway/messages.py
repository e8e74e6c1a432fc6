"""What a client sends to an API, and what it gets."""

import json
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from werkzeug.wrappers import Request

from delivery_emulator.loopback import QuietHandler

MOST_BYTES = 10_485_760
"""Of a request's body: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html."""
_SENT = "delivery_emulator.headers"
_OF_THE_CONNECTION = frozenset({"keep-alive", "transfer-encoding", "upgrade"})
_REMAPPED = frozenset({"connection", "content-length", "date", "server", "www-authenticate"})


class HeaderKeeper(QuietHandler):
    """Keeps the headers as they were sent: a WSGI environment joins those that come twice and forgets their case."""

    def make_environ(self) -> dict[str, Any]:
        """The environment, with the list of headers beside."""
        return {**super().make_environ(), _SENT: tuple(self.headers.items())}


@dataclass(frozen=True)
class Incoming:
    """A request."""

    method: str
    path: str
    """As it was sent, in percent encoding and without the query."""
    query: str
    headers: Sequence[tuple[str, str]]
    body: bytes
    source: str
    """The address that it comes from."""
    protocol: str
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    moment: float = field(default_factory=time.time)

    def header(self, name: str) -> str | None:
        """The last header of a name."""
        return next((value for key, value in reversed(self.headers) if key.lower() == name.lower()), None)

    def parameters(self) -> list[tuple[str, str]]:
        """The query's parameters, decoded."""
        return parse_qsl(self.query, keep_blank_values=True)


@dataclass(frozen=True)
class Outgoing:
    """An answer."""

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes

    @property
    def reason(self) -> str:
        """The status in words."""
        return HTTPStatus(self.status).phrase if self.status in HTTPStatus._value2member_map_ else "Unknown"

    def with_headers(self, *headers: tuple[str, str]) -> "Outgoing":
        """The answer with these headers instead of those of their names."""
        named = {name.lower() for name, _ in headers}
        kept = [(name, value) for name, value in self.headers if name.lower() not in named]
        return Outgoing(self.status, [*kept, *headers], self.body)


def incoming(environ: Mapping[str, Any]) -> Incoming:
    """The request of a WSGI environment that `HeaderKeeper` made."""
    path, _, query = str(environ["RAW_URI"]).partition("?")
    return Incoming(
        str(environ["REQUEST_METHOD"]),
        path if path.startswith("/") else "/",
        query,
        environ[_SENT],
        Request(dict(environ)).get_data(),
        str(environ.get("REMOTE_ADDR", "")),
        str(environ.get("SERVER_PROTOCOL", "HTTP/1.1")),
    )


def outgoing(status: int, content: Mapping[str, Any], *headers: tuple[str, str]) -> Outgoing:
    """An answer in JSON."""
    return Outgoing(status, [("Content-Type", "application/json"), *headers], json.dumps(content).encode())


def forwarded(headers: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The headers of a function's answer that a client gets, some by another name.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html.
    """
    kept = [(name, value) for name, value in headers if name.lower() not in _OF_THE_CONNECTION]
    return [(f"x-amzn-Remapped-{name}" if name.lower() in _REMAPPED else name, value) for name, value in kept]
