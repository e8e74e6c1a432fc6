"""Lambda: event source mappings of DynamoDB streams. Batches follow each other; one that fails comes again before anything behind it.

Sources: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html (event), services-dynamodb-eventsourcemapping.html (the role, positions),
services-ddb-batchfailurereporting.html (failures), services-dynamodb-errors.html (retries, split batches, destinations),
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/iam-policy-example-lamda-process-dynamodb-streams.html (that a policy on the stream is
enough, for ListStreams too, which the service authorization reference knows without resources) and
https://github.com/aws-amplify/amplify-js/issues/4793 (the words about the role).
"""

import json
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from moto.awslambda.exceptions import InvalidParameterValueException
from moto.awslambda.models import lambda_backends
from moto.dynamodb.models import dynamodb_backends

from delivery_emulator.services import lambda_filters, lambda_service
from delivery_emulator.services.lambda_limits import need
from delivery_emulator.services.lambda_runner.invocation import send

_READS = ("GetRecords", "GetShardIterator", "DescribeStream", "ListStreams")
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 10.0
"""Seconds before a batch that failed comes again; Lambda waits longer each time and does not say how long."""


@dataclass
class _Reader:
    """How far a mapping has read its stream, and where the pieces of a split batch end, the nearest last."""

    position: int
    failures: int = 0
    not_before: float = 0.0
    busy: bool = False
    ends: list[int] = field(default_factory=list)


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
    end = reader.ends[-1] if reader.ends else min(len(shard.items), reader.position + mapping.batch_size)
    told = {at: _told(mapping, shard.items[at].record) for at in range(reader.position, end)}
    wanted = {at: record for at, record in told.items() if lambda_filters.lets_through(mapping, record)}
    if wanted:
        reader.busy = True
        threading.Thread(target=_run, args=(mapping, reader, wanted, end), daemon=True).start()
    else:
        _pass(reader, end)


def _run(mapping: Any, reader: _Reader, records: dict[int, dict[str, Any]], end: int) -> None:
    """Give the function the records, by their places in the stream, of a batch that ends before `end`."""
    try:
        function = lambda_backends[mapping.account_id][mapping.region].get_function(mapping.function_arn)
        answer = lambda_service.invoke_and_wait(function, {"Records": list(records.values())})
        done = 0 if answer.failed else _done(mapping, list(records.values()), answer.payload)
        if done == len(records):
            _pass(reader, end)
        elif answer.failed and mapping.bisect_on_error and len(records) > 1:
            reader.ends[len(reader.ends) - bool(reader.ends) :] = [end, list(records)[len(records) // 2]]
        else:
            reader.position = list(records)[done]
            _try_again(mapping, reader, function, answer, [record for at, record in records.items() if at >= reader.position], end)
    finally:
        reader.busy = False


def _pass(reader: _Reader, end: int) -> None:
    """Go on behind a batch."""
    reader.position, reader.failures, reader.not_before = end, 0, 0.0
    if reader.ends:
        reader.ends.pop()


def _try_again(mapping: Any, reader: _Reader, function: Any, answer: Any, left: list[dict[str, Any]], end: int) -> None:
    """Wait before the same records come again; past them, where they have been tried often or long enough, and the destination is told."""
    reader.failures += 1
    attempts, age = (-1 if each is None else int(each) for each in (mapping.max_retry_attempts, mapping.max_record_age))
    oldest = time.time() - left[0]["dynamodb"]["ApproximateCreationDateTime"]
    condition = "RetryAttemptsExhausted" if 0 <= attempts < reader.failures else "RecordAgeExceeded" if 0 <= age < oldest else ""
    if condition:
        target = lambda_filters.destination(mapping.destination_config)
        if target is not None:
            send(target, json.dumps(_discarded(mapping, function, answer, left, reader.failures, condition)))
        _pass(reader, end)
    else:
        reader.not_before = time.monotonic() + min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** (reader.failures - 1))


def _discarded(mapping: Any, function: Any, answer: Any, left: list[dict[str, Any]], attempts: int, condition: str) -> dict[str, Any]:
    """What a destination is told: where the records are, and not what they say."""
    times = [time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(each["dynamodb"]["ApproximateCreationDateTime"])) for each in (left[0], left[-1])]
    context = {"requestId": answer.request_id, "functionArn": mapping.function_arn, "condition": condition}
    return {
        "requestContext": {**context, "approximateInvokeCount": attempts},
        "responseContext": {"statusCode": 200, "executedVersion": str(function.version), **({"functionError": "Unhandled"} if answer.failed else {})},
        "version": "1.0",
        "timestamp": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime()),
        "DDBStreamBatchInfo": {
            "shardId": _shard(mapping.event_source_arn).id,
            "startSequenceNumber": left[0]["dynamodb"]["SequenceNumber"],
            "endSequenceNumber": left[-1]["dynamodb"]["SequenceNumber"],
            "approximateArrivalOfFirstRecord": times[0],
            "approximateArrivalOfLastRecord": times[1],
            "batchSize": len(left),
            "streamArn": mapping.event_source_arn,
        },
    }


def _done(mapping: Any, records: list[dict[str, Any]], payload: str) -> int:
    """How many records are done: those before the first that the function names, where it is asked (`ReportBatchItemFailures`)."""
    if "ReportBatchItemFailures" not in (mapping.function_response_types or []):
        return len(records)
    failed = lambda_filters.failed_items(payload)
    if failed is None:
        return 0
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
