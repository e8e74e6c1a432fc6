"""Who may knock: programs of the user who started the emulator, never a web page, and nobody by another name.

A page in the user's browser reaches every loopback port. It gives itself away by the headers that browsers add and
pages cannot leave out, and where it comes by another name for this machine (DNS rebinding), by `Host`.
"""

import re
from collections.abc import Iterable, Mapping
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Any

IN_PROCESS = "delivery_emulator.in_process"
"""Marks a request of the emulator to itself; no header can set a key of this form."""
_BROWSER_HEADERS = ("HTTP_ORIGIN", "HTTP_SEC_FETCH_SITE")  # Node's fetch sends `Sec-Fetch-Mode`, too
_HOST = re.compile(r"(?P<name>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::\d{1,5})?")
_NO_API = ("/moto-api/", "/favicon.ico/")
"""Paths of moto's own, which empty every account at once and belong to no service of AWS."""


def objection_to(environ: Mapping[str, Any]) -> str | None:
    """Why a request is not even looked at, or None."""
    if f"{environ.get('PATH_INFO', '')}/".startswith(_NO_API):
        return "moto's own API is not served"
    if IN_PROCESS in environ:
        return None
    if any(header in environ for header in _BROWSER_HEADERS):
        return "it comes from a web page, and the emulator serves none"
    if not _is_this_machine(str(environ.get("HTTP_HOST", ""))):
        return "its Host is no name of this machine's loopback interface: use localhost"
    return None


def refuse(start_response: Any, objection: str) -> Iterable[bytes]:
    """Answer 403, with nothing in it that a page could read or a browser could take for anything but text."""
    body = f"the emulator refuses this request: {objection}\n".encode()
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("X-Content-Type-Options", "nosniff"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ]
    start_response("403 Forbidden", headers)
    return [body]


def _is_this_machine(host: str) -> bool:
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
