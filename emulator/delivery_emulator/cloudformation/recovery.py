"""What leads a stack out of a failed or unwanted update: the verbs beside create, update and delete."""

from collections.abc import Sequence
from dataclasses import dataclass

from delivery_emulator.cloudformation.errors import ValidationError
from delivery_emulator.cloudformation.handler import Handlers
from delivery_emulator.cloudformation.operations import Operations, start
from delivery_emulator.cloudformation.rollback import Rollback
from delivery_emulator.cloudformation.stack import Stack

_USER = "User Initiated"


@dataclass(frozen=True)
class Recovery:
    """The verbs for one stack, as one caller, who may name the execution role."""

    operations: Operations
    stack: Stack
    role_arn: str | None = None
    client_token: str | None = None

    def roll_back(self, retain_except_on_create: bool) -> None:
        """`RollbackStack`: back to the last stable state. Raises `ValidationError`."""
        if self.stack.status not in ("CREATE_FAILED", "UPDATE_FAILED") or self.stack.undo is None:
            # That AWS words it as it does for its neighbours below is unconfirmed.
            raise ValidationError("RollbackStack cannot be called from current stack status")
        self.stack.retain_except_on_create = retain_except_on_create
        self._lead_back((), "ROLLBACK_FAILED" if self.stack.undo.creating else "UPDATE_ROLLBACK_FAILED")

    def continue_rollback(self, skipped: Sequence[str]) -> None:
        """`ContinueUpdateRollback`, without the skipped resources. Raises `ValidationError`."""
        if self.stack.parent_id is not None:
            raise ValidationError("RollbackUpdatedStack cannot be invoked on child stacks")
        if self.stack.status != "UPDATE_ROLLBACK_FAILED" or self.stack.undo is None:
            raise ValidationError("RollbackUpdatedStack cannot be called from current stack status")
        others = [name for name in skipped if name not in (self.stack.undo.open or ())]
        if others:
            raise ValidationError(
                f"Resources [{', '.join(others)}] cannot be skipped: only resources that are in the UPDATE_FAILED state "
                "because a rollback failed can be"
            )
        self._lead_back(skipped, "UPDATE_ROLLBACK_FAILED")

    def cancel(self) -> None:
        """`CancelUpdateStack`: the update under way is rolled back. Raises `ValidationError`."""
        if self.stack.status != "UPDATE_IN_PROGRESS":
            raise ValidationError("CancelUpdateStack cannot be called from current stack status")
        self.stack.cancelled = True
        if self.client_token is not None:
            self.stack.client_token = self.client_token

    def _lead_back(self, skipped: Sequence[str], failed: str) -> None:
        access = self.operations.access(self.role_arn or self.stack.role_arn)
        self.stack.role_arn = self.role_arn or self.stack.role_arn
        rollback = Rollback(self.stack, Handlers(self.stack, access), self.stack.undo, skipped)
        start(self.stack, lambda: rollback.run(_USER), failed, self.client_token)
