"""DynamoDB: the expressions of a request, and the names and values that it gives beside them.

The words are those of https://github.com/architect/dynalite, which its tests hold against AWS; the rules stand in
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ExpressionAttributeNames.html and …ExpressionAttributeValues.html.
"""

import re
from collections.abc import Mapping
from typing import Any

from moto.dynamodb.exceptions import MockValidationException

from delivery_emulator.services.dynamodb_expressions import condition, projection
from delivery_emulator.services.dynamodb_queries import check_bounds
from delivery_emulator.services.dynamodb_trees import Node, Placeholders, mentioned
from delivery_emulator.services.dynamodb_values import check_value

_UPDATE, PROJECTION = "UpdateExpression", "ProjectionExpression"
KEYS, FILTER, CONDITION = "KeyConditionExpression", "FilterExpression", "ConditionExpression"
_EXPRESSIONS = (_UPDATE, CONDITION, FILTER, KEYS, PROJECTION)
VALUED: Mapping[str, tuple[str, ...]] = {
    "update_item": (_UPDATE, CONDITION),
    "query": (FILTER, KEYS),
    "scan": (FILTER,),
    "Update": (_UPDATE, CONDITION),
}
"""The expressions that may have values, where it is not a condition alone."""
_LEGACY = ("AttributesToGet", "AttributeUpdates", "Expected", "ConditionalOperator", "KeyConditions", "QueryFilter", "ScanFilter")


def check_expressions(request: Mapping[str, Any], valued: tuple[str, ...] = (CONDITION,)) -> tuple[dict[str, Node], Placeholders]:
    """Refuse expressions that nobody can read, and placeholders that are missing or that none of them has.

    Gives the trees of conditions by their fields, and what the placeholders stand for.
    """
    there = [each for each in _EXPRESSIONS if request.get(each) is not None]
    legacy = [each for each in _LEGACY if request.get(each) is not None]
    if there and legacy:
        told = f"Non-expression parameters: {{{', '.join(legacy)}}} Expression parameters: {{{', '.join(there)}}}"
        raise MockValidationException(f"Can not use both expression and non-expression parameters in the same request: {told}")
    _check_placeholders(request, there, valued)
    placeholders = Placeholders(request.get("ExpressionAttributeNames") or {}, request.get("ExpressionAttributeValues") or {})
    trees: dict[str, Node] = {}
    for kind in there:
        if kind == PROJECTION:
            projection(request[kind], placeholders)
        elif kind == _UPDATE:
            _resolve(request[kind], placeholders)
        else:
            trees[kind] = condition(request[kind], kind, placeholders)
            check_bounds(trees[kind], kind, placeholders)
    for field, given in (("Names", placeholders.names), ("Values", placeholders.values)):
        unused = [each for each in given if each not in placeholders.used]
        if unused:
            raise MockValidationException(f"Value provided in ExpressionAttribute{field} unused in expressions: keys: {{{', '.join(unused)}}}")
    return trees, placeholders


def _resolve(text: str, placeholders: Placeholders) -> None:
    for each in mentioned(text):
        if each.startswith("#"):
            placeholders.name(each, _UPDATE)
        else:
            placeholders.value(each, _UPDATE)


def _check_placeholders(request: Mapping[str, Any], there: list[str], valued: tuple[str, ...]) -> None:
    for field, mark, users in (("ExpressionAttributeNames", "#", _EXPRESSIONS), ("ExpressionAttributeValues", ":", valued)):
        given = request.get(field)
        if given is None:
            continue
        if not any(each in there for each in users):
            told = f"{field} can only be specified when using expressions"
            nothing = f": {' and '.join(valued)} {'is' if len(valued) == 1 else 'are'} null" if mark == ":" and valued else ""
            raise MockValidationException(told + nothing)
        if not given:
            raise MockValidationException(f"{field} must not be empty")
        for each in given:
            if not re.fullmatch(f"{mark}[A-Za-z0-9_]+", each):
                raise MockValidationException(f'{field} contains invalid key: Syntax error; key: "{each}"')
    for name, value in (request.get("ExpressionAttributeValues") or {}).items():
        try:
            check_value(value)
        except MockValidationException as error:
            raise MockValidationException(f"ExpressionAttributeValues contains invalid value: {error.message} for key {name}") from error
