"""SQS: which messages, batches and receivers are taken, and in which words the others are refused.

Sources: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html, API_SendMessageBatch.html, API_ReceiveMessage.html,
API_PurgeQueue.html, https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html (five
minutes, whether the message is still there or not) and sqs-message-metadata.html (attributes). The words are those that LocalStack's tests record on
AWS (https://github.com/localstack/localstack, tests/aws/services/sqs); how AWS words a receiver's numbers is unconfirmed.
"""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from botocore.session import get_session
from moto.core.responses import ActionResult
from moto.sqs.exceptions import (
    BatchEntryIdsNotDistinct,
    InvalidAttributeName,
    InvalidBatchEntryId,
    InvalidParameterValue,
    MissingParameter,
    ReceiptHandleIsInvalid,
    SQSException,
    TooManyEntriesInBatchRequest,
)
from moto.sqs.models import Queue, SQSBackend
from moto.sqs.responses import SQSResponse

from delivery_emulator.services.patch import around

_MOST_IN_BATCH, _MOST_ATTRIBUTES = 10, 10
_LONGEST_DELAY, _LONGEST_WAIT, _LONGEST_HIDDEN = 900, 20, 43_200
_BETWEEN_PURGES, _DEDUPLICATED = 60.0, 300.0
"""In seconds."""
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TYPES = ("String", "Number", "Binary")


def install() -> None:
    """Look at moto's messages."""
    around(SQSResponse, "send_message")(_send)
    for name in ("send_message_batch", "delete_message_batch", "change_message_visibility_batch"):
        around(SQSResponse, name)(_batch)
    around(SQSBackend, "change_message_visibility_batch")(_hide_batch)
    around(SQSResponse, "receive_message")(_receive)
    around(SQSResponse, "change_message_visibility")(_hide)
    around(SQSBackend, "change_message_visibility")(_hide_message)
    around(SQSBackend, "delete_message")(_delete)
    around(SQSBackend, "purge_queue")(_purge)
    around(Queue, "add_message")(_add)


def _send(original: Callable[..., Any], response: Any) -> Any:
    _check_message(_queue(response), response._get_params())
    return original(response)


def _queue(response: Any) -> Any:
    return response.sqs_backend.get_queue(response._get_queue_name())


def _check_message(queue: Any, message: Mapping[str, Any]) -> None:
    body, attributes = str(message.get("MessageBody") or ""), message.get("MessageAttributes") or {}
    if not body:
        raise MissingParameter("MessageBody")
    if _FORBIDDEN.search(body):
        allowed = "#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF"
        raise SQSException("InvalidMessageContents", f"Invalid characters found. Valid unicode characters are {allowed}")
    _check_delay(message)
    if not queue.fifo_queue and message.get("MessageDeduplicationId"):
        _refuse("MessageDeduplicationId", message["MessageDeduplicationId"], "The request include parameter that is not valid for this queue type.")
    if len(attributes) > _MOST_ATTRIBUTES:
        raise InvalidParameterValue(f"Number of message attributes [{len(attributes)}] exceeds the allowed maximum [{_MOST_ATTRIBUTES}].")
    for name, attribute in attributes.items():
        _check_attribute(name, attribute)
    if _size(message) > int(queue.maximum_message_size):
        raise InvalidParameterValue(
            f"One or more parameters are invalid. Reason: Message must be shorter than {queue.maximum_message_size} bytes."
        )


def _check_delay(message: Mapping[str, Any]) -> None:
    delay = message.get("DelaySeconds")
    if delay is not None and not 0 <= int(delay) <= _LONGEST_DELAY:
        _refuse("DelaySeconds", delay, f"DelaySeconds must be >= 0 and <= {_LONGEST_DELAY}.")


def _refuse(name: str, value: Any, reason: str) -> None:
    raise InvalidParameterValue(f"Value {value} for parameter {name} is invalid. Reason: {reason}")


def _check_attribute(name: str, attribute: Mapping[str, Any]) -> None:
    kind = str(attribute.get("DataType") or "")
    if re.match(r"(?i)(aws|amazon)\.", name):
        raise InvalidParameterValue(
            "You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These strings are reserved for internal use."
        )
    if not kind:
        raise InvalidParameterValue(f"The message attribute '{name}' must contain non-empty message attribute type.")
    value = attribute.get("BinaryValue" if kind.startswith("Binary") else "StringValue")
    if kind.split(".")[0] in _TYPES and not value:
        raise InvalidParameterValue(
            f"The message attribute '{name}' must contain non-empty message attribute value for message attribute type '{kind}'."
        )
    if kind.split(".")[0] == "Number" and not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", str(value)):
        raise InvalidParameterValue(f"Can't cast the value of message (user) attribute '{name}' to a number.")


def _size(message: Mapping[str, Any]) -> int:
    """Bytes of the body and of its attributes: names, types and values."""
    size = len(str(message.get("MessageBody", "")).encode())
    for name, attribute in (message.get("MessageAttributes") or {}).items():
        for part in (name, attribute.get("DataType"), attribute.get("StringValue"), attribute.get("BinaryValue")):
            size += len(part.encode() if isinstance(part, str) else part or b"")
    return size


