"""DynamoDB: which keys a query may ask for, and where a query or a scan may begin.

Sources: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html,
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html and https://github.com/architect/dynalite (the words, which its
tests hold against AWS).
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from moto.dynamodb.exceptions import KeyIsEmptyStringException, MockValidationException, ProvidedKeyDoesNotExist

from delivery_emulator.services.dynamodb_trees import Node, Path, Placeholders, Value, paths_of
from delivery_emulator.services.dynamodb_values import types_of

_ORDERS = frozenset(("=", "<", "<=", ">", ">=", "BETWEEN", "begins_with"))
_TURNED: Mapping[str, str] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def schema_of(table: Any, index_name: str | None) -> list[dict[str, str]]:
    """The key of the table or of its index; raises what DynamoDB says of an index that is not there."""
    if index_name is None:
        return list(table.schema)
    for index in (*table.global_indexes, *table.indexes):
        if index.name == index_name:
            return list(index.schema)
    raise MockValidationException(f"The table does not have the specified index: {index_name}")


def check_projected(table: Any, request: Mapping[str, Any], paths: Iterable[Path]) -> None:
    """Refuse what a global index does not have: all attributes, or one that it does not project."""
    index = next((each for each in table.global_indexes if each.name == request.get("IndexName")), None)
    kind = (index.projection or {}).get("ProjectionType", "ALL") if index is not None else "ALL"
    if index is None or kind == "ALL":
        return
    if request.get("Select") == "ALL_ATTRIBUTES":
        told = f"Select type ALL_ATTRIBUTES is not supported for global secondary index {index.name} because its projection type is not ALL"
        raise MockValidationException(f"One or more parameter values were invalid: {told}")
    projected = {each["AttributeName"] for each in (*table.schema, *index.schema)} | set(index.projection.get("NonKeyAttributes") or [])
    missing = [str(path.parts[0]) for path in paths if path.parts[0] not in projected]
    if missing:
        told = f"Global secondary index {index.name} does not project [{', '.join(dict.fromkeys(missing))}]"
        raise MockValidationException(f"One or more parameter values were invalid: {told}")


def check_conditions(tree: Node, schema: list[dict[str, str]], table: Any, placeholders: Placeholders) -> None:
    """Refuse what is no condition on one key: the partition key's must be an equality."""
    conditions: dict[str, tuple[str, list[Mapping[str, Any]]]] = {}
    for name, operator, values in key_conditions(tree, placeholders):
        if name in conditions:
            raise _invalid("KeyConditionExpressions must only contain one condition per key")
        conditions[name] = operator, values
    names = [each["AttributeName"] for each in schema]
    if len(conditions) > len(names):
        told = f"The number of query conditions ({len(conditions)}) exceeds the number of key attributes defined in the schema ({len(names)})"
        raise MockValidationException(told)
    for name in names[: len(conditions)]:
        if name not in conditions:
            raise MockValidationException(f"Query condition missed key schema element: {name}")
    types = types_of(table)
    for name, (operator, values) in conditions.items():
        _check_values(name, operator, values, types[name])
    if conditions[names[0]][0] != "=":
        raise MockValidationException("Query key condition not supported")


def key_conditions(tree: Node, placeholders: Placeholders) -> list[tuple[str, str, list[Mapping[str, Any]]]]:
    """The keys with their operators and values; raises what DynamoDB says of what is no condition on a key."""
    found = map(_condition, _conditions(tree))
    return [(name, operator, [placeholders.values[value] for value in values]) for name, operator, values in found]


def _conditions(tree: Node) -> Iterator[Node]:
    for each in tree.operands if tree.operator == "AND" else (tree,):
        if each.operator == "AND":
            yield from _conditions(each)
        elif each.operator not in _ORDERS:
            raise MockValidationException(f"Invalid operator used in KeyConditionExpression: {each.operator}")
        else:
            yield each


