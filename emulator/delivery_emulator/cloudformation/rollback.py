"""The way back from a failed create or update of a stack."""

from collections.abc import Sequence
from dataclasses import dataclass

from delivery_emulator.cloudformation.handler import Failed, Handlers
from delivery_emulator.cloudformation.removal import Removal
from delivery_emulator.cloudformation.stack import Stack, StackResource

_INCOMPLETE = "One or more resources could not be rolled back."


@dataclass(frozen=True)
class Done:
    """One thing that was done to a resource and may have to be undone."""

    before: StackResource | None
    after: StackResource
    failed: bool = False

    @property
    def replaced(self) -> bool:
        """A new physical resource stands beside the old one."""
        return self.before is not None and self.before.physical_id != self.after.physical_id


def failures(done: Sequence[Done]) -> str:
    """Which resources failed, as the stack's event says it; empty where none did."""
    made = [each.after.logical_id for each in done if each.failed and each.before is None]
    changed = [each.after.logical_id for each in done if each.failed and each.before is not None]
    return "".join(
        f"The following resource(s) failed to {verb}: [{', '.join(names)}]. "
        for verb, names in (("create", made), ("update", changed))
        if names
    )


class Rollback:
    """Undoes what was done to a stack, the last thing first."""

    def __init__(self, stack: Stack, handlers: Handlers, done: Sequence[Done]) -> None:
        self._stack, self._handlers, self._done = stack, handlers, list(reversed(done))

    def of_creation(self, reason: str) -> None:
        """Remove every resource again."""
        self._stack.record("ROLLBACK_IN_PROGRESS", f"{reason}Rollback requested by user.")
        whole = self._undo_creations(still_listed=True)
        self._stack.record("ROLLBACK_COMPLETE" if whole else "ROLLBACK_FAILED", None if whole else _INCOMPLETE)

    def of_update(self, reason: str) -> None:
        """Restore what was changed, then remove what was made."""
        self._stack.record("UPDATE_ROLLBACK_IN_PROGRESS", reason)
        if not self._restore():
            self._stack.record("UPDATE_ROLLBACK_FAILED", _INCOMPLETE)
            return
        self._stack.record("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS")
        self._undo_creations(still_listed=False)
        self._stack.record("UPDATE_ROLLBACK_COMPLETE")

    def _restore(self) -> bool:
        """Give every resource that was changed in place its old properties again."""
        whole = True
        for done in self._done:
            if done.before is None:
                continue
            self._stack.resources[done.before.logical_id] = done.before
            if done.replaced or not done.after.physical_id:
                continue
            self._stack.record_resource(done.before, "UPDATE_IN_PROGRESS")
            try:
                self._handlers.update(done.before, done.after)
            except Failed as failure:
                self._stack.record_resource(done.before, "UPDATE_FAILED", str(failure))
                whole = False
            else:
                self._stack.record_resource(done.before, "UPDATE_COMPLETE")
        return whole

    def _undo_creations(self, still_listed: bool) -> bool:
        """Remove what was made; a stack whose creation failed still lists it."""
        removal = Removal(self._stack, self._handlers, rolling_back=True)
        whole = True
        for done in self._done:
            if done.before is None:
                whole = removal.remove(done.after) and whole
                if not still_listed:
                    self._stack.resources.pop(done.after.logical_id, None)
            elif done.replaced and done.after.physical_id:
                whole = removal.remove_physical(done.after, done.after.physical_id) and whole
        return whole
