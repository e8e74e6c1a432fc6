"""Stacks, their resources, events and change sets: state only."""

import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from threading import Event as Signal
from threading import Lock
from typing import Any

from delivery_emulator.cloudformation.parameters import MASK, Parameter
from delivery_emulator.cloudformation.template import Template


def now() -> datetime:
    """The current time in UTC."""
    return datetime.now(timezone.utc)


@dataclass
class StackResource:
    """A resource as the last operation left it."""

    logical_id: str
    type: str
    definition: Mapping[str, Any]
    """Its template entry with conditions applied; policies and metadata are read from here."""
    declared: Mapping[str, Any] = field(default_factory=dict)
    """Resolved properties, dynamic references still unread: what an update compares."""
    effective: Mapping[str, Any] = field(default_factory=dict)
    """What the resource type was given."""
    physical_id: str = ""
    attributes: Mapping[str, Any] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    """The stack's tags it was made with."""
    status: str = ""
    reason: str | None = None
    updated: datetime = field(default_factory=now)


@dataclass(frozen=True)
class Event:
    """One line of a stack's history."""

    logical_id: str
    physical_id: str
    type: str
    status: str
    reason: str | None
    operation_id: str
    token: str | None
    time: datetime
    properties: str | None = None
    """What the resource was to become, as JSON; what is hidden is masked."""
    id: str = field(default_factory=lambda: str(uuid.uuid4()))


@dataclass(frozen=True)
class Output:
    """One output of a stack."""

    key: str
    value: str
    description: str | None
    export: str | None


@dataclass(frozen=True)
class Change:
    """What a change set would do to one resource."""

    action: str
    logical_id: str
    type: str
    physical_id: str | None
    replacement: str | None
    policy: str | None
    scope: tuple[str, ...]
    details: tuple[Mapping[str, Any], ...]
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    """Properties, as far as they are known."""


@dataclass
class ChangeSet:
    """A prepared operation."""

    name: str
    id: str
    kind: str
    description: str | None
    plan: Any
    """The `plan.Plan` it was made from."""
    request: Any
    """The `operations.Request` that executing it performs."""
    status: str
    reason: str | None
    execution_status: str
    changes: list[Change]
    problems: Sequence[Any] = ()
    """What AWS finds wrong with it beforehand, `early_validation.Problem`."""
    operation_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    imports_existing: bool = False
    """Whether what exists is imported instead of made."""
    parent_id: str | None = None
    """Of a nested stack's: the change set of the stack above."""
    below: dict[str, "ChangeSet"] = field(default_factory=dict)
    """The change sets of nested stacks, by logical id."""
    created: datetime = field(default_factory=now)


@dataclass
class Stack:
    """One stack of one account and region."""

    name: str
    id: str
    account: str
    region: str
    status: str = ""
    reason: str | None = None
    body: str = "{}"
    template: Template = field(default_factory=dict)
    description: str | None = None
    parameters: dict[str, Parameter] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    capabilities: list[str] = field(default_factory=list)
    notification_arns: list[str] = field(default_factory=list)
    role_arn: str | None = None
    outputs: list[Output] = field(default_factory=list)
    needs: dict[str, set[str]] = field(default_factory=dict)
    imports: set[str] = field(default_factory=set)
    """Names of exports of other stacks that this stack uses."""
    resources: dict[str, StackResource] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    change_sets: dict[str, ChangeSet] = field(default_factory=dict)
    nested_change_sets: dict[str, Any] = field(default_factory=dict)
    """Of the stacks below: stack and change set, by the change set's id."""
    last_change_set_id: str | None = None
    detections: dict[str, Any] = field(default_factory=dict)
    """Drift detections, `drift.detection.Detection`, by id."""
    drifts: dict[str, Any] = field(default_factory=dict)
    """What the last detection of each resource found, `drift.detection.Drift`, by logical id."""
    termination_protection: bool = False
    policy: Mapping[str, Any] | None = None
    """Its stack policy, as `stack_policy.read` takes it."""
    disable_rollback: bool = False
    delete_on_failure: bool = False
    retain_except_on_create: bool = False
    """Whether a rollback deletes what it has made even where the template retains it."""
    timeout_in_minutes: int | None = None
    parent_id: str | None = None
    """Of a nested stack: the stack that has it as a resource."""
    root_id: str | None = None
    undo: Any = None
    """What leads back to the last stable state, `rollback.Undo`, while the stack is not in one."""
    cancelled: bool = False
    """Whether somebody wants the update under way to be rolled back."""
    hidden: set[str] = field(default_factory=set)
    """Values of `NoEcho`, which nothing that describes the stack may show."""
    created: datetime = field(default_factory=now)
    updated: datetime | None = None
    deleted: datetime | None = None
    operation_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    client_token: str | None = None
    idle: Signal = field(default_factory=Signal)
    """Set while no operation runs."""
    recording: Lock = field(default_factory=Lock)

    def record(self, status: str, reason: str | None = None) -> None:
        """Change the stack's own status, with an event."""
        self.status, self.reason = status, reason
        self._append(self.name, self.id, "AWS::CloudFormation::Stack", status, reason)

    def record_resource(
        self, resource: StackResource, status: str, reason: str | None = None, physical_id: str | None = None
    ) -> None:
        """Change a resource's status, with an event; another `physical_id` is of a replaced predecessor."""
        if physical_id is None:
            resource.status, resource.reason, resource.updated = status, reason, now()
        shown = resource.physical_id if physical_id is None else physical_id
        properties = self.masked(json.dumps(resource.declared, separators=(",", ":")))
        self._append(resource.logical_id, shown, resource.type, status, reason, properties)

    def masked(self, text: str) -> str:
        """The text without values of `NoEcho`."""
        for value in sorted(self.hidden, key=len, reverse=True):
            text = text.replace(json.dumps(value)[1:-1], MASK)
        return text

    def _append(
        self, logical_id: str, physical_id: str, kind: str, status: str, reason: str | None, properties: str | None = None
    ) -> None:
        with self.recording:
            moment, operation, token = self._tick(), self.operation_id, self.client_token
            event = Event(logical_id, physical_id, kind, status, reason, operation, token, moment, properties)
            self.events.append(event)
        for listener in LISTENERS:
            listener(self, event)

    def _tick(self) -> datetime:
        """The time in milliseconds, later than any event's: clients sort events by it."""
        moment = now()
        moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
        return max(moment, self.events[-1].time + timedelta(milliseconds=1)) if self.events else moment


LISTENERS: list[Callable[[Stack, Event], None]] = []
"""Who is told of every event of every stack."""