def _batch(original: Callable[..., Any], response: Any) -> Any:
    """A batch is refused as a whole for its ids and its number; what is wrong with one message fails that alone."""
    entries: Sequence[dict[str, Any]] = response._get_param("Entries", [])
    if len(entries) > _MOST_IN_BATCH:
        raise TooManyEntriesInBatchRequest(len(entries))
    seen: set[str] = set()
    for each in entries:
        if not re.fullmatch(r"[\w-]{1,80}", str(each["Id"]), re.ASCII):
            raise InvalidBatchEntryId
        if each["Id"] in seen:
            raise BatchEntryIdsNotDistinct(each["Id"])
        seen.add(each["Id"])
    failed = _failed(_queue(response), entries) if original.__name__ == "send_message_batch" else []
    told = {each["Id"] for each in failed}
    entries[:] = [each for each in entries if each["Id"] not in told]  # type: ignore[index]
    answer: dict[str, Any] = original(response).result if entries or not failed else {}
    lists = {"Successful": answer.get("Successful"), "Failed": [*failed, *(answer.get("Failed") or [])]}
    return ActionResult({name: found for name, found in lists.items() if found})


def _failed(queue: Any, entries: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    failed = []
    if sum(_size(each) for each in entries) > int(queue.maximum_message_size):
        return []
    for each in entries:
        try:
            _check_message(queue, each)
        except SQSException as error:
            failed.append(_failure(each, error))
    return failed


def _receive(original: Callable[..., Any], response: Any) -> Any:
    asked = response._get_params()
    for name, least, most, reason in (
        ("MaxNumberOfMessages", 1, 10, "must be between 1 and 10, if provided."),
        ("WaitTimeSeconds", 0, _LONGEST_WAIT, f"must be >= 0 and <= {_LONGEST_WAIT}, if provided."),
        ("VisibilityTimeout", 0, _LONGEST_HIDDEN, f"must be >= 0 and <= {_LONGEST_HIDDEN}, if provided."),
    ):
        if asked.get(name) is not None and not least <= int(asked[name]) <= most:
            _refuse(name, asked[name], reason)
    known: Any = get_session().get_service_model("sqs")
    for name in asked.get("AttributeNames") or []:
        if name not in known.shape_for("MessageSystemAttributeName").enum and name not in known.shape_for("QueueAttributeName").enum:
            raise InvalidAttributeName(name)
    return original(response)


def _hide(original: Callable[..., Any], response: Any) -> Any:
    _check_hidden(response._get_param("VisibilityTimeout"))
    return original(response)


def _check_hidden(seconds: Any) -> None:
    if seconds is not None and not 0 <= int(seconds) <= _LONGEST_HIDDEN:
        _refuse("VisibilityTimeout", seconds, f"VisibilityTimeout must be an integer between 0 and {_LONGEST_HIDDEN}")


def _hide_message(original: Callable[..., Any], backend: Any, queue_name: str, receipt_handle: str, visibility_timeout: int) -> Any:
    """A handle of a message that is gone is known to be one."""
    try:
        return original(backend, queue_name, receipt_handle, visibility_timeout)
    except ReceiptHandleIsInvalid as error:
        if receipt_handle in backend.get_queue(queue_name).deleted_messages:
            _refuse("ReceiptHandle", receipt_handle, "Message does not exist or is not available for visibility timeout change.")
        raise _invalid(receipt_handle) from error


def _delete(original: Callable[..., Any], backend: Any, queue_name: str, receipt_handle: str) -> Any:
    try:
        return original(backend, queue_name, receipt_handle)
    except ReceiptHandleIsInvalid as error:
        raise _invalid(receipt_handle) from error


def _hide_batch(original: Callable[..., Any], backend: Any, queue_name: str, entries: Sequence[Mapping[str, Any]]) -> tuple[list[str], list[dict[str, Any]]]:
    done, failed = [], []
    for each in entries:
        try:
            _check_hidden(each.get("VisibilityTimeout"))
            backend.change_message_visibility(queue_name, each["ReceiptHandle"], each.get("VisibilityTimeout") or 0)
            done.append(each["Id"])
        except SQSException as error:
            failed.append(_failure(each, error))
    return done, failed


def _failure(entry: Mapping[str, Any], error: Any) -> dict[str, Any]:
    return {"Id": entry["Id"], "SenderFault": True, "Code": error.code, "Message": error.message}


def _invalid(receipt_handle: str) -> ReceiptHandleIsInvalid:
    error = ReceiptHandleIsInvalid()
    error.message = f'The input receipt handle "{receipt_handle}" is not a valid receipt handle.'
    return error


def _purge(original: Callable[..., Any], backend: Any, queue_name: str) -> Any:
    queue: Any = backend.get_queue(queue_name)
    if time.monotonic() - getattr(queue, "purged", -_BETWEEN_PURGES) < _BETWEEN_PURGES:
        told = f"Only one PurgeQueue operation on {queue_name} is allowed every 60 seconds."
        raise SQSException("PurgeQueueInProgress", told)
    queue.purged = time.monotonic()
    return original(backend, queue_name)


def _add(original: Callable[..., Any], queue: Any, message: Any) -> None:
    """A FIFO queue takes what it has had within five minutes for the same message, in whose name it answers, even after that is deleted."""
    if not message.approximate_receive_count:
        message.first_queue = queue.queue_arn
    if not queue.fifo_queue or message.approximate_receive_count or not message.deduplication_id:
        original(queue, message)
        return
    of_group = queue.attributes.get("DeduplicationScope") == "messageGroup"
    key = (message.group_id if of_group else None, message.deduplication_id)
    seen: dict[Any, tuple[float, Any]] = queue.__dict__.setdefault("deduplicated", {})
    since, first = seen.get(key, (-_DEDUPLICATED, None))
    if time.monotonic() - since < _DEDUPLICATED and first is not None:
        message.id, message.sequence_number = first.id, first.sequence_number
        return
    message.sequence_number = f"{time.time_ns():020d}"
    seen[key] = time.monotonic(), message
    with queue._messages_lock:
        queue._messages.append(message)
        queue._messages_lock.notify_all()
