"""Wildcards, ARNs and policy variables."""

import functools
import re
from collections.abc import Sequence

from delivery_emulator.policy.request import Values

_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_DEFAULTED = re.compile(r"([^,\s]+)\s*,\s*'([^']*)'")
_TOKEN = re.compile(r"\$\{[*?$]\}|.", re.DOTALL)
_ESCAPE = re.compile(r"\$\{([*?$])\}")


class MissingVariable(Exception):
    """A policy variable has no single value in the request."""

    def __init__(self, variable: str) -> None:
        super().__init__(f"policy variable {variable} has no single value in the request")


def _escaped(value: str) -> str:
    return re.sub(r"[*?$]", lambda found: "${" + found.group() + "}", value)


def expand(text: str, values: Values, variables: bool) -> str:
    """Replace policy variables; literal ``*``, ``?`` and ``$`` stand as ``${*}``, ``${?}`` and ``${$}`` afterwards.

    Only documents of version 2012-10-17 have variables; in older ones ``${`` is plain text.
    """
    if not variables:
        return text.replace("$", "${$}")

    def replace(found: re.Match[str]) -> str:
        name = found.group(1)
        if name in ("*", "?", "$"):
            return found.group()
        defaulted = _DEFAULTED.fullmatch(name)
        key, fallback = defaulted.groups() if defaulted else (name, None)
        value = values.get(key.lower(), [])
        if len(value) == 1:
            return _escaped(value[0])
        if value or fallback is None:
            raise MissingVariable(found.group())
        return _escaped(fallback)

    return _VARIABLE.sub(replace, text)


def literal(text: str) -> str:
    """An expanded text read as plain text: nothing in it is a wildcard."""
    return _ESCAPE.sub(r"\1", text)


_RUN, _ONE = "any run of characters", "exactly one character"


@functools.lru_cache(maxsize=16384)
def _parts(pattern: str) -> tuple[str, tuple[str, ...]]:
    """What stands before the first wildcard, and every character from there by itself; few patterns are asked often.

    A wildcard is `_RUN` or `_ONE`, which no character equals.
    """
    wildcards = {"*": _RUN, "?": _ONE}
    tokens = [wildcards.get(token) or literal(token) for token in _TOKEN.findall(pattern)]
    first = next((place for place, token in enumerate(tokens) if token in (_RUN, _ONE)), len(tokens))
    return "".join(tokens[:first]), tuple(tokens[first:])


def matches(pattern: str, text: str) -> bool:
    """Does the text match a pattern where ``*`` is any run of characters and ``?`` exactly one?"""
    beginning, tokens = _parts(pattern)
    if not text.startswith(beginning):
        return False
    at = len(beginning)
    token = resume = 0
    star = -1
    while at < len(text):
        expected = tokens[token] if token < len(tokens) else None
        if expected is _RUN:
            star, resume = token, at
            token += 1
        elif expected is _ONE or expected == text[at]:
            token += 1
            at += 1
        elif star >= 0:
            resume += 1
            token, at = star + 1, resume
        else:
            return False
    return all(rest is _RUN for rest in tokens[token:])


def arn_parts(arn: str) -> Sequence[str] | None:
    """The six parts of an ARN; the last keeps its colons. None when there are fewer."""
    parts = arn.split(":", 5)
    return parts if len(parts) == 6 else None


def matches_arn(pattern: Sequence[str], arn: Sequence[str]) -> bool:
    """Does an ARN match a pattern part by part, so that no wildcard reaches over a colon before the resource?"""
    return all(matches(part, actual) for part, actual in zip(pattern, arn, strict=False))
