"""Creating and updating a stack: resources in order, then either the clean-up or the way back."""

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from delivery_emulator import faults
from delivery_emulator.cloudformation import difference
from delivery_emulator.cloudformation.adoption import adopt
from delivery_emulator.cloudformation.errors import ValidationError
from delivery_emulator.cloudformation.handler import Access, Failed, Handlers
from delivery_emulator.cloudformation.intrinsics import resolve
from delivery_emulator.cloudformation.parameters import hidden_values
from delivery_emulator.cloudformation.plan import Plan
from delivery_emulator.cloudformation.removal import Removal, order_of_removal
from delivery_emulator.cloudformation.rollback import Done, Rollback, Undo, failures
from delivery_emulator.cloudformation.schedule import in_order
from delivery_emulator.cloudformation.stack import Output, Stack, StackResource
from delivery_emulator.cloudformation.stack_policy import refusal
from delivery_emulator.cloudformation.store import Store
from delivery_emulator.cloudformation.stubs import note_of
from delivery_emulator.cloudformation.support import bearing, custom_name

_TOO_LATE = "Stack creation time exceeded the specified timeout. "
_NO_REPLACEMENT = "Replacement type updates not supported on stack with disable-rollback."


class Deployment:
    """One create or update of a stack."""

    def __init__(
        self, stack: Stack, plan: Plan, access: Access, store: Store, zones: Any, existing: Mapping[str, str] | None = None
    ) -> None:
        """`existing` is what is imported instead of made: physical ids by logical id."""
        self._stack, self._plan, self._store = stack, plan, store
        self._existing = existing or {}
        self._handlers = Handlers(stack, access)
        self._scope = plan.scope(lambda name: self._resource(name).physical_id, self._attribute, self._imported, zones)
        self._undo = Undo.of(stack, stack.status in ("", "REVIEW_IN_PROGRESS"))
        self._done: list[Done] = []
        self._imports: set[str] = set()
        self._creating = stack.status in ("", "REVIEW_IN_PROGRESS")
        self._previous_order = order_of_removal(self._undo.kept["needs"])
        minutes = stack.timeout_in_minutes if self._creating else None
        self._deadline = None if minutes is None else time.monotonic() + 60 * minutes

    def run(self) -> None:
        """Do it all; the stack ends in one of CloudFormation's final states."""
        verb = "CREATE" if self._creating else "UPDATE"
        self._stack.hidden |= hidden_values(self._plan.parameters)
        self._stack.cancelled = False
        self._stack.record(f"{verb}_IN_PROGRESS", "User Initiated")
        if self._creating:
            self._adopt([])
        try:
            self._ask_policy_for_removals()
            in_order(self._plan, self._deploy)
            self._ask_whether_to_go_on()
            outputs = self._outputs()
        except Failed as failure:
            self._fail(failures(self._done) or str(failure))
            return
        self._adopt(outputs)
        if self._creating:
            self._stack.record("CREATE_COMPLETE")
            return
        self._clean_up()
        self._stack.undo = None
        self._stack.record("UPDATE_COMPLETE")

    def _ask_whether_to_go_on(self) -> None:
        """Raises `Failed` once somebody has cancelled the operation or its time is over."""
        if self._stack.cancelled:
            raise Failed("User Initiated")
        if self._deadline is not None and time.monotonic() > self._deadline:
            raise Failed(_TOO_LATE)

    def _deploy(self, logical_id: str) -> None:
        self._ask_whether_to_go_on()
        definition = self._plan.resources[logical_id]
        before = self._stack.resources.get(logical_id)
        if before is not None and not before.physical_id:
            before = None
        after = StackResource(logical_id, definition["Type"], definition, tags=dict(self._plan.tags))
        try:
            after.declared = resolve(definition.get("Properties") or {}, self._scope)
            changed = difference.changed_properties(before.declared, after.declared) if before else []
            if before is not None and not changed and not difference.tags_differ(before.type, before.tags, self._plan.tags):
                before.definition = definition
                return
            after.effective = self._handlers.read(after.declared)
            replaced = difference.is_replaced(after.type, changed)
            if before is not None:
                self._ask_policy("Update:Replace" if replaced else "Update:Modify", before)
                if replaced and self._stack.disable_rollback:
                    raise Failed(_NO_REPLACEMENT)
            if before is None and logical_id in self._existing:
                self._store.hold(self._stack, after)
                adopt(self._stack, self._handlers, after, self._existing[logical_id])
                self._done.append(Done(None, after, imported=True))
            elif before is None or replaced:
                self._refuse_taken_name(before, after)
                self._create(before, after)
            else:
                self._update(before, after)
        except (Failed, ValidationError) as failure:
            verb = "UPDATE" if before is not None else "IMPORT" if logical_id in self._existing else "CREATE"
            self._failed(verb, before, after, failure)
            raise Failed(str(failure)) from failure

    def _ask_policy(self, action: str, resource: StackResource) -> None:
        """Raises `Failed` where the stack's policy does not let the action happen to the resource."""
        why = refusal(self._stack.policy, action, resource.logical_id, resource.type)
        if why is not None:
            raise Failed(why)

    def _ask_policy_for_removals(self) -> None:
        for logical_id in [name for name in self._stack.resources if name not in self._plan.resources]:
            resource = self._stack.resources[logical_id]
            try:
                self._ask_policy("Update:Delete", resource)
            except Failed as failure:
                self._stack.record_resource(resource, "UPDATE_FAILED", str(failure))
                raise Failed(f"The following resource(s) failed to update: [{logical_id}]. ") from failure

    def _refuse_taken_name(self, before: StackResource | None, after: StackResource) -> None:
        """Refuse to make a resource under a name of the template's own that another one of a stack bears. Raises `Failed`."""
        if custom_name(after) is None:
            return
        if before is not None and bearing(before) == bearing(after):
            raise Failed(
                "CloudFormation cannot update a stack when a custom-named resource requires replacing. "
                f"Rename {custom_name(after)} and update the stack again."
            )
        owner = self._store.bearer(after)
        if owner is not None:
            raise Failed(f"{custom_name(after)} already exists in stack {owner.id}")

    def _create(self, before: StackResource | None, after: StackResource) -> None:
        self._store.hold(self._stack, after)
        if before is None:
            self._stack.record_resource(after, "CREATE_IN_PROGRESS")
        else:
            after.physical_id = before.physical_id
            reason = "Requested update requires the creation of a new physical resource; hence creating one."
            self._stack.record_resource(after, "UPDATE_IN_PROGRESS", reason)
            after.physical_id = ""
        self._ask_faults(after)
        self._handlers.create(after)
        verb = "CREATE" if before is None else "UPDATE"
        self._stack.record_resource(after, f"{verb}_IN_PROGRESS", "Resource creation Initiated")
        self._stack.record_resource(after, f"{verb}_COMPLETE", note_of(after.definition))
        self._done.append(Done(before, after))

    def _update(self, before: StackResource, after: StackResource) -> None:
        self._stack.resources[after.logical_id] = after
        after.physical_id = before.physical_id
        self._stack.record_resource(after, "UPDATE_IN_PROGRESS")
        self._ask_faults(after)
        self._handlers.update(after, before)
        self._stack.record_resource(after, "UPDATE_COMPLETE", note_of(after.definition))
        self._done.append(Done(before, after))

    def _ask_faults(self, resource: StackResource) -> None:
        """Raises `Failed` where the resource is to fail."""
        why = faults.why_not_made(resource.logical_id, resource.type)
        if why is not None:
            raise Failed(why)

    def _failed(self, verb: str, before: StackResource | None, after: StackResource, failure: Exception) -> None:
        self._stack.resources[after.logical_id] = after
        if isinstance(failure, Failed) and failure.physical_id:
            after.physical_id = failure.physical_id
        self._stack.record_resource(after, f"{verb}_FAILED", str(failure))
        if before is not None:  # the next attempt starts from what still stands
            self._stack.resources[after.logical_id] = replace(before, status="UPDATE_FAILED", reason=str(failure))
        untouched = not (isinstance(failure, Failed) and failure.touched)
        self._done.append(Done(before, after, failed=True, imported=verb == "IMPORT", untouched=untouched))

    def _fail(self, reason: str) -> None:
        self._undo.done.extend(self._done)
        self._stack.undo = self._undo
        if not self._stack.disable_rollback or self._stack.cancelled:
            requested = "Rollback requested by user." if self._creating else ""
            Rollback(self._stack, self._handlers, self._undo).run(f"{reason}{requested}")
        elif self._creating:
            self._stack.record("CREATE_FAILED", reason)
        else:
            self._adopt(self._stack.outputs)
            self._stack.record("UPDATE_FAILED", reason)

    def _clean_up(self) -> None:
        """Delete what was replaced and what the template no longer has; a failure here fails no update."""
        self._stack.record("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
        removal = Removal(self._stack, self._handlers)
        done = [*self._undo.done, *self._done]
        replaced = {each.after.logical_id: each.before for each in done if each.replaced and not each.failed}
        gone = [name for name in self._stack.resources if name not in self._plan.resources]
        order = [name for name in self._previous_order if name in replaced or name in gone]
        for logical_id in [*order, *(name for name in gone if name not in order)]:
            before = replaced.get(logical_id)
            if before is not None:
                removal.remove_replaced(before, self._stack.resources[logical_id])
            elif removal.remove(self._stack.resources[logical_id]):
                del self._stack.resources[logical_id]

    def _outputs(self) -> list[Output]:
        try:
            outputs = difference.resolve_outputs(self._plan, self._scope)
        except ValidationError as error:
            raise Failed(f"{error.message}. ") from error
        for output in outputs:
            found = self._store.exporter(output.export) if output.export else None
            if found is not None and found[0] is not self._stack:
                raise Failed(f"Export with name {output.export} is already exported by stack {found[0].name}. ")
        for old in self._stack.outputs:
            new = next((output for output in outputs if output.export == old.export), None)
            users = [user.name for user in self._store.importers(old.export)] if old.export else []
            if users and (new is None or new.value != old.value):
                verb = "deleted" if new is None else "updated"
                raise Failed(f"Export {old.export} cannot be {verb} as it is in use by {' and '.join(users)}. ")
        return outputs

    def _adopt(self, outputs: list[Output]) -> None:
        stack, plan = self._stack, self._plan
        stack.body, stack.template, stack.parameters = plan.body, plan.template, plan.parameters
        stack.description, stack.tags = plan.template.get("Description"), dict(plan.tags)
        stack.needs, stack.outputs, stack.imports = plan.needs, outputs, set(self._imports)

    def _resource(self, name: str) -> StackResource:
        found = self._stack.resources.get(name)
        if found is None or not found.physical_id:
            raise ValidationError(f"Unresolved resource dependencies [{name}]")
        return found

    def _attribute(self, logical_id: str, attribute: str) -> Any:
        return difference.attribute_of(self._resource(logical_id), attribute)

    def _imported(self, name: str) -> str:
        self._imports.add(name)
        return difference.import_value(self._store, name)

