"""The change set part of the API."""

import uuid
from dataclasses import replace
from typing import Any

from moto.core.responses import ActionResult, EmptyResult

from delivery_emulator.cloudformation.api_base import ApiBase
from delivery_emulator.cloudformation.describe import describe_change_set, describe_events, describe_problem
from delivery_emulator.cloudformation.early_validation import problems_of, why_refused
from delivery_emulator.cloudformation.errors import (
    AlreadyExists,
    ChangeSetNotFound,
    InvalidChangeSetStatus,
    ValidationError,
)
from delivery_emulator.cloudformation.importing import check_import, why_not, with_existing
from delivery_emulator.cloudformation.nested import NestedStacks, nested_change_sets
from delivery_emulator.cloudformation.operations import check_rollback_choice, check_updatable
from delivery_emulator.cloudformation.parameters import hidden_values
from delivery_emulator.cloudformation.stack import ChangeSet, Stack

NO_CHANGES = "The submitted information didn't contain changes. Submit different information to create a change set."


class ChangeSetApi(ApiBase):
    """Preparing, looking at and executing change sets."""

    def create_change_set(self) -> ActionResult:
        name, kind = self._get_param("ChangeSetName"), self.one_of("ChangeSetType", "UPDATE", "CREATE", "IMPORT")
        if self._get_param("ResourcesToImport") and kind != "IMPORT":
            raise ValidationError("ResourcesToImport can be specified for a change set of type IMPORT only")
        stack_name = self._get_param("StackName")
        with self.store.lock:
            stack = self._stack_for(stack_name, name, kind)
            existing = stack.change_sets.get(name)
            if existing is not None and existing.execution_status != "EXECUTE_COMPLETE":
                raise AlreadyExists(f"ChangeSet {existing.id} already exists")
            change_set = self._prepare(stack, name, kind)
            stack.change_sets[name] = change_set
        return ActionResult({"Id": change_set.id, "StackId": stack.id})

    def _stack_for(self, stack_name: str, name: str, kind: str) -> Stack:
        stack = self.store.find(stack_name)
        live = stack is not None and stack.status not in ("DELETE_COMPLETE", "REVIEW_IN_PROGRESS")
        if kind == "UPDATE" or kind == "IMPORT" and live:
            if stack is None or stack.status == "DELETE_COMPLETE":
                raise ValidationError(f"Stack [{stack_name}] does not exist")
            check_updatable(stack)
            return stack
        if stack is None or stack.status == "DELETE_COMPLETE":
            return self.store.draft(stack_name)
        if stack.status != "REVIEW_IN_PROGRESS":
            raise ValidationError(
                f"Stack [{stack_name}] already exists and cannot be created again with the changeSet [{name}]."
            )
        return stack

    def _prepare(self, stack: Stack, name: str, kind: str) -> ChangeSet:
        request = self.request_for(stack)
        plan = self.operations.plan(stack, request)
        stack.hidden |= hidden_values(plan.parameters)
        preview, changes, different = self.operations.preview(stack, plan, request.role_arn)
        reason = None if different else NO_CHANGES
        access = self.operations.access(request.role_arn or stack.role_arn)
        if kind == "IMPORT":
            changes = check_import(stack, plan, request.imported, changes)
            reason = why_not(stack, request.imported, access, self.store)
        elif self.flag("ImportExistingResources"):
            changes, refused = with_existing(stack, plan, changes, access, self.store)
            reason = reason or refused
        request = replace(request, existing={one.logical_id: str(one.physical_id) for one in changes if one.action == "Import"})
        problems = problems_of(stack, changes, preview.declared, access) if reason is None else []
        reason = reason or why_refused(problems)
        if not stack.status:
            self.store.add(stack)
            stack.record("REVIEW_IN_PROGRESS", "User Initiated")
        change_set = ChangeSet(
            name=name,
            id=self.store.arn(f"changeSet/{name}/{uuid.uuid4()}"),
            kind=kind,
            description=self._get_param("Description"),
            plan=plan,
            request=request,
            status="CREATE_COMPLETE" if reason is None else "FAILED",
            reason=reason,
            execution_status="AVAILABLE" if reason is None else "UNAVAILABLE",
            changes=changes,
            problems=problems,
            imports_existing=self.flag("ImportExistingResources"),
        )
        if self.flag("IncludeNestedStacks"):
            nested = NestedStacks(replace(stack, capabilities=list(request.capabilities)), access, self.store)
            made = nested_change_sets(nested, change_set, preview.declared, self.store.arn)
            stack.nested_change_sets.update({below.id: (child, below) for child, below in made})
            failed = [below for _, below in made if below.status == "FAILED"]
            if failed and reason is None:
                change_set.status, change_set.execution_status = "FAILED", "UNAVAILABLE"
                change_set.reason = f"Nested change set {failed[0].id} was not successfully created: Currently in FAILED."
        return change_set

    def describe_change_set(self) -> ActionResult:
        stack, change_set = self._change_set()
        return ActionResult(describe_change_set(stack, change_set, self.flag("IncludePropertyValues")))

    def describe_events(self) -> ActionResult:
        change_set, operation = self._get_param("ChangeSetName"), self._get_param("OperationId")
        if change_set:
            stack, one = self._change_set()
            found = [describe_problem(stack, one, each) for each in one.problems]
        elif operation and not self._get_param("StackName"):
            found = [event for stack in self.store for event in describe_events(stack)]
        else:
            found = describe_events(self.named_stack())
        failed = str((self._get_param("Filters") or {}).get("FailedEvents", False)).lower() == "true"
        wanted = [
            event
            for event in sorted(found, key=lambda each: each["Timestamp"], reverse=True)
            if operation in (None, event["OperationId"]) and not (failed and event["EventType"] == "PROGRESS")
        ]
        return self.page("OperationEvents", wanted)

    def list_change_sets(self) -> ActionResult:
        stack = self.store.get(self._get_param("StackName"))
        waiting = [one for one in stack.change_sets.values() if one.execution_status != "EXECUTE_COMPLETE"]
        return ActionResult({"Summaries": [describe_change_set(stack, one) for one in waiting]})

    def delete_change_set(self) -> ActionResult:
        try:
            stack, change_set = self._change_set()
        except ChangeSetNotFound:
            return EmptyResult()
        if change_set.execution_status == "EXECUTE_IN_PROGRESS":
            raise InvalidChangeSetStatus(f"ChangeSet [{change_set.id}] cannot be deleted while it is executed")
        del stack.change_sets[change_set.name]
        return EmptyResult()

    def execute_change_set(self) -> ActionResult:
        stack, change_set = self._change_set()
        if change_set.execution_status != "AVAILABLE":
            raise InvalidChangeSetStatus(
                f"ChangeSet [{change_set.id}] cannot be executed in its current status of [{change_set.status}]"
            )
        executed = self.with_execution(change_set.request)
        if change_set.kind == "UPDATE":
            check_updatable(stack)
            check_rollback_choice(stack, executed.disable_rollback)
        stack.change_sets, stack.nested_change_sets = {change_set.name: change_set}, {}
        stack.last_change_set_id = change_set.id
        change_set.execution_status = "EXECUTE_IN_PROGRESS"

        def ended() -> None:
            whole = stack.status in ("CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE")
            change_set.execution_status = "EXECUTE_COMPLETE" if whole else "EXECUTE_FAILED"

        self.operations.deploy(stack, self.operations.plan(stack, executed), executed, ended)
        return EmptyResult()

    def _change_set(self) -> tuple[Stack, ChangeSet]:
        name_or_id, stack_name = self._get_param("ChangeSetName"), self._get_param("StackName")
        for stack in self.store:
            for child, below in stack.nested_change_sets.values():
                if name_or_id == below.id or name_or_id == below.name and stack_name in (child.name, child.id):
                    return child, below
        stacks: Any = [self.store.get(stack_name)] if stack_name else self.store
        for stack in stacks:
            for change_set in stack.change_sets.values():
                if name_or_id in (change_set.id, change_set.name if stack_name else None):
                    return stack, change_set
        raise ChangeSetNotFound(f"ChangeSet [{name_or_id}] does not exist")
