"""Stacks, events and change sets as the API shows them."""

import json
import uuid
from collections.abc import Mapping
from typing import Any

from delivery_emulator.cloudformation.stack import Change, ChangeSet, Event, Output, Stack, StackResource


def describe_stack(stack: Stack) -> dict[str, Any]:
    """An element of `DescribeStacks` and `ListStacks`, each takes its part."""
    return {
        "StackId": stack.id,
        "StackName": stack.name,
        "ParentId": stack.parent_id,
        "RootId": stack.root_id,
        "TimeoutInMinutes": stack.timeout_in_minutes,
        "ChangeSetId": stack.last_change_set_id,
        "Description": stack.description,
        "TemplateDescription": stack.description,
        "Parameters": [parameter.describe() for parameter in stack.parameters.values()],
        "CreationTime": stack.created,
        "LastUpdatedTime": stack.updated,
        "DeletionTime": stack.deleted,
        "RollbackConfiguration": {},
        "StackStatus": stack.status,
        "StackStatusReason": stack.reason,
        "DisableRollback": stack.disable_rollback,
        "RetainExceptOnCreate": stack.retain_except_on_create,
        "NotificationARNs": stack.notification_arns,
        "Capabilities": stack.capabilities,
        "Outputs": [describe_output(output) for output in stack.outputs],
        "RoleARN": stack.role_arn,
        "Tags": describe_tags(stack.tags),
        "EnableTerminationProtection": stack.termination_protection,
        "DriftInformation": _stack_drift(stack),
    }


def _stack_drift(stack: Stack) -> dict[str, Any]:
    ended = [each for each in stack.detections.values() if each.status != "DETECTION_IN_PROGRESS"]
    if not ended:
        return {"StackDriftStatus": "NOT_CHECKED"}
    return {"StackDriftStatus": ended[-1].describe()["StackDriftStatus"], "LastCheckTimestamp": ended[-1].began}


def _resource_drift(stack: Stack, resource: StackResource) -> dict[str, Any]:
    """Of the last detection; what was deployed after it has not been checked."""
    found = stack.drifts.get(resource.logical_id)
    if found is None or found.at < resource.updated:
        return {"StackResourceDriftStatus": "NOT_CHECKED"}
    return {"StackResourceDriftStatus": found.status, "LastCheckTimestamp": found.at}


def describe_output(output: Output) -> dict[str, Any]:
    """One output."""
    return {
        "OutputKey": output.key,
        "OutputValue": output.value,
        "Description": output.description,
        "ExportName": output.export,
    }


