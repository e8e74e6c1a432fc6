"""DynamoDB: values, keys and items that no table takes, in DynamoDB's words.

Sources: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html (types, empty values),
Constraints.html (numbers, keys) and https://github.com/architect/dynalite (the words, which its tests hold against AWS).
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Context, Decimal, InvalidOperation
from typing import Any

from moto.dynamodb.exceptions import KeyIsEmptyStringException, MockValidationException, ProvidedKeyDoesNotExist
from moto.dynamodb.models.dynamo_type import DynamoType

from delivery_emulator.services.patch import around

_INVALID = "One or more parameter values were invalid: "
_MANY = "must contain exactly one of the supported datatypes"
_EMPTY_SETS: Mapping[str, str] = {
    "SS": "An string set  may not be empty",
    "NS": "An number set  may not be empty",
    "BS": "Binary sets should not be empty",
}
_DIGITS, _HIGHEST, _LOWEST = 38, 125, -130
_LONGEST_HASH, _LONGEST_RANGE = 2048, 1024
"""In bytes."""
_EXACT = Context(prec=_DIGITS)


def install() -> None:
    """Have moto calculate as DynamoDB does, without a computer's fractions."""
    around(DynamoType, "__add__")(lambda original, first, second: _calculated(_EXACT.add, original, first, second))
    around(DynamoType, "__sub__")(lambda original, first, second: _calculated(_EXACT.subtract, original, first, second))


def _calculated(calculate: Callable[[Decimal, Decimal], Decimal], original: Callable[..., Any], first: Any, second: Any) -> Any:
    if not (first.is_number() and second.is_number()):
        return original(first, second)
    return DynamoType({"N": _number(str(calculate(Decimal(first.value), Decimal(second.value))))})


def check_value(value: dict[str, Any]) -> None:
    """Refuse a value that is of no type, of several, or not what its type takes, at any depth; and write its numbers as DynamoDB does."""
    if not value:
        raise MockValidationException(f"Supplied AttributeValue is empty, {_MANY}")
    if len(value) > 1:
        raise MockValidationException(f"Supplied AttributeValue has more than one datatypes set, {_MANY}")
    kind = next(iter(value))
    given: Any = value[kind]
    if kind == "NULL" and not given:
        raise MockValidationException(f"{_INVALID}Null attribute value types must have the value of true")
    if kind == "N":
        value["N"] = _number(str(given))
    if kind == "NS":
        value["NS"] = given = [_number(str(each)) for each in given]
    if kind in _EMPTY_SETS:
        _check_set(kind, given)
    for each in {"L": given, "M": given.values() if kind == "M" else ()}.get(kind, ()):
        check_value(each)


def _check_set(kind: str, given: list[Any]) -> None:
    if not given:
        raise MockValidationException(f"{_INVALID}{_EMPTY_SETS[kind]}")
    if len({str(each) for each in given}) < len(given):
        told = f"Input collection [{', '.join(str(each) for each in given)}] contains duplicates."
        raise MockValidationException("Input collection contains duplicates" if kind == "NS" else f"{_INVALID}{told}")


def _number(text: str) -> str:
    """Without zeros that say nothing, and without an exponent."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        told = "The parameter cannot be converted to a numeric value"
        raise MockValidationException(f"{told}: {text}" if text else told)
    if number and number.adjusted() > _HIGHEST:
        raise MockValidationException("Number overflow. Attempting to store a number with magnitude larger than supported range")
    if number and number.adjusted() < _LOWEST:
        raise MockValidationException("Number underflow. Attempting to store a number with magnitude smaller than supported range")
    if len("".join(str(digit) for digit in number.as_tuple().digits).strip("0")) > _DIGITS:
        raise MockValidationException("Attempting to store more than 38 significant digits in a Number")
    plain = f"{number:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return plain if number else "0"


def check_key(table: Any, key: Mapping[str, dict[str, Any]]) -> None:
    """Refuse a key that is not exactly the table's."""
    for value in key.values():
        check_value(value)
    types = types_of(table)
    names = [each["AttributeName"] for each in table.schema]
    if sorted(key) != sorted(names) or any(types[name] not in key[name] for name in names):
        raise ProvidedKeyDoesNotExist
    for name in names:
        if _is_empty(key[name]):
            raise KeyIsEmptyStringException(name)
    _check_lengths(table.schema, key)


def check_item(table: Any, item: Mapping[str, Mapping[str, Any]]) -> None:
    """Refuse an item without the table's key, or whose key or index keys are of another type."""
    types = types_of(table)
    for name in (each["AttributeName"] for each in table.schema):
        if name not in item:
            raise MockValidationException(f"{_INVALID}Missing the key {name} in the item")
        if types[name] not in item[name]:
            actual = next(iter(item[name]))
            raise MockValidationException(f"{_INVALID}Type mismatch for key {name} expected: {types[name]} actual: {actual}")
        if _is_empty(item[name]):
            raise KeyIsEmptyStringException(name)
    check_index_keys(table, item)
    _check_lengths(table.schema, item)


def check_index_keys(table: Any, attributes: Mapping[str, Mapping[str, Any]]) -> None:
    """Refuse attributes that are the key of an index and not of its type, or empty; one that is left out is in no index."""
    types = types_of(table)
    for index, name in _index_keys(table):
        value = attributes.get(name)
        if value is None:
            continue
        if types[name] not in value:
            told = f"Type mismatch for Index Key {name} Expected: {types[name]} Actual: {next(iter(value))} IndexName: {index.name}"
            raise MockValidationException(f"{_INVALID}{told}")
        if _is_empty(value):
            raise MockValidationException(
                "One or more parameter values are not valid. A value specified for a secondary index key is not supported. "
                f"The AttributeValue for a key attribute cannot contain an empty string value. IndexName: {index.name}, IndexKey: {name}"
            )


def _index_keys(table: Any) -> Iterator[tuple[Any, str]]:
    own = {each["AttributeName"] for each in table.schema}
    for index in (*table.global_indexes, *table.indexes):
        for each in index.schema:
            if each["AttributeName"] not in own:
                yield index, each["AttributeName"]


def _check_lengths(schema: list[dict[str, str]], key: Mapping[str, Mapping[str, Any]]) -> None:
    for each in schema:
        kind, value = next(iter(key[each["AttributeName"]].items()))
        length = 0 if kind == "N" else len(value.encode() if isinstance(value, str) else value)
        if each["KeyType"] == "HASH" and length > _LONGEST_HASH:
            raise MockValidationException(f"{_INVALID}Size of hashkey has exceeded the maximum size limit of{_LONGEST_HASH} bytes")
        if each["KeyType"] == "RANGE" and length > _LONGEST_RANGE:
            told = f"Aggregated size of all range keys has exceeded the size limit of {_LONGEST_RANGE} bytes"
            raise MockValidationException(f"{_INVALID}{told}")


def types_of(table: Any) -> dict[str, str]:
    """The type, `S`, `N` or `B`, of every attribute that some key of the table has."""
    return {each["AttributeName"]: each["AttributeType"] for each in table.attr}


def _is_empty(value: Mapping[str, Any]) -> bool:
    return value.get("S") == "" or value.get("B") in ("", b"")
