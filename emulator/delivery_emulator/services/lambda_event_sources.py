"""Lambda: event source mappings of queues, and those of streams (`lambda_streams`). A queue is read beside whoever sends to it, in batches, and a batch that fails comes back.

Sources: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html (event), services-sqs-errorhandling.html (failures),
services-sqs-configure.html (the role, the visibility timeout) and https://github.com/aws/aws-cdk/issues/8312 (the words about it).
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from moto.awslambda.exceptions import InvalidParameterValueException
from moto.awslambda.models import LambdaBackend, lambda_backends
from moto.sqs.exceptions import QueueDoesNotExist
from moto.sqs.models import Queue, sqs_backends

from delivery_emulator.services import lambda_filters, lambda_service, lambda_streams
from delivery_emulator.services.lambda_limits import need
from delivery_emulator.services.lambda_refusals import Conflict
from delivery_emulator.services.patch import around

_log = logging.getLogger(__name__)
_READS = ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes")
_PAUSE = 0.2
"""Seconds between two looks at the queues."""
_started = threading.Lock()
_ended = threading.Event()


def install() -> None:
    """Patch moto's mappings, which call the function within the sender's request."""
    around(LambdaBackend, "create_event_source_mapping")(_create)
    around(LambdaBackend, "update_event_source_mapping")(_update)
    around(LambdaBackend, "delete_event_source_mapping")(_delete)
    around(Queue, "add_message")(_add_message)


def end() -> None:
    """Look at no queue any more."""
    _ended.set()


def _create(original: Callable[..., Any], backend: Any, spec: dict[str, Any]) -> Any:
    source = str(spec.get("EventSourceArn", ""))
    kind = source.split(":")[2:3]
    function = backend.get_function(spec["FunctionName"])
    if kind == ["dynamodb"]:
        lambda_streams.check(backend, function, spec)
    elif kind == ["sqs"]:
        _check_queue(backend, function, source, spec)
    else:
        raise InvalidParameterValueException(f"the emulator reads queues and streams of DynamoDB only, got the event source {source}")
    lambda_filters.check(spec, kind[0], backend.account_id, function.role)
    _refuse_second(backend, function, source)
    mapping = original(backend, spec)
    if kind == ["dynamodb"]:
        lambda_streams.follow(mapping)
    _ended.clear()
    if _started.acquire(blocking=False):
        threading.Thread(target=_look, name="event-sources", daemon=True).start()
    return mapping


def _refuse_second(backend: Any, function: Any, source: str) -> None:
    for each in backend._event_source_mappings.values():
        if each.event_source_arn == source and each.function_arn == function.function_arn:
            raise Conflict(
                f'The event source arn (" {source} ") and function (" {function.function_name} ") provided mapping already exists. '
                f"Please update or delete the existing mapping with UUID {each.uuid}"
            )


def _update(original: Callable[..., Any], backend: Any, uuid: str, spec: dict[str, Any]) -> Any:
    mapping = backend.get_event_source_mapping(uuid)
    if mapping is not None:
        function = backend.get_function(spec.get("FunctionName", mapping.function_arn))
        lambda_filters.check(spec, "dynamodb" if _is_stream(mapping) else "sqs", backend.account_id, function.role)
    return original(backend, uuid, spec)


def _check_queue(backend: Any, function: Any, source: str, spec: dict[str, Any]) -> None:
    for action in _READS:
        need(backend.account_id, function.role, f"sqs:{action}", source, f"{action} on SQS")
    queue = _queue(source)
    if queue is None:
        raise InvalidParameterValueException(
            f"Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: There is no {source}"
        )
    if int(queue.visibility_timeout) < int(function.timeout):
        raise InvalidParameterValueException(
            f"Queue visibility timeout: {queue.visibility_timeout} seconds is less than Function timeout: {function.timeout} seconds"
        )
    if int(spec.get("BatchSize") or 0) > 10 and not spec.get("MaximumBatchingWindowInSeconds"):
        raise InvalidParameterValueException("Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10")


def _delete(original: Callable[..., Any], backend: Any, uuid: str) -> Any:
    mapping = original(backend, uuid)
    if mapping is not None and _is_stream(mapping):
        lambda_streams.leave(mapping)
    elif mapping is not None and (queue := _queue(mapping.event_source_arn)) is not None:
        queue.lambda_event_source_mappings.pop(mapping.function_arn, None)
    return mapping


def _add_message(original: Callable[..., Any], queue: Any, message: Any) -> None:
    mappings, queue.lambda_event_source_mappings = queue.lambda_event_source_mappings, {}
    try:
        original(queue, message)
    finally:
        queue.lambda_event_source_mappings = mappings


def _is_stream(mapping: Any) -> bool:
    return bool(mapping.event_source_arn.split(":")[2] == "dynamodb")


def _queue(arn: str) -> Any:
    region, account, name = arn.split(":")[3:6]
    return sqs_backends[account][region].queues.get(name)


def _look() -> None:
    """Until the end; a queue that cannot be read now is looked at again."""
    try:
        while not _ended.wait(_PAUSE):
            for mapping in list(_mappings()):
                try:
                    (lambda_streams.read if _is_stream(mapping) else _read)(mapping)
                except Exception:  # the boundary of a thread: what fails here must not end the reading of other queues
                    _log.exception("event source mapping %s", mapping.uuid)
    finally:
        _started.release()


def _mappings() -> Iterator[Any]:
    for regions in list(lambda_backends.values()):
        for backend in list(regions.values()):
            yield from (each for each in list(backend._event_source_mappings.values()) if each.enabled)


def _read(mapping: Any) -> None:
    """One batch, in a thread of its own: a function that takes long holds nobody else up. What no filter lets through is removed."""
    region, account, name = mapping.event_source_arn.split(":")[3:6]
    backend = sqs_backends[account][region]
    try:
        queue: Any = backend.get_queue(name)
        messages = backend.receive_message(name, mapping.batch_size, 0, int(queue.visibility_timeout), ["All"])
    except QueueDoesNotExist:
        return
    wanted = []
    for message in messages:
        if lambda_filters.lets_through(mapping, _record(mapping, message)):
            wanted.append(message)
        else:
            backend.delete_message(name, str(message.receipt_handle))
    if wanted:
        threading.Thread(target=_run, args=(mapping, backend, name, wanted), daemon=True).start()


def _run(mapping: Any, backend: Any, name: str, messages: list[Any]) -> None:
    function = lambda_backends[mapping.account_id][mapping.region].get_function(mapping.function_arn)
    answer = lambda_service.invoke_and_wait(function, {"Records": [_record(mapping, each) for each in messages]})
    failed = {each.id for each in messages} if answer.failed else _failures(mapping, messages, answer.payload)
    for message in messages:
        if message.id not in failed:
            backend.delete_message(name, str(message.receipt_handle))


def _failures(mapping: Any, messages: list[Any], payload: str) -> set[str]:
    """What the function says that it could not do, where it is asked (`ReportBatchItemFailures`); everything, where it says so in another form."""
    if "ReportBatchItemFailures" not in (mapping.function_response_types or []):
        return set()
    everything = {str(each.id) for each in messages}
    failed = lambda_filters.failed_items(payload)
    return failed if failed is not None and failed <= everything else everything


def _record(mapping: Any, message: Any) -> dict[str, Any]:
    attributes = {
        "ApproximateReceiveCount": str(message.approximate_receive_count),
        "SentTimestamp": str(message.sent_timestamp),
        "SenderId": message.sender_id,
        "ApproximateFirstReceiveTimestamp": str(message.approximate_first_receive_timestamp or int(time.time() * 1000)),
    }
    ordered = {"MessageGroupId": message.group_id, "MessageDeduplicationId": message.deduplication_id, "SequenceNumber": message.sequence_number}
    return {
        "messageId": message.id,
        "receiptHandle": message.receipt_handle,
        "body": message.body,
        "attributes": {**attributes, **{key: value for key, value in ordered.items() if value}},
        "messageAttributes": {name: _attribute(value) for name, value in message.message_attributes.items()},
        "md5OfBody": message.body_md5,
        "eventSource": "aws:sqs",
        "eventSourceARN": mapping.event_source_arn,
        "awsRegion": mapping.region,
    }


def _attribute(value: dict[str, Any]) -> dict[str, Any]:
    names = {"StringValue": "stringValue", "BinaryValue": "binaryValue", "DataType": "dataType"}
    return {**{names[key]: each for key, each in value.items() if key in names}, "stringListValues": [], "binaryListValues": []}
