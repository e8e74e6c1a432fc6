"""DynamoDB: what a condition, a key condition, a filter or a projection says, and in which words DynamoDB refuses it.

Sources: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html (grammar, functions),
Expressions.Attributes.html (paths, reserved words) and https://github.com/architect/dynalite (the words, which its tests hold against AWS).
"""

import re
from collections.abc import Callable, Iterator, Mapping

from moto.dynamodb.exceptions import MockValidationException
from moto.dynamodb.parsing.reserved_keywords import ReservedKeywords

from delivery_emulator.services.dynamodb_trees import Node, Operand, Path, Placeholders, Value

_TOKEN = re.compile(r"\s*([#:][A-Za-z0-9_]*|[A-Za-z_][A-Za-z0-9_]*|[0-9]+|<>|<=|>=|[=<>(),.\[\]+-])")
_COMPARATORS = frozenset(("=", "<>", "<", "<=", ">", ">="))
_WORDS = frozenset(("AND", "OR", "NOT", "IN", "BETWEEN"))
_OPERANDS: Mapping[str, int] = {
    "attribute_exists": 1,
    "attribute_not_exists": 1,
    "attribute_type": 2,
    "begins_with": 2,
    "contains": 2,
    "size": 1,
}
_OF_PATHS = ("attribute_exists", "attribute_not_exists")
_END = "<EOF>"


def condition(text: str, kind: str, placeholders: Placeholders) -> Node:
    """The tree of an expression that is true or false; `kind` is the name of the request's field."""
    reader = _Reader(text, kind, placeholders)
    tree = reader.either()
    reader.end()
    return tree


def projection(text: str, placeholders: Placeholders) -> list[Path]:
    """The paths that are to be read."""
    reader = _Reader(text, "ProjectionExpression", placeholders)
    paths = [reader.path()]
    while reader.take(","):
        paths.append(reader.path())
    reader.end()
    for index, later in enumerate(paths):
        for path in paths[:index]:
            if all(first == second for first, second in zip(path.parts, later.parts, strict=False)):
                told = "Two document paths overlap with each other; must remove or rewrite one of these paths"
                raise reader.wrong(f"{told}; path one: {_told(path)}, path two: {_told(later)}")
    return paths


def _told(path: Path) -> str:
    return f"[{', '.join(part if isinstance(part, str) else f'[{part}]' for part in path.parts)}]"


