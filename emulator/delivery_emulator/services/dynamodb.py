"""DynamoDB: what moto drops from changed and deleted tables, and where their items flow."""

from collections.abc import Callable
from typing import Any

from moto.core.responses import ActionResult
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.responses import DynamoHandler

from delivery_emulator.services.patch import around


def install() -> None:
    """Patch moto's DynamoDB."""
    around(DynamoHandler, "update_table")(_update_table)
    around(DynamoDBBackend, "delete_table")(_delete_table)
    DynamoHandler.describe_kinesis_streaming_destination = _describe_destinations  # type: ignore[attr-defined]


def _update_table(original: Callable[..., Any], handler: Any) -> Any:
    """Moto takes another key of a table and forgets it."""
    encryption = handler.body.get("SSESpecification")
    table = handler.dynamodb_backend.get_table(handler.body["TableName"])
    if encryption is not None:
        table.sse_specification = {**(table.sse_specification or {}), **encryption}
    return original(handler)


def _describe_destinations(handler: Any) -> ActionResult:
    """No table here flows to Kinesis: nobody can switch that on."""
    table = handler.dynamodb_backend.get_table(handler.body["TableName"].rpartition("/")[2])
    return ActionResult({"TableName": table.name, "KinesisDataStreamDestinations": []})


def _delete_table(original: Callable[..., Any], backend: Any, name: str) -> Any:
    """A table takes its policy along; moto would give it to the next one of that name."""
    table = original(backend, name)
    backend.resource_policies.pop(table.table_arn, None)
    return table
