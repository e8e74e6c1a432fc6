"""Deleting resources and stacks, honouring deletion policies."""

from collections.abc import Collection, Mapping

from delivery_emulator.cloudformation.dependencies import creation_order
from delivery_emulator.cloudformation.handler import Failed, Handlers
from delivery_emulator.cloudformation.stack import Stack, StackResource, now


def order_of_removal(needs: Mapping[str, set[str]]) -> list[str]:
    """Each resource before everything it needed."""
    return list(reversed(creation_order(needs)))


class Removal:
    """Removes resources of one stack, with their events."""

    def __init__(self, stack: Stack, handlers: Handlers, rolling_back: bool = False) -> None:
        self._stack, self._handlers, self._rolling_back = stack, handlers, rolling_back

    def remove(self, resource: StackResource) -> bool:
        """Delete the resource, or leave it where its policy says so; False when deleting failed."""
        if resource.physical_id and self._is_retained(resource):
            self._stack.record_resource(resource, "DELETE_SKIPPED")
            return True
        if not resource.physical_id:
            self._stack.record_resource(resource, "DELETE_COMPLETE")
            return True
        return self.remove_physical(resource)

    def _is_retained(self, resource: StackResource) -> bool:
        policy = resource.definition.get("DeletionPolicy", "Delete")
        if self._rolling_back and self._stack.retain_except_on_create:
            return False
        return policy == "Retain" or (policy == "RetainExceptOnCreate" and not self._rolling_back)

    def remove_replaced(self, before: StackResource, after: StackResource) -> bool:
        """Delete the physical resource that an update has replaced, unless `UpdateReplacePolicy` keeps it."""
        if str(after.definition.get("UpdateReplacePolicy", "Delete")).startswith("Retain"):
            self._stack.record_resource(before, "DELETE_SKIPPED", physical_id=before.physical_id)
            return True
        return self.remove_physical(before, before.physical_id)

    def remove_physical(self, resource: StackResource, physical_id: str | None = None) -> bool:
        """Delete the resource, or one physical resource whose logical id lives on; False when deleting failed."""
        self._stack.record_resource(resource, "DELETE_IN_PROGRESS", physical_id=physical_id)
        try:
            self._handlers.delete(resource, physical_id)
        except Failed as failure:
            self._stack.record_resource(resource, "DELETE_FAILED", str(failure), physical_id)
            return False
        self._stack.record_resource(resource, "DELETE_COMPLETE", physical_id=physical_id)
        return True


def delete_stack(stack: Stack, handlers: Handlers, retained: Collection[str] = (), force: bool = False) -> None:
    """Delete every resource but the retained ones in reverse order, then the stack; by `force` even where one stays."""
    stack.record("DELETE_IN_PROGRESS", "User Initiated")
    removal = Removal(stack, handlers)
    failed: list[str] = []
    kept: set[str] = set()
    ordered = [name for name in order_of_removal(stack.needs) if name in stack.resources]
    for logical_id in [*ordered, *(name for name in stack.resources if name not in ordered)]:
        resource = stack.resources[logical_id]
        if resource.status in ("DELETE_COMPLETE", "DELETE_SKIPPED"):
            continue
        if logical_id in retained:
            stack.record_resource(resource, "DELETE_SKIPPED")
            continue
        if logical_id in kept:
            continue
        if not removal.remove(resource):
            failed.append(logical_id)
            kept |= _needed_by(logical_id, stack.needs)
    if failed and not force:
        stack.record("DELETE_FAILED", f"The following resource(s) failed to delete: [{', '.join(failed)}]. ")
        return
    stack.outputs, stack.imports, stack.undo = [], set(), None
    stack.deleted = now()
    stack.record("DELETE_COMPLETE")


def _needed_by(logical_id: str, needs: Mapping[str, set[str]]) -> set[str]:
    """Everything a resource needs, directly or not: it must outlive the resource."""
    found: set[str] = set()
    waiting = [logical_id]
    while waiting:
        for name in needs.get(waiting.pop(), set()) - found:
            found.add(name)
            waiting.append(name)
    return found
