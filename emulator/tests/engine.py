"""The engine without services: resource types of tests that live in one dictionary."""

import json
import tempfile
import threading
import unittest
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from patience import PATIENCE

from delivery_emulator import settings
from delivery_emulator.cloudformation.deployment import Deployment
from delivery_emulator.cloudformation.difference import Preview
from delivery_emulator.cloudformation.handler import Handlers
from delivery_emulator.cloudformation.plan import Plan, make_plan
from delivery_emulator.cloudformation.removal import delete_stack
from delivery_emulator.cloudformation.resource import Context, Made, Properties, Refused, ResourceType
from delivery_emulator.cloudformation.stack import Change, Stack
from delivery_emulator.cloudformation.store import Store

REGION = "eu-west-1"
ACCOUNT = "111111111111"


class Thing(ResourceType):
    """Remembers what is done to it; `Fail` names the operation that is refused."""

    name = "Test::Unit::Thing"
    properties = frozenset({"Name", "Value", "Other", "Fail", "Nested.Known", "Free.*", "Tags.*"})
    replaced_by = frozenset({"Name"})
    world: ClassVar[dict[str, dict[str, Any]]] = {}
    calls: ClassVar[list[tuple[str, str]]] = []
    made: ClassVar[int] = 0

    def create(self, context: Context, properties: Properties) -> Made:
        self._note("create", context, properties)
        Thing.made += 1
        return self._store(f"{context.logical_id}-{Thing.made}", context, properties)

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        assert physical_id in self.world, f"{physical_id} is gone"
        self._note("update", context, new)
        return self._store(physical_id, context, new)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        self._note("delete", context, properties)
        self.world.pop(physical_id, None)

    def _note(self, operation: str, context: Context, properties: Properties) -> None:
        self.calls.append((operation, context.logical_id))
        if properties.get("Fail") == operation:
            raise Refused(f"{operation} of {context.logical_id} refused")
        if properties.get("Fail") == "defect":
            raise KeyError("Forgotten")

    def _store(self, physical_id: str, context: Context, properties: Properties) -> Made:
        self.world[physical_id] = {**properties, "Tags": dict(context.tags)}
        return Made(physical_id, {"Arn": f"arn:{physical_id}", "Value": properties.get("Value"), "Deep.Er": "deep"})


class OtherThing(Thing):
    """The same under another name."""

    name = "Test::Unit::OtherThing"


class NamedThing(Thing):
    """Is replaced for another reason than its name, too."""

    name = "Test::Unit::NamedThing"
    properties = Thing.properties | {"Place"}
    replaced_by = frozenset({"Name", "Other", "Place"})
    custom_name = "Name"
    named_in = "Place"


class Waiting(Thing):
    """Is made only when two of its kind are being made at the same time."""

    name = "Test::Unit::Waiting"
    in_background = True
    meeting: ClassVar[threading.Barrier] = threading.Barrier(2)

    def create(self, context: Context, properties: Properties) -> Made:
        self.meeting.wait(PATIENCE)
        return super().create(context, properties)


class Hushed(Thing):
    """Does not want its value to be seen."""

    name = "Test::Unit::Hushed"

    def create(self, context: Context, properties: Properties) -> Made:
        made = super().create(context, properties)
        return Made(made.physical_id, {"Value": "hush-hush"}, hidden=True)


class Around:
    """An account with a few SSM parameters and zones, and no services."""

    account, region, partition, access_key_id = ACCOUNT, REGION, "aws", ACCOUNT
    parameters: ClassVar[dict[str, str]] = {"/known": "stored"}

    def read_parameter(self, name: str) -> str | None:
        return self.parameters.get(name)

    def zones(self, region: str) -> list[str]:
        return [f"{region or self.region}{letter}" for letter in "abc"]

    def client(self, service: str) -> Any:
        raise AssertionError(f"no {service} in this test")


class EngineCase(unittest.TestCase):
    """Deploys templates given as resources, and looks at what happened."""

    def setUp(self) -> None:
        Thing.world.clear()
        Thing.calls.clear()
        Thing.made = 0
        self.around = Around()
        self.store = Store(ACCOUNT, REGION)
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        settings.use(settings.Settings("http://localhost:1", Path(directory.name), None, "secret"))

    def plan(self, stack: Stack, template: Mapping[str, Any] | str, **options: Any) -> Plan:
        body = template if isinstance(template, str) else json.dumps(template)
        given: Sequence[Mapping[str, Any]] = options.get("parameters", ())
        tags = dict(options.get("tags", stack.tags))
        capabilities = list(options.get("capabilities", ()))
        return make_plan(body, given, stack.parameters, tags, capabilities, stack.name, stack.id, [], self.around)

    def deploy(
        self, template: Mapping[str, Any] | str, stack: Stack | None = None, name: str = "stack", **options: Any
    ) -> Stack:
        stack = stack or self.store.add(self.store.draft(name))
        stack.disable_rollback = options.pop("disable_rollback", False)
        plan = self.plan(stack, template, **options)
        Deployment(stack, plan, self.around, self.store, self.around.zones).run()
        return stack

    def changes(self, stack: Stack, template: Mapping[str, Any] | str, **options: Any) -> list[Change]:
        return Preview(stack, self.plan(stack, template, **options), self.store, self.around).changes()

    def delete(self, stack: Stack) -> None:
        delete_stack(stack, Handlers(stack, self.around))

    def history(self, stack: Stack, since: int = 0) -> list[str]:
        return [f"{event.logical_id} {event.status}" for event in stack.events[since:]]


def thing(properties: Mapping[str, Any] | None = None, **attributes: Any) -> dict[str, Any]:
    """A resource of a template."""
    return {"Type": Thing.name, "Properties": dict(properties or {}), **attributes}


def template(**resources: Any) -> dict[str, Any]:
    """A template of resources only."""
    return {"Resources": resources}


def get_att(logical_id: str, attribute: str = "Arn") -> dict[str, Any]:
    return {"Fn::GetAtt": [logical_id, attribute]}
