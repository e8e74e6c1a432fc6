"""Stacks that are resources of other stacks."""

from collections.abc import Mapping, Sequence
from typing import Any

from delivery_emulator.cloudformation.access import Access
from delivery_emulator.cloudformation.deployment import Deployment
from delivery_emulator.cloudformation.difference import NESTED, Preview
from delivery_emulator.cloudformation.early_validation import Problem, problems_of, why_refused
from delivery_emulator.cloudformation.errors import ValidationError
from delivery_emulator.cloudformation.handler import Handlers
from delivery_emulator.cloudformation.intrinsics import text
from delivery_emulator.cloudformation.plan import Plan, make_plan
from delivery_emulator.cloudformation.removal import delete_stack
from delivery_emulator.cloudformation.resource import Refused
from delivery_emulator.cloudformation.rollback import Rollback
from delivery_emulator.cloudformation.stack import Change, ChangeSet, Stack, now
from delivery_emulator.cloudformation.store import Store
from delivery_emulator.cloudformation.template_source import template_body


class NestedStacks:
    """The stacks below one, as whoever deploys that one."""

    def __init__(self, parent: Stack, access: Access, store: Store) -> None:
        self._parent, self._access, self._store = parent, access, store

    def create(self, name: str, properties: Mapping[str, Any]) -> Stack:
        """Make a nested stack. Raises `Refused`, which names the stack that stands all the same."""
        child = self._draft(name)
        child.timeout_in_minutes = None if "TimeoutInMinutes" not in properties else int(properties["TimeoutInMinutes"])
        plan = self._plan(child, properties)
        self._store.add(child)
        self._deploy(child, plan)
        if child.status != "CREATE_COMPLETE":
            why = _why(child, "CREATE_FAILED", "ROLLBACK_IN_PROGRESS")
            raise Refused(f"Embedded stack {child.id} was not successfully created: {why}", child.id)
        return child

    def update(self, stack_id: str, properties: Mapping[str, Any]) -> Stack:
        """Change a nested stack, or lead it back where its last update has failed. Raises `Refused`."""
        child = self._store.get(stack_id)
        if child.undo is not None and not self._parent.disable_rollback:
            Rollback(child, Handlers(child, self._access), child.undo).run("User Initiated")
        plan = self._plan(child, properties)
        if child.undo is not None or self._differs(child, plan):
            child.updated = now()
            self._deploy(child, plan)
        if child.status not in ("CREATE_COMPLETE", "UPDATE_COMPLETE") and self._differs(child, plan):
            why = _why(child, "UPDATE_FAILED", "UPDATE_ROLLBACK_FAILED", "UPDATE_ROLLBACK_IN_PROGRESS")
            raise Refused(
                f"Embedded stack {child.id} was not successfully updated. Currently in {child.status} with reason: {why}"
            )
        return child

    def delete(self, stack_id: str) -> None:
        """Delete a nested stack, if it is there. Raises `Refused`."""
        child = self._store.find(stack_id)
        if child is None or child.status == "DELETE_COMPLETE":
            return
        for output in child.outputs:
            users = self._store.importers(output.export) if output.export else []
            if users:
                names = " and ".join(user.name for user in users)
                raise Refused(f"Export {output.export} cannot be deleted as it is in use by {names}")
        delete_stack(child, Handlers(child, self._access))
        if child.status != "DELETE_COMPLETE":
            raise Refused(f"Embedded stack {child.id} was not successfully deleted: {child.reason}")

    def preview(
        self, change: Change, name: str, properties: Mapping[str, Any]
    ) -> tuple[Stack, Plan, Sequence[Change], Sequence[Problem]]:
        """What a change of the parent does to the stack below, and what is wrong with it. Raises `ValidationError`."""
        child = self._store.find(change.physical_id) if change.physical_id else None
        child = child or self._draft(name)
        try:
            plan = self._plan(child, properties)
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal
        preview = Preview(child, plan, self._store, self._access)
        changes = preview.changes()
        return child, plan, changes, problems_of(child, changes, preview.declared, self._access)

    def _draft(self, name: str) -> Stack:
        child = self._store.draft(name)
        child.parent_id, child.root_id = self._parent.id, self._parent.root_id or self._parent.id
        return child

    def _plan(self, child: Stack, properties: Mapping[str, Any]) -> Plan:
        given = properties.get("Parameters") or {}
        tags = {tag["Key"]: text(tag["Value"]) for tag in properties.get("Tags") or []}
        try:
            return make_plan(
                template_body({"TemplateURL": properties.get("TemplateURL")}, self._access),
                [{"ParameterKey": key, "ParameterValue": _plain(value)} for key, value in given.items()],
                child.parameters,
                {**self._parent.tags, **tags},
                list(self._parent.capabilities),
                child.name,
                child.id,
                properties.get("NotificationARNs") or list(self._parent.notification_arns),
                self._access,
            )
        except ValidationError as error:
            raise Refused(str(error.message)) from error

    def _differs(self, child: Stack, plan: Plan) -> bool:
        preview = Preview(child, plan, self._store, self._access)
        return bool(preview.changes()) or preview.outputs() != child.outputs or plan.tags != child.tags

    def _deploy(self, child: Stack, plan: Plan) -> None:
        child.role_arn, child.capabilities = self._parent.role_arn, list(self._parent.capabilities)
        child.disable_rollback = self._parent.disable_rollback
        child.retain_except_on_create = self._parent.retain_except_on_create
        child.notification_arns = list(plan.pseudo["AWS::NotificationARNs"])
        child.operation_id, child.client_token = self._parent.operation_id, self._parent.client_token
        child.idle.clear()
        try:
            Deployment(child, plan, self._access, self._store, self._access.zones).run()
        finally:
            child.idle.set()


def nested_change_sets(
    nested: NestedStacks, change_set: ChangeSet, declared: Mapping[str, Mapping[str, Any]], arn: Any
) -> list[tuple[Stack, ChangeSet]]:
    """A change set for each stack that a change set makes or changes, without the stacks below those. Raises `ValidationError`."""
    made = []
    for change in change_set.changes:
        if change.type != NESTED or change.action == "Remove":
            continue
        name = f"{change_set.name}-{change.logical_id}"
        child, plan, changes, problems = nested.preview(change, name, declared[change.logical_id])
        below = ChangeSet(
            name=name,
            id=arn(f"changeSet/{name}/{child.id.rsplit('/', 1)[-1]}"),
            kind="CREATE" if change.action == "Add" else "UPDATE",
            description=None,
            plan=plan,
            request=change_set.request,
            status="FAILED" if problems else "CREATE_COMPLETE",
            reason=why_refused(problems) or "Only executable from the root change set.",
            execution_status="UNAVAILABLE" if problems else "AVAILABLE",
            changes=list(changes),
            problems=problems,
            parent_id=change_set.id,
        )
        change_set.below[change.logical_id] = below
        made.append((child, below))
    return made


def _plain(value: Any) -> str:
    return ",".join(text(item) for item in value) if isinstance(value, list) else text(value)


def _why(child: Stack, *statuses: str) -> str:
    """The reason of the stack's last event in one of the statuses."""
    own = [event for event in child.events if event.logical_id == child.name and event.status in statuses]
    reason = own[-1].reason if own else None
    return (reason or f"it is in {child.status}").replace("Rollback requested by user.", "").strip()