def _condition(node: Node) -> tuple[str, str, list[str]]:
    """The key's name, the operator as if the key came first, and the placeholders of the values."""
    paths: list[Path] = [each for each in node.operands if isinstance(each, Path)]
    if any(isinstance(each, Node) for each in node.operands):
        raise MockValidationException("KeyConditionExpressions cannot contain nested operations")
    if len(paths) > 1:
        raise _wrong("Multiple attribute names used in one condition")
    if not paths:
        raise _wrong("No key attribute specified")
    key, *nested = paths[0].parts
    if nested:
        raise MockValidationException("KeyConditionExpressions cannot have conditions on nested attributes")
    first = node.operands[:1] == (paths[0],)
    if not first and node.operator in ("BETWEEN", "begins_with"):
        raise _wrong(f"{node.operator} operator must have the key attribute as its first operand")
    operator = node.operator if first else _TURNED.get(node.operator, node.operator)
    return str(key), operator, [each.name for each in node.operands if isinstance(each, Value)]


def _wrong(told: str) -> MockValidationException:
    return MockValidationException(f"Invalid condition in KeyConditionExpression: {told}")


def _invalid(told: str) -> MockValidationException:
    return MockValidationException(f"Invalid KeyConditionExpression: {told}")


def _check_values(name: str, operator: str, values: list[Mapping[str, Any]], kind: str) -> None:
    for value in values:
        actual = next(iter(value))
        if operator != "=" and actual not in ("S", "N", "B"):
            told = f"operator or function: {operator}, operand type: {actual}"
            raise _invalid(f"Incorrect operand type for operator or function; {told}")
        if actual != kind:
            raise MockValidationException(
                "One or more parameter values were invalid: Condition parameter type does not match schema type"
            )
        if value[actual] in ("", b""):
            raise KeyIsEmptyStringException(name)


def check_bounds(tree: Any, kind: str, placeholders: Placeholders) -> None:
    """Refuse `BETWEEN` with bounds of two types, or with the greater one first, anywhere in an expression."""
    for each in tree.operands if isinstance(tree, Node) else ():
        check_bounds(each, kind, placeholders)
    if not isinstance(tree, Node) or tree.operator != "BETWEEN" or not all(isinstance(each, Value) for each in tree.operands[1:]):
        return
    lower, upper = (placeholders.values[each.name] for each in tree.operands[1:])
    (low_kind, low), (high_kind, high) = next(iter(lower.items())), next(iter(upper.items()))
    told = f"lower bound operand: AttributeValue: {{{low_kind}:{low}}}, upper bound operand: AttributeValue: {{{high_kind}:{high}}}"
    if low_kind != high_kind:
        raise MockValidationException(
            f"Invalid {kind}: The BETWEEN operator requires same data type for lower and upper bounds; {told}"
        )
    if Decimal(low) > Decimal(high) if low_kind == "N" else low > high:
        raise MockValidationException(
            f"Invalid {kind}: The BETWEEN operator requires upper bound to be greater than or equal to lower bound; {told}"
        )


def check_filter(tree: Node, schema: list[dict[str, str]]) -> None:
    """Refuse a query's filter on the key that it asks by."""
    heads = {path.parts[0] for path in paths_of(tree)}
    for each in schema:
        if each["AttributeName"] in heads:
            told = f"Primary key attribute: {each['AttributeName']}"
            raise MockValidationException(f"Filter Expression can only contain non-primary key attributes: {told}")


def check_start(table: Any, schema: list[dict[str, str]], start: Mapping[str, Mapping[str, Any]]) -> None:
    """Refuse a place to begin at that is not a whole key of the table and of the index."""
    names = {each["AttributeName"] for each in (*table.schema, *schema)}
    if set(start) != names:
        raise MockValidationException("The provided starting key is invalid")
    types = types_of(table)
    if any(types[name] not in start[name] for name in names):
        raise ProvidedKeyDoesNotExist
