"""Custom resource handlers answer CloudFormation by `https` to port 443 of the host in ResponseURL; here that host is the
emulator's own listener on the loopback interface. Names below localhost are this machine (RFC 6761), also where the system's
resolver does not know that.
"""

import re
import socket
import ssl
from typing import Any

_HOST = re.compile(r"cloudformation-custom-resource-response-[a-z0-9]+\.s3[.a-z0-9-]*\.amazonaws\.com")


class _Plain(socket.socket):
    """A connection to the listener that a client takes for an encrypted one."""

    def getpeercert(self, binary_form: bool = False) -> Any:
        return b"" if binary_form else {}

    def selected_alpn_protocol(self) -> None:
        return None

    def version(self) -> str:
        return "TLSv1.3"


def redirect(port: int) -> None:
    """Lead connections to a ResponseURL's host to the emulator; all others go where they go."""
    look_up, wrap = socket.getaddrinfo, ssl.SSLContext.wrap_socket

    def getaddrinfo(host: Any, service: Any, *rest: Any, **more: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if isinstance(name, str) and _HOST.fullmatch(name):
            return look_up("127.0.0.1", port, *rest, **more)
        here = isinstance(name, str) and name.endswith(".localhost")
        return look_up("127.0.0.1" if here else host, service, *rest, **more)

    def wrap_socket(context: Any, sock: socket.socket, *rest: Any, **more: Any) -> Any:
        if not _HOST.fullmatch(str(more.get("server_hostname"))):
            return wrap(context, sock, *rest, **more)
        timeout = sock.gettimeout()
        plain = _Plain(sock.family, sock.type, sock.proto, sock.detach())
        plain.settimeout(timeout)
        return plain

    socket.getaddrinfo = getaddrinfo
    setattr(ssl.SSLContext, "wrap_socket", wrap_socket)  # noqa: B010
