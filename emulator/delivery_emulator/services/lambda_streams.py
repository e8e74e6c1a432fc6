"""Lambda: event source mappings of DynamoDB streams. Batches follow each other; one that fails comes again before anything behind it.

Sources: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html (event), services-dynamodb-eventsourcemapping.html (the role, positions),
services-ddb-batchfailurereporting.html (failures), services-ddb-errors.html (retries),
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/iam-policy-example-lamda-process-dynamodb-streams.html (that a policy on the stream is
enough, for ListStreams too, which the service authorization reference knows without resources) and
https://github.com/aws-amplify/amplify-js/issues/4793 (the words about the role).
"""

import json
import threading
import time
from dataclasses import dataclass
from typing import Any

from moto.awslambda.exceptions import InvalidParameterValueException
from moto.awslambda.models import lambda_backends
from moto.dynamodb.models import dynamodb_backends

from delivery_emulator.services import lambda_service
from delivery_emulator.services.lambda_limits import need

_READS = ("GetRecords", "GetShardIterator", "DescribeStream", "ListStreams")
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 10.0
"""Seconds before a batch that failed comes again; Lambda waits longer each time and does not say how long."""


@dataclass
class _Reader:
    """How far a mapping has read its stream."""

    position: int
    failures: int = 0
    not_before: float = 0.0
    busy: bool = False


_readers: dict[str, _Reader] = {}


def check(backend: Any, function: Any, spec: dict[str, Any]) -> None:
    """Refuse a stream that is not there or that the function's role may not read."""
    source = str(spec["EventSourceArn"])
    try:
        for action in _READS:
            need(backend.account_id, function.role, f"dynamodb:{action}", source, action)
    except InvalidParameterValueException as error:
        raise InvalidParameterValueException(
            f"Cannot access stream {source}. Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, "
            "and ListStreams Actions on your stream in IAM."
        ) from error
    if _shard(source) is None:
        raise InvalidParameterValueException(f"Stream not found: {source}")
    if spec.get("StartingPosition") not in ("TRIM_HORIZON", "LATEST"):
        raise InvalidParameterValueException(
            f"StartingPosition of a DynamoDB stream must be TRIM_HORIZON or LATEST, got {spec.get('StartingPosition')}"
        )


def follow(mapping: Any) -> None:
    """Start at the mapping's position; moto would call the function within whoever writes."""
    table = _table(mapping.event_source_arn)
    table.lambda_event_source_mappings.pop(mapping.function_arn, None)
    _readers[mapping.uuid] = _Reader(len(table.stream_shard.items) if mapping.starting_position == "LATEST" else 0)


def leave(mapping: Any) -> None:
    """Read for this mapping no more."""
    _readers.pop(mapping.uuid, None)


def read(mapping: Any) -> None:
    """One batch, in a thread of its own, where the last one has ended."""
    reader, shard = _readers.get(mapping.uuid), _shard(mapping.event_source_arn)
    if reader is None or shard is None or reader.busy or time.monotonic() < reader.not_before:
        return
    records = shard.items[reader.position : reader.position + mapping.batch_size]
    if records:
        reader.busy = True
        threading.Thread(target=_run, args=(mapping, reader, [each.record for each in records]), daemon=True).start()


def _run(mapping: Any, reader: _Reader, records: list[dict[str, Any]]) -> None:
    try:
        function = lambda_backends[mapping.account_id][mapping.region].get_function(mapping.function_arn)
        answer = lambda_service.invoke_and_wait(function, {"Records": [_told(mapping, each) for each in records]})
        done = 0 if answer.failed else _done(mapping, records, answer.payload)
        _go_on(mapping, reader, done, len(records))
    finally:
        reader.busy = False


def _go_on(mapping: Any, reader: _Reader, done: int, given: int) -> None:
    """Past what is done; past everything that has been tried often enough."""
    reader.failures = reader.failures + 1 if done < given else 0
    attempts = -1 if mapping.max_retry_attempts is None else int(mapping.max_retry_attempts)
    if 0 <= attempts < reader.failures:
        done, reader.failures = given, 0
    reader.position += done
    pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** (reader.failures - 1)) if reader.failures else 0.0
    reader.not_before = time.monotonic() + pause


def _done(mapping: Any, records: list[dict[str, Any]], payload: str) -> int:
    """How many records are done: those before the first that the function names, where it is asked (`ReportBatchItemFailures`)."""
    if "ReportBatchItemFailures" not in (mapping.function_response_types or []):
        return len(records)
    told = json.loads(payload) if payload else None
    failed = {each["itemIdentifier"] for each in (told or {}).get("batchItemFailures") or []}
    numbers = [record["dynamodb"]["SequenceNumber"] for record in records]
    return min((numbers.index(each) for each in failed if each in numbers), default=0 if failed else len(records))


def _told(mapping: Any, record: dict[str, Any]) -> dict[str, Any]:
    change = {**record["dynamodb"], "ApproximateCreationDateTime": int(record["dynamodb"]["ApproximateCreationDateTime"].timestamp())}
    return {**record, "eventVersion": "1.1", "dynamodb": change, "eventSourceARN": mapping.event_source_arn}


def _table(stream: str) -> Any:
    region, account, rest = stream.split(":", 5)[3:6]
    return dynamodb_backends[account][region].tables.get(rest.split("/")[1])


def _shard(stream: str) -> Any:
    """The stream's one shard; None where the table has no such stream now."""
    table = _table(stream)
    if table is None or not stream.endswith(f"/stream/{table.latest_stream_label}"):
        return None
    return table.stream_shard
