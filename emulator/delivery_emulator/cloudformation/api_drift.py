"""The drift part of the API."""

from moto.core.responses import ActionResult

from delivery_emulator.cloudformation import drift
from delivery_emulator.cloudformation.api_base import ApiBase
from delivery_emulator.cloudformation.drift import detection
from delivery_emulator.cloudformation.errors import ValidationError
from delivery_emulator.cloudformation.stack import Stack

assert drift.__all__  # loads every reader


class DriftApi(ApiBase):
    """Detecting and describing drift."""

    def detect_stack_drift(self) -> ActionResult:
        stack = self._stack()
        wanted = self._get_param("LogicalResourceIds", [])
        begun = detection.begin(stack, self.caller, self.operations.access(None), wanted)
        return ActionResult({"StackDriftDetectionId": begun.id})

    def describe_stack_drift_detection_status(self) -> ActionResult:
        wanted = self._get_param("StackDriftDetectionId")
        for stack in self.store:
            if wanted in stack.detections:
                return ActionResult(stack.detections[wanted].describe())
        raise ValidationError(f"Stack drift detection {wanted} does not exist")

    def describe_stack_resource_drifts(self) -> ActionResult:
        stack = self._stack()
        statuses = self._get_param("StackResourceDriftStatusFilters", [])
        found = [each for each in stack.drifts.values() if not statuses or each.status in statuses]
        return self.page("StackResourceDrifts", [each.describe(stack) for each in found])

    def detect_stack_resource_drift(self) -> ActionResult:
        stack = self._stack()
        name = self._get_param("LogicalResourceId")
        resource = stack.resources.get(name)
        if resource is None:
            raise ValidationError(f"Resource {name} does not exist for stack {stack.name}")
        found = detection.drift_of(stack, resource, self.caller, self.operations.access(None))
        stack.drifts[name] = found
        return ActionResult({"StackResourceDrift": found.describe(stack)})

    def _stack(self) -> Stack:
        return self.store.get(self._get_param("StackName"))
