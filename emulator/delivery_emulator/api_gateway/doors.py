"""The ports of APIs. An API opens one when it is made, and closes it when it goes.

On AWS an API is called at `https://ID.execute-api.REGION.amazonaws.com`. Here neither that name nor its certificate leads to the
emulator, so that address becomes `http://localhost:PORT` wherever CloudFormation writes it: in outputs and properties.
"""

import re
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.serving import BaseWSGIServer

from delivery_emulator import door, journal
from delivery_emulator.api_gateway.messages import HeaderKeeper, Incoming, Outgoing, incoming, outgoing
from delivery_emulator.loopback import listen

_ADDRESS = re.compile(r"https://([a-z0-9]+)\.execute-api\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?(?![\w.-])")

_POLL = 0.1
"""Seconds after which a server sees that it is to end."""


@dataclass(frozen=True)
class Door:
    """An API that can be called."""

    account: str
    region: str
    api_id: str
    name: str
    url: str
    servers: tuple[BaseWSGIServer, ...]


_doors: dict[tuple[str, str], Door] = {}
"""By region and id of the API."""


def open_door(account: str, region: str, api_id: str, name: str, serve: Callable[[Incoming], Outgoing]) -> str:
    """Serve an API's invocations on a free port of every loopback address; the address to call."""

    def application(environ: Mapping[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        return _answer(environ, start_response, serve, f"{region}/{api_id}")

    servers = tuple(listen(0, application, HeaderKeeper))
    for each in servers:
        threading.Thread(target=each.serve_forever, args=(_POLL,), name=f"api-{api_id}", daemon=True).start()
    url = f"http://localhost:{servers[0].server_port}"
    _doors[region, api_id] = Door(account, region, api_id, name, url, servers)
    return url


def close_door(region: str, api_id: str) -> None:
    """Serve an API no longer."""
    found = _doors.pop((region, api_id), None)
    for each in found.servers if found else ():
        each.shutdown()
        each.server_close()


def close_all() -> None:
    """Serve none."""
    for region, api_id in list(_doors):
        close_door(region, api_id)


def open_doors() -> list[Door]:
    """The APIs that can be called, in the order in which they were made."""
    return list(_doors.values())


def callable_here(text: str) -> str:
    """A text in which the addresses of APIs that are here lead to them."""

    def here(found: re.Match[str]) -> str:
        known = _doors.get((found[2], found[1]))
        return known.url if known else found[0]

    return _ADDRESS.sub(here, text) if ".execute-api." in text else text


def _answer(environ: Mapping[str, Any], start_response: Any, serve: Callable[[Incoming], Outgoing], api: str) -> list[bytes]:
    """Web pages may come, as on AWS, but by no other name of this machine: a page that rebinds its own name is refused."""
    asked = incoming(environ)
    if not door.is_this_machine(asked.header("host") or ""):
        answer = outgoing(403, {"message": "Forbidden"})
    else:
        try:
            answer = serve(asked)
        except Exception:  # the boundary: a broken handler is an answer to the client and a trace in the log
            journal.note_defect(f"{asked.method} {asked.path} of API {api}")
            answer = outgoing(500, {"message": "the emulator failed: its journal says how"})
    journal.note_request(f"API {api} {asked.method} {asked.path} {answer.status}")
    headers = [(name, value.encode().decode("latin-1")) for name, value in answer.headers]  # the server writes Latin-1: UTF-8 stays so
    start_response(f"{answer.status} {answer.reason}", [*headers, ("Content-Length", str(len(answer.body)))])
    return [] if asked.method == "HEAD" else [answer.body]