def describe_tags(tags: dict[str, str]) -> list[dict[str, str]]:
    """Tags as key and value."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def describe_resource(stack: Stack, resource: StackResource) -> dict[str, Any]:
    """An element of `DescribeStackResources`, `ListStackResources` and `DescribeStackResource`, each takes its part."""
    return {
        "StackName": stack.name,
        "StackId": stack.id,
        "LogicalResourceId": resource.logical_id,
        "PhysicalResourceId": resource.physical_id or None,
        "ResourceType": resource.type,
        "Timestamp": resource.updated,
        "LastUpdatedTimestamp": resource.updated,
        "ResourceStatus": resource.status,
        "ResourceStatusReason": resource.reason,
        "DriftInformation": _resource_drift(stack, resource),
    }


def describe_event(stack: Stack, event: Event) -> dict[str, Any]:
    """An element of `DescribeStackEvents` and `DescribeEvents`, each takes its part.

    `EventType` is as it was recorded on AWS (see `early_validation`); the API reference calls the first one `PROGRESS_EVENT`.
    """
    return {
        "StackId": stack.id,
        "EventId": event.id,
        "StackName": stack.name,
        "OperationId": event.operation_id,
        "LogicalResourceId": event.logical_id,
        "PhysicalResourceId": event.physical_id,
        "ResourceType": event.type,
        "Timestamp": event.time,
        "ResourceStatus": event.status,
        "ResourceStatusReason": event.reason,
        "ResourceProperties": event.properties,
        "ClientRequestToken": event.token,
        "EventType": "PROVISIONING_ERROR" if event.status.endswith("_FAILED") else "PROGRESS",
    }


def describe_events(stack: Stack) -> list[dict[str, Any]]:
    """What `DescribeEvents` tells of a stack: what happened to it, and what is wrong with its change sets."""
    happened = [describe_event(stack, event) for event in stack.events]
    return [*happened, *(describe_problem(stack, one, each) for one in stack.change_sets.values() for each in one.problems)]


def describe_problem(stack: Stack, change_set: ChangeSet, problem: Any) -> dict[str, Any]:
    """An `early_validation.Problem` as an element of `DescribeEvents`."""
    return {
        "EventId": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{change_set.id}{problem.path}{problem.reason}")),
        "StackId": stack.id,
        "OperationId": change_set.operation_id,
        "OperationType": "CREATE_CHANGESET",
        "EventType": "VALIDATION_ERROR",
        "LogicalResourceId": problem.logical_id,
        "PhysicalResourceId": "",
        "ResourceType": problem.type,
        "Timestamp": problem.at,
        "ValidationFailureMode": "FAIL",
        "ValidationName": problem.check,
        "ValidationStatus": "FAILED",
        "ValidationStatusReason": problem.reason,
        "ValidationPath": problem.path,
    }


def describe_change_set(stack: Stack, change_set: ChangeSet, values: bool = False) -> dict[str, Any]:
    """With the `values` of properties where they are asked for. The answer of `DescribeChangeSet`, and an element of `ListChangeSets`, each takes its part."""
    plan = change_set.plan
    return {
        "StackId": stack.id,
        "StackName": stack.name,
        "ChangeSetId": change_set.id,
        "ChangeSetName": change_set.name,
        "ExecutionStatus": change_set.execution_status,
        "Status": change_set.status,
        "StatusReason": change_set.reason,
        "CreationTime": change_set.created,
        "Description": change_set.description,
        "ImportExistingResources": change_set.imports_existing,
        "IncludeNestedStacks": bool(change_set.below) or change_set.parent_id is not None,
        "ParentChangeSetId": change_set.parent_id,
        "RootChangeSetId": change_set.parent_id,
        "Parameters": [parameter.describe() for parameter in plan.parameters.values()],
        "NotificationARNs": list(change_set.request.notification_arns or []),
        "RollbackConfiguration": {},
        "Capabilities": list(change_set.request.capabilities),
        "Tags": describe_tags(plan.tags),
        "Changes": [_describe_change(stack, change, change_set, values) for change in change_set.changes],
    }


_VALUES = frozenset({"Path", "BeforeValue", "AfterValue", "AttributeChangeType"})


def _describe_change(stack: Stack, change: Change, change_set: ChangeSet, values: bool) -> dict[str, Any]:
    below = change_set.below.get(change.logical_id)
    details = {
        "PolicyAction": change.policy,
        "Action": change.action,
        "LogicalResourceId": change.logical_id,
        "PhysicalResourceId": change.physical_id,
        "ResourceType": change.type,
        "Replacement": change.replacement,
        "Scope": list(change.scope),
        "Details": [_describe_detail(stack, detail, values) for detail in change.details],
        "BeforeContext": _context(stack, change.before) if values else None,
        "AfterContext": _context(stack, change.after) if values else None,
        "ChangeSetId": None if below is None else below.id,
    }
    return {"Type": "Resource", "ResourceChange": details}


def _describe_detail(stack: Stack, detail: Mapping[str, Any], values: bool) -> dict[str, Any]:
    target = {
        name: stack.masked(value) if isinstance(value, str) else value
        for name, value in detail["Target"].items()
        if values or name not in _VALUES
    }
    return {**detail, "Target": target}


def _context(stack: Stack, properties: Mapping[str, Any] | None) -> str | None:
    if properties is None:
        return None
    return stack.masked(json.dumps({"Properties": properties}, separators=(",", ":")))
