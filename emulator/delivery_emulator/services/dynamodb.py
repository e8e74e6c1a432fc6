"""DynamoDB: names and indexes of tables, what moto drops from changed and deleted ones, and where their items flow."""

import re
from collections.abc import Callable
from typing import Any

from moto.core.responses import ActionResult
from moto.dynamodb.exceptions import MockValidationException
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.table import StreamRecord, StreamShard
from moto.dynamodb.responses import DynamoHandler

from delivery_emulator.services.patch import around

_NAME = re.compile(r"[a-zA-Z0-9_.-]*")
_LENGTHS = (3, 255)
_MOST_GLOBAL, _MOST_LOCAL = 20, 5
"""https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html, of names and of indexes."""


def install() -> None:
    """Patch moto's DynamoDB."""
    around(DynamoHandler, "update_table")(_update_table)
    around(DynamoDBBackend, "delete_table")(_delete_table)
    around(DynamoHandler, "create_table")(_create_table)
    around(StreamShard, "add")(_add_to_stream)
    around(StreamRecord, "__init__")(_record)
    around(DynamoDBBackend, "update_table_streams")(_update_stream)
    DynamoHandler.describe_kinesis_streaming_destination = _describe_destinations  # type: ignore[attr-defined]


def _create_table(original: Callable[..., Any], handler: Any) -> Any:
    name, rule = handler.body["TableName"], ""
    if not _LENGTHS[0] <= len(name) <= _LENGTHS[1]:
        rule = f"length {f'greater than or equal to {_LENGTHS[0]}' if len(name) < _LENGTHS[0] else f'less than or equal to {_LENGTHS[1]}'}"
        rule = f"Member must have {rule}"
    elif not _NAME.fullmatch(name):
        rule = "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"
    if rule:
        raise MockValidationException(f"1 validation error detected: Value '{name}' at 'tableName' failed to satisfy constraint: {rule}")
    kinds = [each["KeyType"] for each in handler.body["KeySchema"]]
    if kinds not in (["HASH"], ["HASH", "RANGE"]):
        first = kinds[:1] == ["HASH"]
        told = "second KeySchemaElement is not a RANGE" if first else "first KeySchemaElement is not a HASH"
        raise MockValidationException(f"Invalid KeySchema: The {told} key type")
    for indexes, most in (("GlobalSecondaryIndexes", _MOST_GLOBAL), ("LocalSecondaryIndexes", _MOST_LOCAL)):
        if len(handler.body.get(indexes) or []) > most:
            raise MockValidationException(f"One or more parameter values were invalid: {indexes} count exceeds the per-table limit of {most}")
    return original(handler)


def _update_table(original: Callable[..., Any], handler: Any) -> Any:
    """Moto takes another key of a table and forgets it."""
    encryption = handler.body.get("SSESpecification")
    table = handler.dynamodb_backend.get_table(handler.body["TableName"])
    if encryption is not None:
        table.sse_specification = {**(table.sse_specification or {}), **encryption}
    return original(handler)


def _update_stream(original: Callable[..., Any], backend: Any, table: Any, specification: dict[str, Any]) -> None:
    """A stream that is switched off leaves its name behind; one that is switched on again has another."""
    on = (table.stream_specification or {}).get("StreamEnabled")
    if on or not specification.get("StreamEnabled"):
        original(backend, table, specification)
    else:
        table.set_stream_specification(specification)


def _add_to_stream(original: Callable[..., Any], shard: Any, old: Any, new: Any) -> None:
    """A write that changes nothing is in no stream: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html"""
    unchanged = old is not None and new is not None and old.to_json() == new.to_json()
    if shard.table.stream_specification.get("StreamEnabled") and not unchanged:
        original(shard, old, new)


def _record(original: Callable[..., Any], record: Any, table: Any, *rest: Any, **more: Any) -> None:
    original(record, table, *rest, **more)
    record.record["awsRegion"] = table.region_name


def _describe_destinations(handler: Any) -> ActionResult:
    """No table here flows to Kinesis: nobody can switch that on."""
    table = handler.dynamodb_backend.get_table(handler.body["TableName"].rpartition("/")[2])
    return ActionResult({"TableName": table.name, "KinesisDataStreamDestinations": []})


def _delete_table(original: Callable[..., Any], backend: Any, name: str) -> Any:
    """A table takes its policy along; moto would give it to the next one of that name."""
    table = original(backend, name)
    backend.resource_policies.pop(table.table_arn, None)
    return table
