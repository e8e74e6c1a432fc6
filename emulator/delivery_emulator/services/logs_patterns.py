"""CloudWatch Logs: filter patterns, of words and of JSON.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html. Patterns in square brackets (fields
between spaces) are refused by name.
"""

import fnmatch
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from moto.logs.exceptions import InvalidParameterException
from moto.logs.utils import EventMessageFilter

from delivery_emulator.services.patch import around

Matches = Callable[[str], bool]
_WORD = re.compile(r'([?-]?)(?:"((?:[^"\\]|\\.)*)"|%((?:[^%\\]|\\.)*)%|(\S+))')
_TOKEN = re.compile(
    r"""\s*(?:(?P<sign>&&|\|\||\(|\)|!=|<=|>=|=|<|>)|(?P<path>\$(?:\.[\w*-]+|\[\d+\]|\["[^"]*"\])+)"""
    r"""|"(?P<text>(?:[^"\\]|\\.)*)"|%(?P<pattern>[^%]+)%|(?P<word>[^\s()=<>!&|]+))"""
)
_ABSENT = object()


def install() -> None:
    """Patch moto's filters."""
    around(EventMessageFilter, "__init__")(_read)
    around(EventMessageFilter, "matches")(lambda original, self, message: self.matching(message))


def _read(original: Callable[..., Any], self: Any, pattern: str) -> None:
    self.matching = matcher(pattern or "")


def matcher(pattern: str) -> Matches:
    """Whether a message has what the pattern asks for. Raises InvalidParameterException for one that cannot be read."""
    text = pattern.strip()
    if text.startswith("["):
        raise InvalidParameterException("filter patterns in square brackets are not in the emulator")
    return _Json(text).matcher() if text.startswith("{") else _words(text)


def _words(text: str) -> Matches:
    """Words that must all be there; with `-` none may be, of those with `?` one must be, unless others are named as well."""
    needed: list[Matches] = []
    barred: list[Matches] = []
    either: list[Matches] = []
    for sign, phrase, expression, word in _WORD.findall(text):
        term = _searches(expression) if expression else _holds(phrase or word)
        {"-": barred, "?": either}.get(sign, needed).append(term)
    some = [] if needed or barred else either
    return lambda message: (
        all(term(message) for term in needed)
        and not any(term(message) for term in barred)
        and (not some or any(term(message) for term in some))
    )


def _holds(word: str) -> Matches:
    return lambda message: word in message


def _searches(expression: str) -> Matches:
    compiled = re.compile(expression)
    return lambda message: compiled.search(message) is not None


class _Json:
    """Reads `{ $.a = "b" && ($.c > 1 || $.d NOT EXISTS) }`; `&&` binds closer than `||`."""

    def __init__(self, text: str) -> None:
        if not text.endswith("}"):
            raise _malformed(text)
        self._text = text
        self._tokens = list(self._read(text[1:-1]))

    def _read(self, text: str) -> Iterator[tuple[str, str]]:
        place = 0
        while text[place:].strip():
            found = _TOKEN.match(text, place)
            if found is None:
                raise _malformed(self._text)
            place = found.end()
            yield next((kind, value) for kind, value in found.groupdict().items() if value is not None)

    def matcher(self) -> Matches:
        condition = self._either()
        if self._tokens:
            raise _malformed(self._text)

        def matches(message: str) -> bool:
            try:
                return bool(condition(json.loads(message)))
            except ValueError:
                return False

        return matches

    def _next(self) -> tuple[str, str]:
        if not self._tokens:
            raise _malformed(self._text)
        return self._tokens.pop(0)

    def _joined(self, sign: str, part: Callable[[], Any], join: Callable[[Any], bool]) -> Any:
        parts = [part()]
        while self._tokens and self._tokens[0] == ("sign", sign):
            self._next()
            parts.append(part())
        return lambda value: join(each(value) for each in parts)

    def _either(self) -> Any:
        return self._joined("||", lambda: self._joined("&&", self._comparison, all), any)

    def _comparison(self) -> Any:
        kind, text = self._next()
        if (kind, text) == ("sign", "("):
            inner = self._either()
            if self._next() != ("sign", ")"):
                raise _malformed(self._text)
            return inner
        if kind != "path":
            raise _malformed(self._text)
        sign = self._next()
        if sign == ("word", "NOT") and self._next() == ("word", "EXISTS"):
            return lambda value: _at(value, text) is _ABSENT
        if sign == ("word", "IS"):
            wanted = {"TRUE": True, "FALSE": False, "NULL": None}.get(self._next()[1], _ABSENT)
            return lambda value: _at(value, text) is wanted
        if sign[0] != "sign":
            raise _malformed(self._text)
        compare = _comparing(sign[1], *self._next())
        return lambda value: compare(_at(value, text))


def _malformed(text: str) -> InvalidParameterException:
    return InvalidParameterException(f"Invalid filter pattern: {text}")


def _at(value: Any, path: str) -> Any:
    """What stands at `$.a[0].b`."""
    for name, place, quoted in re.findall(r'\.([\w*-]+)|\[(\d+)\]|\["([^"]*)"\]', path):
        if place:
            value = value[int(place)] if isinstance(value, list) and int(place) < len(value) else _ABSENT
        else:
            value = value.get(name or quoted, _ABSENT) if isinstance(value, dict) else _ABSENT
    return value


def _comparing(sign: str, kind: str, wanted: str) -> Callable[[Any], bool]:
    if sign in ("=", "!="):
        return lambda found: found is not _ABSENT and _same(found, kind, wanted) == (sign == "=")
    number = float(wanted)
    order = {"<": float.__lt__, ">": float.__gt__, "<=": float.__le__, ">=": float.__ge__}[sign]
    return lambda found: isinstance(found, int | float) and not isinstance(found, bool) and order(float(found), number)


def _same(found: Any, kind: str, wanted: str) -> bool:
    if kind == "pattern":
        return isinstance(found, str) and re.search(wanted, found) is not None
    if isinstance(found, int | float) and not isinstance(found, bool):
        try:
            return float(found) == float(wanted)
        except ValueError:
            return False
    return isinstance(found, str) and fnmatch.fnmatchcase(found, wanted.replace("[", "[[]"))
