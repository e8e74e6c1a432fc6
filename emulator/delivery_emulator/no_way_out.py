"""Keeps the emulator's own process on this machine, whatever a library does for a topic's subscriber or another target of messages.

Functions of stacks are processes of their own, and not held by this.
"""

import errno
import ipaddress
import socket
import sys
from typing import Any

_NAMING = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})
_SENDING = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})


def install() -> None:
    """Refuse from now on, by `OSError`, to look up or speak to any other machine. Nothing takes that back."""
    sys.addaudithook(_refuse)


def _refuse(event: str, args: tuple[Any, ...]) -> None:
    if event in _NAMING:
        host = args[0]
    elif event in _SENDING and args[0].family in (socket.AF_INET, socket.AF_INET6) and args[1]:
        host = args[1][0]
    else:
        return
    if not is_here(host):
        raise PermissionError(errno.EPERM, f"the emulator speaks to no other machine: {host}")


def is_here(host: object) -> bool:
    """Whether a host, by name or by address, is this machine's loopback interface; so is none."""
    if isinstance(host, bytes):
        host = host.decode("latin-1")
    if host is None or not isinstance(host, str) or host.lower().rstrip(".") == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback
