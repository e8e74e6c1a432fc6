"""Which of an API's paths a request means: what is written out before `{one}`, and `{one}` before `{all+}`.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html (how a route is selected).
"""

from collections.abc import Iterable
from typing import TypeVar
from urllib.parse import unquote

T = TypeVar("T")


def parameters_of(pattern: str, path: str) -> dict[str, str] | None:
    """The path's parameters by name, decoded; None where the path is another one."""
    wanted, given = _parts(pattern), _parts(path)
    found: dict[str, str] = {}
    for place, part in enumerate(wanted):
        if part.startswith("{") and part.endswith("+}"):
            rest = "/".join(given[place:])
            return {**found, part[1:-2]: unquote(rest)} if rest else None
        if place >= len(given):
            return None
        if part.startswith("{") and part.endswith("}"):
            if not given[place]:
                return None
            found[part[1:-1]] = unquote(given[place])
        elif part != unquote(given[place]):
            return None
    return found if len(given) == len(wanted) else None


def best(candidates: Iterable[tuple[str, T]], path: str) -> tuple[T, dict[str, str]] | None:
    """What stands beside the pattern that says most of a path, and the path's parameters."""
    matching = [(pattern, each, parameters_of(pattern, path)) for pattern, each in candidates]
    matching = [one for one in matching if one[2] is not None]
    if not matching:
        return None
    _, each, parameters = min(matching, key=lambda one: _rank(one[0]))
    return each, parameters or {}


def _rank(pattern: str) -> list[int]:
    return [2 if part.endswith("+}") else 1 if part.startswith("{") else 0 for part in _parts(pattern)]


def _parts(path: str) -> list[str]:
    return path.strip("/").split("/") if path.strip("/") else []
