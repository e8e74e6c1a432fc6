"""Which of an API's paths a request means: what is written out before `{one}`, and `{one}` before `{all+}`.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html (how a route is selected), and what was
recorded on AWS: https://github.com/hotsock/voker/pull/8 (which paths come decoded), https://github.com/storacha/w3infra/pull/166 and
https://github.com/aws/chalice/issues/65 (a slash at the end).
"""

import re
from collections.abc import Iterable, Sequence
from typing import TypeVar
from urllib.parse import unquote

T = TypeVar("T")
_NO_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


def parts_of(path: str) -> list[str]:
    """What stands between the slashes, as a REST API reads it: one at the end says nothing."""
    return path.strip("/").split("/") if path.strip("/") else []


def parts_with_last(path: str) -> list[str]:
    """Likewise, as an HTTP API reads it: behind a slash at the end there is one more part, which is empty."""
    return path[1:].split("/") if path != "/" else []


def decoded(path: str) -> str | None:
    """What an HTTP API makes of a path: it is decoded twice, and ends at a question mark that the first time brings; None is refused."""
    once = unquote(path).partition("?")[0]
    return None if _NO_ESCAPE.search(path) or _NO_ESCAPE.search(once) else unquote(once)


def parameters_of(pattern: str, given: Sequence[str]) -> dict[str, str] | None:
    """The parameters of a path's parts by name, as they are given; None where the path is another one."""
    wanted = parts_of(pattern)
    found: dict[str, str] = {}
    for place, part in enumerate(wanted):
        if place >= len(given):
            return None
        if part.startswith("{") and part.endswith("+}"):
            return {**found, part[1:-2]: "/".join(given[place:])}
        if part.startswith("{") and part.endswith("}"):
            if not given[place]:
                return None
            found[part[1:-1]] = given[place]
        elif part != unquote(given[place]):
            return None
    return found if len(given) == len(wanted) else None


def best(candidates: Iterable[tuple[str, T]], given: Sequence[str]) -> tuple[T, dict[str, str]] | None:
    """What stands beside the pattern that says most of a path's parts, and the path's parameters."""
    matching = [(pattern, each, parameters_of(pattern, given)) for pattern, each in candidates]
    matching = [one for one in matching if one[2] is not None]
    if not matching:
        return None
    _, each, parameters = min(matching, key=lambda one: _rank(one[0]))
    return each, parameters or {}


def _rank(pattern: str) -> list[int]:
    return [2 if part.endswith("+}") else 1 if part.startswith("{") else 0 for part in parts_of(pattern)]

