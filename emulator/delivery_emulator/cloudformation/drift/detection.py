"""One drift detection of a stack: beside the request, resource by resource, as the caller."""

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event as Signal
from threading import Thread
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from delivery_emulator import clients, journal
from delivery_emulator.authorization.handler_judge import reader_refusal
from delivery_emulator.authorization.handler_permissions import Handled
from delivery_emulator.cloudformation.access import Access
from delivery_emulator.cloudformation.drift.comparison import Difference, differences
from delivery_emulator.cloudformation.drift.reader import READERS, Standing, gone
from delivery_emulator.cloudformation.errors import ValidationError
from delivery_emulator.cloudformation.resource import Context, Properties
from delivery_emulator.cloudformation.stack import Stack, StackResource, now
from delivery_emulator.identity import Caller

WAIT_SECONDS = 30.0
"""How long a request waits, so that a short detection is over when the client first asks."""
_DETECTABLE = frozenset({"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "UPDATE_ROLLBACK_FAILED"})


@dataclass(frozen=True)
class Drift:
    """What was found of one resource."""

    resource: StackResource
    status: str
    """`IN_SYNC`, `MODIFIED` or `DELETED`."""
    expected: Properties
    actual: Properties | None
    differences: Sequence[Difference] = ()
    at: datetime = field(default_factory=now)

    def describe(self, stack: Stack) -> dict[str, Any]:
        """An element of `DescribeStackResourceDrifts`."""
        return {
            "StackId": stack.id,
            "LogicalResourceId": self.resource.logical_id,
            "PhysicalResourceId": self.resource.physical_id,
            "ResourceType": self.resource.type,
            "ExpectedProperties": json.dumps(self.expected, default=str),
            "ActualProperties": "{}" if self.actual is None else json.dumps(self.actual, default=str),
            "PropertyDifferences": [each.describe() for each in self.differences],
            "StackResourceDriftStatus": self.status,
            "Timestamp": self.at,
        }


@dataclass
class Detection:
    """A detection, under way or ended."""

    stack: Stack
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    status: str = "DETECTION_IN_PROGRESS"
    reason: str | None = None
    began: datetime = field(default_factory=now)
    found: dict[str, Drift] = field(default_factory=dict)
    ended: Signal = field(default_factory=Signal)

    def describe(self) -> dict[str, Any]:
        """The answer of `DescribeStackDriftDetectionStatus`."""
        answer = {
            "StackId": self.stack.id,
            "StackDriftDetectionId": self.id,
            "DetectionStatus": self.status,
            "DetectionStatusReason": self.reason,
            "Timestamp": self.began,
        }
        if self.status == "DETECTION_IN_PROGRESS":
            return answer
        drifted = sum(each.status != "IN_SYNC" for each in self.found.values())
        stack_status = "DRIFTED" if drifted else "IN_SYNC"
        return {**answer, "StackDriftStatus": stack_status, "DriftedStackResourceCount": drifted}


def begin(stack: Stack, caller: Caller, access: Access, wanted: Iterable[str]) -> Detection:
    """Start a detection of the named resources, of all where none is named. Raises `ValidationError`."""
    if stack.status not in _DETECTABLE:
        raise ValidationError(f"Drift detection cannot be performed on stack {stack.id} while it is in {stack.status} state.")
    if any(each.status == "DETECTION_IN_PROGRESS" for each in stack.detections.values()):
        raise ValidationError(f"Drift detection is already in progress for stack [{stack.name}]")
    names = list(wanted) or list(stack.resources)
    unknown = [name for name in names if name not in stack.resources]
    if unknown:
        raise ValidationError(f"Resources [{', '.join(unknown)}] do not exist in stack {stack.name}")
    detection = Detection(stack)
    stack.detections[detection.id] = detection

    def run() -> None:
        try:
            _detect(detection, [stack.resources[name] for name in names], caller, access)
        except Exception as error:  # a defect of a reader still has to end the detection, visibly
            detection.status, detection.reason = "DETECTION_FAILED", f"the emulator failed: {type(error).__name__}: {error}"
            journal.note_defect(f"drift detection of {stack.id}")
        finally:
            detection.ended.set()

    Thread(target=run, name=f"drift-{stack.name}", daemon=True).start()
    detection.ended.wait(WAIT_SECONDS)
    return detection


def drift_of(stack: Stack, resource: StackResource, caller: Caller, access: Access) -> Drift:
    """What differs of one resource now. Raises `ValidationError`."""
    if resource.type not in READERS:
        raise ValidationError(f"Drift detection is not supported for resource type {resource.type}")
    refused = _refusal(resource, caller, access)
    if refused is not None:
        raise ValidationError(refused)
    return _look(stack, resource, access)


def _detect(detection: Detection, resources: Sequence[StackResource], caller: Caller, access: Access) -> None:
    failed: list[str] = []
    for resource in resources:
        if resource.type not in READERS or not resource.physical_id:
            continue
        try:
            refused = _refusal(resource, caller, access)
            if refused is None:
                detection.found[resource.logical_id] = _look(detection.stack, resource, access)
            else:
                failed.append(f"{resource.logical_id}: {refused}")
        except (BotoCoreError, ClientError) as error:
            failed.append(f"{resource.logical_id}: {error}")
    detection.stack.drifts.update(detection.found)
    detection.reason = f"Failed to detect drift on resources: {'; '.join(failed)}" if failed else None
    detection.status = "DETECTION_FAILED" if failed else "DETECTION_COMPLETE"


def _refusal(resource: StackResource, caller: Caller, access: Access) -> str | None:
    """What IAM would say to AWS's handler, which reads as the caller."""
    properties = [resource.effective]
    handled = Handled(
        resource.type, "read", properties, resource.physical_id, access.account, access.region, access.partition
    )
    return reader_refusal(caller, handled)


def _look(stack: Stack, resource: StackResource, access: Access) -> Drift:
    """Compare; the emulator itself reads, once the caller may."""
    root = clients.root(access.account)
    context = Context(
        account=access.account,
        region=access.region,
        partition=access.partition,
        stack_name=stack.name,
        stack_id=stack.id,
        logical_id=resource.logical_id,
        tags=resource.tags,
        client=lambda service: clients.client(service, root, access.region),
        type_name=resource.type,
    )
    expected = _expected(resource.effective)
    siblings = list(stack.resources.values())
    try:
        read = READERS[resource.type](Standing(context, resource.physical_id, resource.effective, siblings))
    except ClientError as error:
        if not gone(error):
            raise
        read = None
    if read is None:
        return Drift(resource, "DELETED", expected, None)
    actual = {name: value for name, value in _actual(read, resource, expected).items() if name in expected}
    found = differences(expected, actual)
    return Drift(resource, "MODIFIED" if found else "IN_SYNC", expected, actual, found)


def _expected(properties: Properties) -> dict[str, Any]:
    """Tags are compared as a map: some types write them so, and nobody's order counts."""
    made = dict(properties)
    tags = made.get("Tags")
    if isinstance(tags, list):
        made["Tags"] = {tag["Key"]: tag["Value"] for tag in tags}
    return made


def _actual(read: Mapping[str, Any], resource: StackResource, expected: Mapping[str, Any]) -> dict[str, Any]:
    """Without the tags that the stack has given."""
    made = dict(read)
    if isinstance(made.get("Tags"), Mapping):
        own = expected.get("Tags") or {}
        made["Tags"] = {
            key: value
            for key, value in made["Tags"].items()
            if key in own or not (key.startswith("aws:") or resource.tags.get(key) == value)
        }
    return made
