"""DynamoDB: requests about items are looked at before moto acts on them, whole batches and transactions before their first item.

Sources: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html, API_BatchGetItem.html, API_TransactWriteItems.html
(how many, and why a transaction is cancelled) and https://github.com/architect/dynalite (the words about expressions, which its tests hold against AWS).
How AWS words a list in a batch that is too long before the constraint is unconfirmed.
"""

import functools
from collections.abc import Callable, Mapping
from typing import Any

from moto.dynamodb.exceptions import MockValidationException, TransactionCanceledException
from moto.dynamodb.responses import DynamoHandler

from delivery_emulator.services import dynamodb_queries as queries
from delivery_emulator.services.dynamodb_expressions import projection
from delivery_emulator.services.dynamodb_placeholders import (
    CONDITION,
    FILTER,
    KEYS,
    PROJECTION,
    VALUED,
    check_expressions,
)
from delivery_emulator.services.dynamodb_trees import Node, Placeholders, paths_of
from delivery_emulator.services.dynamodb_values import check_item, check_key, check_value
from delivery_emulator.services.patch import around

_MOST_WRITES, _MOST_GETS = 25, 100


def install() -> None:
    """Look at moto's requests."""
    for name, check in _CHECKS.items():
        around(DynamoHandler, name)(functools.partial(_checked, check))
    around(DynamoHandler, "_contains_duplicates")(lambda *_: False)


def _checked(check: Callable[[Any, Mapping[str, Any]], None], original: Callable[..., Any], handler: Any) -> Any:
    check(handler, handler.body)
    return original(handler)


def _put(handler: Any, request: Mapping[str, Any]) -> None:
    check_expressions(request)
    for value in request["Item"].values():
        check_value(value)
    check_item(_table(handler, request), request["Item"])


def _by_key(kind: str, handler: Any, request: Mapping[str, Any]) -> None:
    check_expressions(request, VALUED.get(kind, (CONDITION,)))
    check_key(_table(handler, request), request["Key"])


def _update(handler: Any, request: Mapping[str, Any]) -> None:
    """An update that changes nothing makes an item of its key, where there is none."""
    _by_key("update_item", handler, request)
    if request.get("UpdateExpression") is None:
        handler.body.setdefault("AttributeUpdates", {})


def _query(handler: Any, request: Mapping[str, Any]) -> None:
    trees, placeholders = check_expressions(request, VALUED["query"])
    if KEYS not in trees and request.get("KeyConditions") is None:
        raise MockValidationException("Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.")
    table = _table(handler, request)
    schema = queries.schema_of(table, request.get("IndexName"))
    if "ExclusiveStartKey" in request:
        queries.check_start(table, schema, request["ExclusiveStartKey"])
    if KEYS in trees:
        queries.check_conditions(trees[KEYS], schema, table, placeholders)
        hash_key = schema[0]["AttributeName"]
        _check_start_is_inside(request, trees[KEYS], hash_key, placeholders)
    if FILTER in trees:
        queries.check_filter(trees[FILTER], schema)
    _check_projected(table, request, trees, placeholders)


def _check_projected(table: Any, request: Mapping[str, Any], trees: Mapping[str, Node], placeholders: Placeholders) -> None:
    asked = projection(request[PROJECTION], placeholders) if request.get(PROJECTION) else []
    queries.check_projected(table, request, [*asked, *(paths_of(trees[FILTER]) if FILTER in trees else ())])


def _check_start_is_inside(request: Mapping[str, Any], tree: Node, hash_key: str, placeholders: Placeholders) -> None:
    start = request.get("ExclusiveStartKey")
    asked = {name: values[0] for name, _, values in queries.key_conditions(tree, placeholders)}
    if start is not None and start[hash_key] != asked[hash_key]:
        raise MockValidationException("The provided starting key is outside query boundaries based on provided conditions")


def _scan(handler: Any, request: Mapping[str, Any]) -> None:
    trees, placeholders = check_expressions(request, VALUED["scan"])
    table = _table(handler, request)
    schema = queries.schema_of(table, request.get("IndexName"))
    if "ExclusiveStartKey" in request:
        queries.check_start(table, schema, request["ExclusiveStartKey"])
    _check_projected(table, request, trees, placeholders)


