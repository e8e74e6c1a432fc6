"""SQS: messages of a dead-letter queue go back where they came from, or to another queue, beside the request.

Sources: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html, API_ListMessageMoveTasks.html and
API_CancelMessageMoveTask.html; the words and the handle are those that LocalStack's tests record on AWS
(https://github.com/localstack/localstack, tests/aws/services/sqs/test_sqs_move_task.snapshot.json). How AWS words numbers that are out of range is
unconfirmed.
"""

import base64
import json
import logging
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from moto.core.responses import ActionResult
from moto.sqs.exceptions import InvalidParameterValue, SQSException
from moto.sqs.models import Message, sqs_backends
from moto.sqs.responses import SQSResponse

_log = logging.getLogger(__name__)
_LISTED, _FASTEST = 10, 500
_ended = threading.Event()


@dataclass
class _Move:
    """One task; `rate` in messages a second, none where SQS chooses."""

    source: Any
    destination_arn: str | None
    rate: int | None
    to_move: int
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    started: int = field(default_factory=lambda: int(time.time() * 1000))
    status: str = "RUNNING"
    moved: int = 0
    why: str | None = None

    @property
    def handle(self) -> str:
        return base64.b64encode(json.dumps({"taskId": self.id, "sourceArn": self.source.queue_arn}).encode()).decode()


def install() -> None:
    """Give moto's SQS the operations."""
    SQSResponse.start_message_move_task = _start  # type: ignore[attr-defined]
    SQSResponse.list_message_move_tasks = _list  # type: ignore[attr-defined]
    SQSResponse.cancel_message_move_task = _cancel  # type: ignore[attr-defined]


def end() -> None:
    """Move nothing any more."""
    _ended.set()


def _start(response: Any) -> ActionResult:
    source = _queue_of(response._get_param("SourceArn"), "SourceArn")
    destination, rate = response._get_param("DestinationArn"), response._get_param("MaxNumberOfMessagesPerSecond")
    if not _sources_of(source):
        raise InvalidParameterValue("Source queue must be configured as a Dead Letter Queue.")
    if destination is not None:
        _queue_of(destination, "DestinationArn")
    if rate is not None and not 1 <= int(rate) <= _FASTEST:
        raise InvalidParameterValue(f"Value for parameter MaxNumberOfMessagesPerSecond is invalid. It must be from 1 to {_FASTEST}.")
    if any(each.status == "RUNNING" for each in _moves_of(source)):
        raise InvalidParameterValue(
            "There is already a task running. Only one active task is allowed for a source queue arn at a given time."
        )
    move = _Move(source, destination, rate, sum(1 for each in source.messages if each.visible))
    _moves_of(source).insert(0, move)
    _ended.clear()
    threading.Thread(target=_run, args=(move,), name=f"move-{move.id}", daemon=True).start()
    return ActionResult({"TaskHandle": move.handle})


def _list(response: Any) -> ActionResult:
    source = _queue_of(response._get_param("SourceArn"), "SourceArn")
    most = int(response._get_param("MaxResults") or 1)
    if not 1 <= most <= _LISTED:
        raise InvalidParameterValue(f"Value for parameter MaxResults is invalid. It must be from 1 to {_LISTED}.")
    return ActionResult({"Results": [_told(each) for each in _moves_of(source)[:most]]})


def _told(move: _Move) -> dict[str, Any]:
    """A task has its handle only while it can be cancelled."""
    found = {
        "TaskHandle": move.handle if move.status == "RUNNING" else None,
        "Status": move.status,
        "SourceArn": move.source.queue_arn,
        "DestinationArn": move.destination_arn,
        "MaxNumberOfMessagesPerSecond": move.rate,
        "ApproximateNumberOfMessagesMoved": move.moved,
        "ApproximateNumberOfMessagesToMove": move.to_move,
        "FailureReason": move.why,
        "StartedTimestamp": move.started,
    }
    return {name: value for name, value in found.items() if value is not None}


def _cancel(response: Any) -> ActionResult:
    try:
        handle = json.loads(base64.b64decode(str(response._get_param("TaskHandle")), validate=True))
        task, source_arn = handle["taskId"], handle["sourceArn"]
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidParameterValue("Value for parameter TaskHandle is invalid.") from error
    for move in _moves_of(_queue_of(source_arn, "SourceArn")):
        if move.id == task and move.status == "RUNNING":
            move.status = "CANCELLED"
            return ActionResult({"ApproximateNumberOfMessagesMoved": move.moved})
    raise SQSException("ResourceNotFoundException", "Task does not exist.")


def _queue_of(arn: Any, parameter: str) -> Any:
    parts = str(arn).split(":")
    queue = sqs_backends[parts[4]][parts[3]].queues.get(parts[5]) if len(parts) == 6 else None
    if queue is None:
        told = f"The resource that you specified for the {parameter} parameter doesn't exist."
        raise SQSException("ResourceNotFoundException", told)
    return queue


def _sources_of(queue: Any) -> list[Any]:
    return [each for each in sqs_backends[queue.account_id][queue.region].queues.values() if each.dead_letter_queue is queue]


def _moves_of(queue: Any) -> list[_Move]:
    found: list[_Move] = queue.__dict__.setdefault("moves", [])
    return found


def _run(move: _Move) -> None:
    """Until the queue is empty or somebody cancels; what is hidden from receivers stays."""
    try:
        while move.status == "RUNNING" and not _ended.is_set():
            message = next((each for each in list(move.source.messages) if each.visible), None)
            if message is None:
                move.status = "COMPLETED"
                return
            _pass_on(move, message)
            _ended.wait(1 / move.rate if move.rate else 0)
    except Exception as error:  # the boundary of a thread: a move that cannot go on has failed, and says why
        _log.warning("message move %s: %s", move.id, error)
        move.status, move.why = "FAILED", str(getattr(error, "code", None) or type(error).__name__)


def _pass_on(move: _Move, message: Any) -> None:
    """As a new message, with another id, that has not been received yet, to where it was first sent, where nothing else is asked."""
    arn = move.destination_arn or getattr(message, "first_queue", move.source.queue_arn)
    if arn == move.source.queue_arn:
        raise SQSException("CouldNotDetermineMessageSource", "The message was not moved here by a redrive policy.")
    region, account, name = arn.split(":")[3:6]
    if name not in sqs_backends[account][region].queues:
        raise SQSException("AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.")
    target: Any = sqs_backends[account][region].get_queue(name)
    fresh: Any = Message(str(uuid.uuid4()), message.body, message.system_attributes)
    fresh.message_attributes, fresh.sender_id = message.message_attributes, message.sender_id
    fresh.deduplication_id, fresh.group_id = message.deduplication_id, message.group_id
    fresh.mark_sent()
    move.source._messages = [each for each in move.source._messages if each is not message]
    target.add_message(fresh)
    move.moved += 1
