"""Who may knock: programs of the user who started the emulator, never a web page, and nobody by another name.

A page in the user's browser reaches every loopback port. It gives itself away by the headers that browsers add and
pages cannot leave out, and where it comes by another name for this machine (DNS rebinding), by `Host`.
"""

import re
from collections.abc import Iterable, Mapping
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Any

from delivery_emulator import settings

IN_PROCESS = "delivery_emulator.in_process"
"""Marks a request of the emulator to itself; no header can set a key of this form."""
_BROWSER_HEADERS = ("HTTP_ORIGIN", "HTTP_SEC_FETCH_SITE")  # Node's fetch sends `Sec-Fetch-Mode`, too
_HOST = re.compile(r"(?P<name>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::\d{1,5})?")
_NO_API = ("/moto-api/", "/favicon.ico/")
"""Paths of moto's own, which empty every account at once and belong to no service of AWS."""
_MINUTE = "/_delivery/minute"
"""How many seconds a minute of AWS takes here: whoever waits for what AWS does late asks. No bucket can have this name."""


def objection_to(environ: Mapping[str, Any]) -> str | None:
    """Why a request is not even looked at, or None."""
    if f"{environ.get('PATH_INFO', '')}/".startswith(_NO_API):
        return "moto's own API is not served"
    if IN_PROCESS in environ:
        return None
    if any(header in environ for header in _BROWSER_HEADERS):
        return "it comes from a web page, and the emulator serves none"
    if not is_this_machine(str(environ.get("HTTP_HOST", ""))):
        return "its Host is no name of this machine's loopback interface: use localhost"
    return None


def asks_for_the_minute(environ: Mapping[str, Any]) -> bool:
    """Whether a request is about no service of AWS but how late things are here."""
    return environ.get("REQUEST_METHOD") == "GET" and environ.get("PATH_INFO") == _MINUTE


def answer_the_minute(start_response: Any) -> Iterable[bytes]:
    """Answer the seconds that a minute of AWS takes."""
    return _say(start_response, "200 OK", f"{settings.current().minute}\n")


def refuse(start_response: Any, objection: str) -> Iterable[bytes]:
    """Answer 403."""
    return _say(start_response, "403 Forbidden", f"the emulator refuses this request: {objection}\n")


def _say(start_response: Any, status: str, text: str) -> Iterable[bytes]:
    """Answer with nothing that a page could read or a browser could take for anything but text."""
    body = text.encode()
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("X-Content-Type-Options", "nosniff"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ]
    start_response(status, headers)
    return [body]


def is_this_machine(host: str) -> bool:
    """Whether a `Host` header is a name of the loopback interface."""
    found = _HOST.fullmatch(host)
    if found is None:
        return False
    name = found["name"].lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = IPv6Address(name[1:-1]) if name.startswith("[") else IPv4Address(name)
    except AddressValueError:
        return False
    return address.is_loopback