def _batch_get(handler: Any, request: Mapping[str, Any]) -> None:
    tables = request["RequestItems"]
    for name, asked in tables.items():
        if not asked["Keys"]:
            told = f"Value '[]' at 'requestItems.{name}.member.keys' failed to satisfy constraint: Member must have length greater than or equal to 1"
            raise MockValidationException(f"1 validation error detected: {told}")
        check_expressions(asked, ())
    if sum(len(asked["Keys"]) for asked in tables.values()) <= _MOST_GETS:
        for name, asked in tables.items():
            table = handler.dynamodb_backend.get_table(name)
            _check_different(table, asked["Keys"])
            for key in asked["Keys"]:
                check_key(table, key)


def _batch_write(handler: Any, request: Mapping[str, Any]) -> None:
    tables = request["RequestItems"]
    for name, writes in tables.items():
        if not 1 <= len(writes) <= _MOST_WRITES:
            rule = f"Member must have length less than or equal to {_MOST_WRITES}, Member must have length greater than or equal to 1"
            told = f"Value '{{{name}=[{len(writes)} WriteRequest]}}' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: [{rule}]"
            raise MockValidationException(f"1 validation error detected: {told}")
        if any(len(write) != 1 for write in writes):
            told = "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes"
            raise MockValidationException(told)
        for value in (value for write in writes for value in write.get("PutRequest", {}).get("Item", {}).values()):
            check_value(value)
    if sum(len(writes) for writes in tables.values()) > _MOST_WRITES:
        raise MockValidationException("Too many items requested for the BatchWriteItem call")
    for name, writes in tables.items():
        table = handler.dynamodb_backend.get_table(name)
        for write in writes:
            if "PutRequest" in write:
                check_item(table, write["PutRequest"]["Item"])
            else:
                check_key(table, write["DeleteRequest"]["Key"])
        _check_different(table, [write.get("PutRequest", {}).get("Item") or write["DeleteRequest"]["Key"] for write in writes])


def _check_different(table: Any, items: list[Mapping[str, Any]]) -> None:
    names = [each["AttributeName"] for each in table.schema]
    keys = [repr([item.get(name) for name in names]) for item in items]
    if len(set(keys)) < len(keys):
        raise MockValidationException("Provided list of item keys contains duplicates")


def _transact_get(handler: Any, request: Mapping[str, Any]) -> None:
    for each in request["TransactItems"]:
        check_expressions(each["Get"], ())
    _cancel_where(request["TransactItems"], lambda each: check_key(_table(handler, each["Get"]), each["Get"]["Key"]))


def _transact_write(handler: Any, request: Mapping[str, Any]) -> None:
    for each in request["TransactItems"]:
        for kind, operation in each.items():
            check_expressions(operation, VALUED.get(kind, (CONDITION,)))
            for value in operation.get("Item", {}).values():
                check_value(value)
            _table(handler, operation)

    def check(each: Mapping[str, Any]) -> None:
        operation = next(iter(each.values()))
        if "Item" in operation:
            check_item(_table(handler, operation), operation["Item"])
        else:
            check_key(_table(handler, operation), operation["Key"])

    _cancel_where(request["TransactItems"], check)


def _cancel_where(items: list[Mapping[str, Any]], check: Callable[[Mapping[str, Any]], None]) -> None:
    """A key or an item that does not fit its table cancels the transaction, which names each reason in its place."""
    reasons: list[Any] = []
    for each in items:
        try:
            check(each)
            reasons.append((None, None, None))
        except MockValidationException as error:
            reasons.append(("ValidationError", str(error.message), None))
    if any(code for code, _, _ in reasons):
        raise TransactionCanceledException(reasons)


def _table(handler: Any, request: Mapping[str, Any]) -> Any:
    return handler.dynamodb_backend.get_table(request["TableName"])


_CHECKS: Mapping[str, Callable[[Any, Mapping[str, Any]], None]] = {
    "put_item": _put,
    "get_item": functools.partial(_by_key, "get_item"),
    "delete_item": functools.partial(_by_key, "delete_item"),
    "update_item": _update,
    "query": _query,
    "scan": _scan,
    "batch_get_item": _batch_get,
    "batch_write_item": _batch_write,
    "transact_get_items": _transact_get,
    "transact_write_items": _transact_write,
}
