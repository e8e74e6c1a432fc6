"""Reads the corpus: every YAML file of a directory, with tags for what is too long to write."""

import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from fidelity.case import Case, Malformed, Row, row_of

SECTIONS = "sections.yaml"


class _Loader(yaml.SafeLoader):
    """`!text [5, ab]` is `ababababab`; `!many [2, {Key: "k<n>"}]` two items, numbered from 1; `!zip {a.js: …}` the bytes of an archive."""


def _text(loader: _Loader, node: yaml.SequenceNode) -> str:
    times, text = loader.construct_sequence(node)
    return str(text) * int(times)


def _many(loader: _Loader, node: yaml.SequenceNode) -> list[Any]:
    times, item = loader.construct_sequence(node, deep=True)
    return [_numbered(item, number) for number in range(1, int(times) + 1)]


def _numbered(value: Any, number: int) -> Any:
    if isinstance(value, str):
        return value.replace("<n>", str(number))
    if isinstance(value, dict):
        return {_numbered(key, number): _numbered(each, number) for key, each in value.items()}
    return [_numbered(each, number) for each in value] if isinstance(value, list) else value


def _zip(loader: _Loader, node: yaml.MappingNode) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in loader.construct_mapping(node).items():
            archive.writestr(zipfile.ZipInfo(str(name)), str(text))
    return buffer.getvalue()


_Loader.yaml_implicit_resolvers = {  # a date is a text: policies have versions
    first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_constructor("!text", _text)
_Loader.add_constructor("!many", _many)
_Loader.add_constructor("!zip", _zip)


def corpus(directory: Path) -> list[Row]:
    """All rows, by file. Raises Malformed where a file is none of the corpus, or two cases have one name."""
    rows = [row for file in sorted(directory.rglob("*.yaml")) for row in _rows(file, directory)]
    twice = [name for name, times in Counter(case.name for case in cases_of(rows)).items() if times > 1]
    if twice:
        raise Malformed(f"{directory}: more than one case is called {', '.join(twice)}: a name is for one case")
    return rows


def cases_of(rows: list[Row]) -> list[Case]:
    return [case for row in rows for case in row.cases]


def _rows(file: Path, directory: Path) -> Iterator[Row]:
    if file.name in (SECTIONS, UNDO):
        return
    name = str(file.relative_to(directory))
    try:
        written = yaml.load(file.read_text("utf-8"), _Loader)
    except yaml.YAMLError as error:
        raise Malformed(f"{name}: no YAML: {error}") from error
    sections = [each["title"] for each in yaml.safe_load((directory / SECTIONS).read_text("utf-8"))]
    if not isinstance(written, dict) or written.keys() - {"section", "parts", "rows"} or written.get("section") not in sections:
        raise Malformed(f"{name}: needs `section` (one of {', '.join(sections)}) and `rows`; `parts` holds what is shared")
    for each in written["rows"]:
        yield row_of(written["section"], each, name)


UNDO = "undo.yaml"


def undoing(directory: Path) -> dict[str, dict[str, Any]]:
    """How what an operation makes is taken away: the operation's name, and the call, of `asked` and `answer`."""
    undo: dict[str, dict[str, Any]] = yaml.safe_load((directory / UNDO).read_text("utf-8"))
    return undo
