"""The way back from a failed create or update of a stack."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from delivery_emulator.cloudformation.handler import Failed, Handlers
from delivery_emulator.cloudformation.removal import Removal
from delivery_emulator.cloudformation.stack import Stack, StackResource

_INCOMPLETE = "One or more resources could not be rolled back."
_KEPT = ("body", "template", "parameters", "description", "tags", "needs", "outputs", "imports")


@dataclass(frozen=True)
class Done:
    """One thing that was done to a resource and may have to be undone."""

    before: StackResource | None
    after: StackResource
    failed: bool = False
    imported: bool = False
    """It was there before, and stays."""
    untouched: bool = False
    """It failed before there was something to restore."""

    @property
    def replaced(self) -> bool:
        """A new physical resource stands beside the old one."""
        return self.before is not None and self.before.physical_id != self.after.physical_id


@dataclass
class Undo:
    """Everything since the last stable state of a stack, over as many operations as failed without a rollback."""

    creating: bool
    """Whether there has been no stable state yet."""
    kept: Mapping[str, Any]
    """What the stack was, by field."""
    done: list[Done] = field(default_factory=list)
    open: set[str] | None = None
    """Once a rollback has failed: the resources, by logical id, that it could not roll back."""

    @staticmethod
    def of(stack: Stack, creating: bool) -> "Undo":
        """The one that the stack has, else a new one from here."""
        return stack.undo or Undo(creating, {name: getattr(stack, name) for name in _KEPT})


def failures(done: Sequence[Done]) -> str:
    """Which resources failed, as the stack's event says it; empty where none did."""
    made = [each.after.logical_id for each in done if each.failed and each.before is None and not each.imported]
    imported = [each.after.logical_id for each in done if each.failed and each.imported]
    changed = [each.after.logical_id for each in done if each.failed and each.before is not None]
    return "".join(
        f"The following resource(s) failed to {verb}: [{', '.join(names)}]. "
        for verb, names in (("create", made), ("import", imported), ("update", changed))
        if names
    )


class Rollback:
    """Undoes what was done to a stack, the last thing first."""

    def __init__(self, stack: Stack, handlers: Handlers, undo: Undo, skipped: Sequence[str] = ()) -> None:
        self._stack, self._handlers, self._undo, self._skipped = stack, handlers, undo, skipped
        self._done = list(reversed(undo.done))

    def run(self, reason: str) -> None:
        """Lead the stack back; `reason` is its first event's."""
        self._stack.undo = self._undo
        if self._undo.creating:
            self._of_creation(reason)
        else:
            self._of_update(reason)

    def _of_creation(self, reason: str) -> None:
        """Remove every resource again."""
        self._stack.record("ROLLBACK_IN_PROGRESS", reason)
        whole = self._undo_creations(still_listed=True)
        if whole:
            self._stack.undo = None
        self._stack.record("ROLLBACK_COMPLETE" if whole else "ROLLBACK_FAILED", None if whole else _INCOMPLETE)

    def _of_update(self, reason: str) -> None:
        """Restore what was changed, then remove what was made."""
        self._stack.record("UPDATE_ROLLBACK_IN_PROGRESS", reason)
        self._undo.open = self._restore()
        if self._undo.open:
            failed = f"The following resource(s) failed to update: [{', '.join(sorted(self._undo.open))}]. "
            self._stack.record("UPDATE_ROLLBACK_FAILED", failed)
            return
        for name, value in self._undo.kept.items():
            setattr(self._stack, name, value)
        self._stack.record("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS")
        self._undo_creations(still_listed=False)
        self._stack.undo = None
        self._stack.record("UPDATE_ROLLBACK_COMPLETE")

    def _restore(self) -> set[str]:
        """Give every resource that was changed in place its old properties again; those with which that failed."""
        failed = set[str]()
        for done in self._done:
            if done.before is None or self._undo.open is not None and done.before.logical_id not in self._undo.open:
                continue
            self._stack.resources[done.before.logical_id] = done.before
            if done.before.logical_id in self._skipped:
                self._stack.record_resource(done.before, "UPDATE_COMPLETE")
                continue
            if done.replaced or not done.after.physical_id:
                continue
            self._stack.record_resource(done.before, "UPDATE_IN_PROGRESS")
            try:
                if not done.untouched:
                    self._handlers.update(done.before, done.after)
            except Failed as failure:
                self._stack.record_resource(done.before, "UPDATE_FAILED", str(failure))
                failed.add(done.before.logical_id)
            else:
                self._stack.record_resource(done.before, "UPDATE_COMPLETE")
        return failed

    def _undo_creations(self, still_listed: bool) -> bool:
        """Remove what was made; a stack whose creation failed still lists it."""
        removal = Removal(self._stack, self._handlers, rolling_back=True)
        whole = True
        for done in self._done:
            if done.imported:
                self._stack.record_resource(done.after, "IMPORT_ROLLBACK_COMPLETE")
                self._stack.resources.pop(done.after.logical_id, None)
            elif done.before is None:
                if done.after.status not in ("DELETE_COMPLETE", "DELETE_SKIPPED"):
                    whole = removal.remove(done.after) and whole
                if not still_listed:
                    self._stack.resources.pop(done.after.logical_id, None)
            elif done.replaced and done.after.physical_id:
                whole = removal.remove_physical(done.after, done.after.physical_id) and whole
        return whole