class _Reader:
    """Reads an expression from left to right."""

    def __init__(self, text: str, kind: str, placeholders: Placeholders) -> None:
        self.text, self.kind, self.placeholders, self.at = text, kind, placeholders, 0
        self.groups: dict[int, int] = {}
        if not text.strip():
            raise self.wrong("The expression can not be empty;")
        self.tokens = list(self._tokens())

    def _tokens(self) -> Iterator[tuple[str, int, int]]:
        at = 0
        while self.text[at:].strip():
            found = _TOKEN.match(self.text, at)
            if found is None:
                rest = self.text[at:].lstrip()
                raise self.wrong(f'Syntax error; token: "{rest[0]}", near: "{rest[:2]}"')
            yield found[1], found.start(1), found.end(1)
            at = found.end()

    def wrong(self, told: str) -> MockValidationException:
        return MockValidationException(f"Invalid {self.kind}: {told}")

    def peek(self, ahead: int = 0) -> str:
        at = self.at + ahead
        return self.tokens[at][0] if at < len(self.tokens) else _END

    def take(self, *wanted: str) -> str:
        """The next token, where it is one of those; else nothing."""
        token = self.peek()
        if token.upper() not in wanted:
            return ""
        self.at += 1
        return token.upper()

    def need(self, wanted: str) -> None:
        if not self.take(wanted):
            raise self.unexpected()

    def unexpected(self) -> MockValidationException:
        """In DynamoDB's words, with the text around the token."""
        first, last = max(self.at - 1, 0), min(self.at + 1, len(self.tokens) - 1)
        near = self.text[self.tokens[first][1] : self.tokens[last][2]]
        return self.wrong(f'Syntax error; token: "{self.peek()}", near: "{near}"')

    def end(self) -> None:
        if self.at < len(self.tokens):
            raise self.unexpected()

    def either(self) -> Node:
        return self._joined("OR", lambda: self._joined("AND", self._negated))

    def _joined(self, word: str, part: Callable[[], Node]) -> Node:
        parts = [part()]
        while self.take(word):
            parts.append(part())
        return parts[0] if len(parts) == 1 else Node(word, tuple(parts))

    def _negated(self) -> Node:
        if self.take("NOT"):
            return Node("NOT", (self._negated(),))
        if self.peek() == "(" and not self._is_operand_in_parentheses():
            return self._group()
        return self._comparison()

    def _group(self) -> Node:
        opened = self.at
        self.at += 1
        inner = self.either()
        if self.groups.get(opened + 1) == self.at:
            raise self.wrong("The expression has redundant parentheses;")
        self.need(")")
        self.groups[opened] = self.at
        return inner

    def _is_operand_in_parentheses(self) -> bool:
        """`(a) = :b` compares, `(a = :b)` groups: a comparison follows the first closing parenthesis of the former."""
        depth, ahead = 0, 0
        while self.peek(ahead) != _END:
            depth += {"(": 1, ")": -1}.get(self.peek(ahead), 0)
            if self.peek(ahead) in _COMPARATORS or self.peek(ahead).upper() in _WORDS:
                return False
            ahead += 1
            if depth == 0:
                return self.peek(ahead) in _COMPARATORS or self.peek(ahead).upper() in ("IN", "BETWEEN")
        return False

    def _comparison(self) -> Node:
        left = self.operand()
        comparator = self.take(*_COMPARATORS)
        if comparator:
            found = Node(comparator, (left, self.operand()))
        elif self.take("BETWEEN"):
            lower = self.operand()
            self.need("AND")
            found = Node("BETWEEN", (left, lower, self.operand()))
        elif self.take("IN"):
            found = Node("IN", (left, *self._list()))
        elif isinstance(left, Node) and left.operator != "size":
            return left
        elif isinstance(left, Node):
            raise self.misused(left)
        else:
            raise self.unexpected()
        for each in found.operands:
            if isinstance(each, Node) and each.operator != "size":
                raise self.misused(each)
        return found

    def misused(self, function: Node) -> MockValidationException:
        return self.wrong(f"The function is not allowed to be used this way in an expression; function: {function.operator}")

    def _list(self) -> list[Operand]:
        self.need("(")
        found = [self.operand()]
        while self.take(","):
            found.append(self.operand())
        self.need(")")
        return found

    def operand(self) -> Operand:
        if self.take("("):
            inner = self.operand()
            self.need(")")
            return inner
        if self.peek().startswith(":"):
            self.at += 1
            name = self.peek(-1)
            self.placeholders.value(name, self.kind)
            return Value(name)
        if self.peek(1) == "(" and re.match("[A-Za-z_]", self.peek()) and self.peek().upper() not in _WORDS:
            return self._function()
        return self.path()

    def _function(self) -> Node:
        name = self.peek()
        self.at += 1
        operands = self._list()
        if name not in _OPERANDS:
            raise self.wrong(f"Invalid function name; function: {name}")
        told = f"operator or function: {name}"
        if len(operands) != _OPERANDS[name]:
            raise self.wrong(f"Incorrect number of operands for operator or function; {told}, number of operands: {len(operands)}")
        if name in _OF_PATHS and not isinstance(operands[0], Path):
            raise self.wrong(f"Operator or function requires a document path; {told}")
        for each in operands if name == "begins_with" else ():
            kind = next(iter(self.placeholders.values[each.name])) if isinstance(each, Value) else "S"
            if kind not in ("S", "B"):
                raise self.wrong(f"Incorrect operand type for operator or function; {told}, operand type: {kind}")
        return Node(name, tuple(operands))

    def path(self) -> Path:
        parts: list[str | int] = [self._name()]
        while self.peek() in (".", "["):
            if self.take("."):
                parts.append(self._name())
            else:
                self.at += 1
                if not self.peek().isdecimal():
                    raise self.unexpected()
                parts.append(int(self.peek()))
                self.at += 1
                self.need("]")
        return Path(tuple(parts))

    def _name(self) -> str:
        token = self.peek()
        if token.startswith("#"):
            self.at += 1
            return self.placeholders.name(token, self.kind)
        if not re.match("[A-Za-z_]", token) or token.upper() in _WORDS:
            raise self.unexpected()
        if token.upper() in ReservedKeywords.get_reserved_keywords():
            raise self.wrong(f"Attribute name is a reserved keyword; reserved keyword: {token}")
        self.at += 1
        return token
