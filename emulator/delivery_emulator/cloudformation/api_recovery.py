"""The part of the API that leads stacks out of failed updates."""

from moto.core.responses import ActionResult, EmptyResult

from delivery_emulator.cloudformation.api_base import ApiBase
from delivery_emulator.cloudformation.recovery import Recovery


class RecoveryApi(ApiBase):
    """Rolling back, continuing a rollback and cancelling an update."""

    def rollback_stack(self) -> ActionResult:
        recovery = self._recovery()
        recovery.roll_back(self.flag("RetainExceptOnCreate"))
        return ActionResult({"StackId": recovery.stack.id})

    def continue_update_rollback(self) -> ActionResult:
        self._recovery().continue_rollback(self._get_param("ResourcesToSkip", []))
        return EmptyResult()

    def cancel_update_stack(self) -> ActionResult:
        self._recovery().cancel()
        return EmptyResult()

    def _recovery(self) -> Recovery:
        stack = self.named_stack()
        return Recovery(self.operations, stack, self._get_param("RoleARN"), self._get_param("ClientRequestToken"))
