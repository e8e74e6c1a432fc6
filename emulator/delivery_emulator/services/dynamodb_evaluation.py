"""DynamoDB: conditions, key conditions and projections mean what their trees say; moto reads fewer forms of them, and compares values of two types.

Sources: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html and
Expressions.ProjectionExpressions.html. What AWS says of the size of what has none is unconfirmed.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from moto.dynamodb import responses
from moto.dynamodb.comparisons import ConditionExpressionParser
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.parsing.key_condition_expression import validate_schema

from delivery_emulator.services.dynamodb_expressions import condition, projection
from delivery_emulator.services.dynamodb_queries import key_conditions
from delivery_emulator.services.dynamodb_trees import Node, Path, Placeholders, Value
from delivery_emulator.services.patch import around

_ORDERS: Mapping[str, Callable[[Any, Any], bool]] = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def install() -> None:
    """Have moto ask these trees."""
    around(ConditionExpressionParser, "parse")(_condition)
    around(responses.ProjectionExpressionParser, "parse")(_projection)
    around(Item, "project")(_project)
    responses.parse_expression = _key_condition  # type: ignore[attr-defined]


@dataclass(frozen=True)
class _Condition:
    """What moto asks of an item."""

    tree: Node
    values: Mapping[str, DynamoType]

    def expr(self, item: Any) -> bool:
        return _holds(self.tree, item.attrs if item is not None else {}, self.values)


def _condition(original: Callable[..., Any], parser: Any) -> Any:
    if not parser.condition_expression:
        return original(parser)
    placeholders = Placeholders(parser.expression_attribute_names or {}, parser.expression_attribute_values or {})
    tree = condition(parser.condition_expression, "ConditionExpression", placeholders)
    parser.expr_attr_names_found.extend(placeholders.used)
    parser.expr_attr_values_found.extend(placeholders.used)
    return _Condition(tree, {name: DynamoType(value) for name, value in placeholders.values.items()})  # type: ignore[arg-type]


def _projection(_: Callable[..., Any], parser: Any) -> list[list[str | int]]:
    if not parser.projection_expression:
        return []
    placeholders = Placeholders(parser.expression_attribute_names or {}, {})
    paths = projection(parser.projection_expression, placeholders)
    parser.expr_attr_names_found.extend(placeholders.used)
    return [list(path.parts) for path in paths]


def _key_condition(
    key_condition_expression: str, expression_attribute_values: Any, expression_attribute_names: Any, schema: list[dict[str, str]]
) -> tuple[Any, Any, list[str]]:
    placeholders = Placeholders(expression_attribute_names or {}, expression_attribute_values or {})
    found = key_conditions(condition(key_condition_expression, "KeyConditionExpression", placeholders), placeholders)
    return (*validate_schema(found, schema), [*placeholders.used])


def _project(_: Callable[..., Any], item: Any, paths: list[list[str | int]]) -> Any:
    found = _part(DynamoType({"M": item.attrs}), paths)
    return Item(hash_key=item.hash_key, range_key=item.range_key, attrs=found.value if found is not None else {})


def _part(value: DynamoType, paths: list[list[str | int]]) -> DynamoType | None:
    """What of a value the paths lead to; elements of a list in their order, without those between them."""
    if [] in paths:
        return value
    below: dict[str | int, list[list[str | int]]] = {}
    for head, *rest in paths:
        below.setdefault(head, []).append(rest)
    there = [(head, child) for head in below if (child := value.child_attr(head)) is not None]
    parts = {head: part for head, child in there if (part := _part(child, below[head])) is not None}
    if not parts:
        return None
    return DynamoType({"M": parts} if value.is_map() else {"L": [parts[index] for index in sorted(parts)]})


def _holds(tree: Node, attributes: Mapping[str, DynamoType], values: Mapping[str, DynamoType]) -> bool:
    """Whether a condition is true of an item."""
    if tree.operator in ("AND", "OR"):
        return (all if tree.operator == "AND" else any)(_holds(each, attributes, values) for each in tree.operands)
    if tree.operator == "NOT":
        return not _holds(tree.operands[0], attributes, values)
    first, *rest = (_value(each, attributes, values) for each in tree.operands)
    if tree.operator in _ORDERS:
        return _in_order(tree.operator, first, rest[0])
    return _OF_VALUES[tree.operator](first, *rest)


def _value(operand: Any, attributes: Mapping[str, DynamoType], values: Mapping[str, DynamoType]) -> DynamoType | None:
    if isinstance(operand, Value):
        return values[operand.name]
    if isinstance(operand, Node):  # size, the only function of a value
        measured = _value(operand.operands[0], attributes, values)
        has_size = measured is not None and measured.type in ("S", "B", "SS", "NS", "BS", "L", "M")
        return DynamoType({"N": str(len(measured.value))}) if measured is not None and has_size else None
    path: Path = operand
    found = attributes.get(str(path.parts[0]))
    for part in path.parts[1:]:
        found = found.child_attr(part) if found is not None else None
    return found


def _same(first: DynamoType | None, second: DynamoType | None) -> bool:
    """Of one type and one content, at any depth; what is not there is like nothing."""
    if first is None or second is None or first.type != second.type:
        return False
    if first.is_list():
        return len(first.value) == len(second.value) and all(map(_same, first.value, second.value))
    if first.is_map():
        return first.value.keys() == second.value.keys() and all(_same(each, second.value[name]) for name, each in first.value.items())
    return bool(first.cast_value == second.cast_value)


def _in_order(order: str, first: DynamoType | None, second: DynamoType | None) -> bool:
    if first is None or second is None or first.type != second.type or first.type not in ("S", "N", "B"):
        return False
    return _ORDERS[order](first.cast_value, second.cast_value)


def _between(first: DynamoType | None, lower: DynamoType | None, upper: DynamoType | None) -> bool:
    return _in_order("<=", lower, first) and _in_order("<=", first, upper)


def _begins_with(first: DynamoType | None, start: DynamoType | None) -> bool:
    if first is None or start is None or first.type != start.type or first.type not in ("S", "B"):
        return False
    return bool(first.value.startswith(start.value))


def _contains(first: DynamoType | None, part: DynamoType | None) -> bool:
    if first is None or part is None:
        return False
    if first.is_list():
        return any(_same(each, part) for each in first.value)
    if first.type in ("S", "B"):
        return first.type == part.type and part.value in first.value
    return first.type == f"{part.type}S" and part.cast_value in first.cast_value


_OF_VALUES: Mapping[str, Callable[..., bool]] = {
    "=": _same,
    "<>": lambda first, second: not _same(first, second),
    "IN": lambda first, *others: any(_same(first, each) for each in others),
    "BETWEEN": _between,
    "attribute_exists": lambda found: found is not None,
    "attribute_not_exists": lambda found: found is None,
    "attribute_type": lambda found, kind: found is not None and found.type == kind.value,
    "begins_with": _begins_with,
    "contains": _contains,
}
