"""The stack part of the API."""

import json
from collections.abc import Callable

from moto.core.responses import ActionResult, EmptyResult

from delivery_emulator.cloudformation import stack_policy
from delivery_emulator.cloudformation.api_base import ApiBase
from delivery_emulator.cloudformation.describe import describe_event, describe_resource, describe_stack
from delivery_emulator.cloudformation.errors import ValidationError
from delivery_emulator.cloudformation.stack import Stack, StackResource


class StackApi(ApiBase):
    """Creating, updating, deleting and describing stacks."""

    def create_stack(self) -> ActionResult:
        protected, keep = self.flag("EnableTerminationProtection"), self._kept_policy()
        stack = self.operations.create(self._get_param("StackName"), self.request_for(None), protected)
        keep(stack)
        return ActionResult({"StackId": stack.id})

    def update_stack(self) -> ActionResult:
        stack = self.store.find(self._get_param("StackName"))
        if stack is None or stack.status == "DELETE_COMPLETE":
            raise ValidationError(f"Stack [{self._get_param('StackName')}] does not exist")
        keep = self._kept_policy()
        # It protects what the update has made; the update itself is held to the one before.
        self.operations.update(stack, self.request_for(stack), lambda: keep(stack))
        return ActionResult({"StackId": stack.id})

    def _kept_policy(self) -> Callable[[Stack], None]:
        """Gives a stack the policy of the request, if there is one. Raises `ValidationError` where it is none."""
        body = self._get_param("StackPolicyBody")
        policy = stack_policy.read(body) if body else None

        def keep(stack: Stack) -> None:
            stack.policy = policy or stack.policy

        return keep

    def delete_stack(self) -> ActionResult:
        mode = self.one_of("DeletionMode", "STANDARD", "FORCE_DELETE_STACK")
        retained = self._get_param("RetainResources", [])
        stack = self.store.find(self._get_param("StackName"))
        if stack is not None:
            role, token = self._get_param("RoleARN"), self._get_param("ClientRequestToken")
            self.operations.delete(stack, role, token, retained, mode == "FORCE_DELETE_STACK")
        return EmptyResult()

    def update_termination_protection(self) -> ActionResult:
        stack = self.store.get(self._get_param("StackName"))
        stack.termination_protection = self.flag("EnableTerminationProtection")
        return ActionResult({"StackId": stack.id})

    def set_stack_policy(self) -> EmptyResult:
        stack = self.store.get(self._get_param("StackName"))
        body = self._get_param("StackPolicyBody")
        if not body:
            raise ValidationError("You must specify either a StackPolicyBody or a StackPolicyURL")
        stack.policy = stack_policy.read(body)
        return EmptyResult()

    def get_stack_policy(self) -> ActionResult:
        policy = self.store.get(self._get_param("StackName")).policy
        return ActionResult({} if policy is None else {"StackPolicyBody": json.dumps(policy)})

    def describe_stacks(self) -> ActionResult:
        name = self._get_param("StackName")
        if name:
            return self.page("Stacks", [describe_stack(self.store.get(name))])
        live = [stack for stack in self.store if stack.status not in ("DELETE_COMPLETE", "")]
        return self.page("Stacks", live, describe_stack)

    def list_stacks(self) -> ActionResult:
        wanted = self._get_param("StackStatusFilter", [])
        found = [stack for stack in self.store if stack.status and (not wanted or stack.status in wanted)]
        return self.page("StackSummaries", found, describe_stack)

    def describe_stack_events(self) -> ActionResult:
        stack = self.named_stack()
        return self.page("StackEvents", [describe_event(stack, event) for event in reversed(stack.events)])

    def describe_stack_resources(self) -> ActionResult:
        physical_id, logical_id = self._get_param("PhysicalResourceId"), self._get_param("LogicalResourceId")
        if physical_id:
            live = [stack for stack in self.store if stack.status != "DELETE_COMPLETE"]
            owners = [s for s in live if any(r.physical_id == physical_id for r in s.resources.values())]
            if not owners:
                raise ValidationError(f"Stack for {physical_id} does not exist")
            stack = owners[-1]
        else:
            stack = self.named_stack()
        resources = [describe_resource(stack, r) for r in stack.resources.values()]
        return ActionResult(
            {"StackResources": [r for r in resources if logical_id in (None, r["LogicalResourceId"])]}
        )

    def describe_stack_resource(self) -> ActionResult:
        stack = self.named_stack()
        resource = self._resource(stack.resources)
        metadata = resource.definition.get("Metadata")
        shown = None if metadata is None else json.dumps(metadata, separators=(",", ":"))
        detail = {**describe_resource(stack, resource), "Metadata": shown}
        return ActionResult({"StackResourceDetail": detail})

    def list_stack_resources(self) -> ActionResult:
        stack = self.store.get(self._get_param("StackName"))
        resources = [describe_resource(stack, resource) for resource in stack.resources.values()]
        return self.page("StackResourceSummaries", resources)

    def list_exports(self) -> ActionResult:
        exports = [
            {"ExportingStackId": stack.id, "Name": name, "Value": output.value}
            for name, (stack, output) in sorted(self.store.exports().items())
        ]
        return self.page("Exports", exports)

    def list_imports(self) -> ActionResult:
        name = self._get_param("ExportName")
        users = [stack.name for stack in self.store.importers(name)]
        if not users:
            raise ValidationError(f"Export '{name}' is not imported by any stack.")
        return self.page("Imports", users)

    def _resource(self, resources: dict[str, StackResource]) -> StackResource:
        logical_id = self._get_param("LogicalResourceId")
        if logical_id not in resources:
            raise ValidationError(f"Resource {logical_id} does not exist for stack {self._get_param('StackName')}")
        return resources[logical_id]
