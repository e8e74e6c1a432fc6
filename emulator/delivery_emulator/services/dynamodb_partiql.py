"""DynamoDB: statements of PartiQL as far as moto reads them right; every other form is refused by name.

Sources: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.update.html, ql-reference.delete.html (the whole key) and
ql-reference.insert.html (an item that is there already). How AWS words a wrong number of parameters is unconfirmed.
"""

import re
from collections.abc import Callable
from typing import Any

from moto.dynamodb.exceptions import ConditionalCheckFailed, DynamodbException, MockValidationException
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.parsing import partiql

from delivery_emulator.services.dynamodb_values import check_item
from delivery_emulator.services.patch import around

_LITERAL = re.compile(r"'(?:[^']|'')*'|\?|(?<![\w.\"])-?\d+(?:\.\d+)?(?![\w.])|\b(?:true|false)\b", re.IGNORECASE)
_TABLE, _ATTRIBUTE = r'("[\w.-]+"|[\w.-]+)', r'("\w+"|\w+)'
_EQUALS = rf"{_ATTRIBUTE}\s*=\s*\?"
_ONE = rf"({_EQUALS}|begins_with\(\s*{_ATTRIBUTE}\s*,\s*\?\s*\))"
_WHERE = rf"WHERE\s+{_EQUALS}(\s+AND\s+{_EQUALS})*"
_FORMS = {
    "SELECT": rf"SELECT\s+(\*|{_ATTRIBUTE}(\s*,\s*{_ATTRIBUTE})*)\s+FROM\s+{_TABLE}(\s+WHERE\s+{_ONE}(\s+AND\s+{_ONE})*)?",
    "UPDATE": rf"UPDATE\s+{_TABLE}\s+(SET\s+{_EQUALS}(\s*,\s*{_EQUALS})*|REMOVE\s+{_ATTRIBUTE})\s+{_WHERE}",
    "DELETE": rf"DELETE\s+FROM\s+{_TABLE}\s+{_WHERE}",
    "INSERT": rf"INSERT\s+INTO\s+{_TABLE}\s+VALUE\s+\{{.*\}}",
}
"""What moto reads right, its literals as parameters."""


class _Duplicate(DynamodbException):
    @property
    def name(self) -> str:
        """The code that a batch of statements tells it by."""
        return "DuplicateItem"

    def __init__(self) -> None:
        super().__init__("DuplicateItemException", "Duplicate primary key exists in table")


class _Invalid(MockValidationException):
    @property
    def name(self) -> str:
        """As above."""
        return "ValidationError"


class _Missing(ConditionalCheckFailed):
    @property
    def name(self) -> str:
        """As above."""
        return "ConditionalCheckFailed"


def install() -> None:
    """Look at moto's statements."""
    around(DynamoDBBackend, "execute_statement")(_execute)


def _execute(original: Callable[..., Any], backend: Any, statement: str, parameters: list[dict[str, Any]]) -> Any:
    text, values = _with_parameters(statement.strip(), list(parameters or []))
    kind = text.split(None, 1)[0].upper() if text else ""
    if kind not in _FORMS or re.fullmatch(_FORMS[kind], text, re.IGNORECASE | re.DOTALL) is None:
        raise NotImplementedError(f"the form of the PartiQL statement {statement!r}")
    if kind == "SELECT":
        return original(backend, text, values)
    if kind == "INSERT":
        return _insert(original, backend, text, values)
    named = re.findall(rf"{_ATTRIBUTE}\s*=\s*\?", text[re.search(r"\bWHERE\b", text, re.IGNORECASE).start() :])  # type: ignore[union-attr]
    _check_key(backend, kind, text, [each.strip('"') for each in named], values)
    return original(backend, text, values) if kind == "UPDATE" else original(backend, _with_literals(text, values), [])


def _with_parameters(statement: str, given: list[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """A statement whose literals are parameters, in their order. The names of an item's attributes stay what they are."""
    if statement[:6].upper() == "INSERT":
        return statement, given
    values: list[dict[str, Any]] = []

    def parameter(found: re.Match[str]) -> str:
        literal = found[0]
        if literal == "?":
            if not given:
                raise _Invalid("Number of parameters in request and statement don't match.")
            values.append(given.pop(0))
        elif literal.startswith("'"):
            values.append({"S": literal[1:-1].replace("''", "'")})
        else:
            values.append({"BOOL": literal.lower() == "true"} if literal.isalpha() else {"N": literal})
        return "?"

    text = _LITERAL.sub(parameter, statement)
    if given:
        raise _Invalid("Number of parameters in request and statement don't match.")
    return re.sub(r"\s*=\s*", " = ", text), values


def _with_literals(text: str, values: list[dict[str, Any]]) -> str:
    left = list(values)

    def literal(_: re.Match[str]) -> str:
        if not left or next(iter(left[0])) not in ("S", "N", "BOOL"):
            raise NotImplementedError("a PartiQL parameter that is neither a text nor a number nor true or false")
        kind, value = next(iter(left.pop(0).items()))
        return f"'{value}'" if kind == "S" else str(value).lower()

    return re.sub(r"\?", literal, text)


def _insert(original: Callable[..., Any], backend: Any, text: str, values: list[dict[str, Any]]) -> Any:
    """An item that is there already stays as it is."""
    table, literal = _table(backend, text, "INTO"), _with_literals(text, values)
    _, updates = partiql.query(literal, {table.name: []}, [])
    for _, item in updates[table.name]:
        check_item(table, item or {})
        if backend.get_item(table.name, {each["AttributeName"]: (item or {})[each["AttributeName"]] for each in table.schema}) is not None:
            raise _Duplicate
    return original(backend, literal, [])


def _table(backend: Any, text: str, behind: str) -> Any:
    found = re.search(rf"\b{behind}\s+{_TABLE}", text, re.IGNORECASE)
    return backend.get_table(found[1].strip('"') if found else "")


def _check_key(backend: Any, kind: str, text: str, named: list[str], values: list[dict[str, Any]]) -> None:
    """Changes and deletions are of one item, by its whole key; a change of an item that is not there is none."""
    table = _table(backend, text, "UPDATE" if kind == "UPDATE" else "FROM")
    told = dict(zip(named, values[len(values) - len(named) :], strict=True))
    names = [each["AttributeName"] for each in table.schema]
    if any(name not in told for name in names):
        raise _Invalid("Where clause does not contain a mandatory equality on all key attributes")
    if kind == "UPDATE" and backend.get_item(table.name, {name: told[name] for name in names}) is None:
        raise _Missing
