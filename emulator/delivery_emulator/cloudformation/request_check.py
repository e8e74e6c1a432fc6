"""What a request to CloudFormation may say: another parameter is refused by name, never dropped."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from botocore.session import get_session

from delivery_emulator.cloudformation.errors import ValidationError

_COMMON = frozenset({"Action", "Version"})
_TEMPLATE = frozenset({"TemplateBody", "TemplateURL"})
_DEPLOYED = frozenset({"Capabilities", "NotificationARNs", "Parameters", "ResourceTypes", "RoleARN", "StackName", "Tags"})
_STARTED = frozenset({"ClientRequestToken", "DeploymentConfig", "DisableRollback", "RetainExceptOnCreate"})
_NAMED = frozenset({"ChangeSetName", "StackName"})

HONOURED: Mapping[str, frozenset[str]] = {
    "CancelUpdateStack": frozenset({"ClientRequestToken", "StackName"}),
    "ContinueUpdateRollback": frozenset({"ClientRequestToken", "ResourcesToSkip", "RoleARN", "StackName"}),
    "CreateChangeSet": _TEMPLATE
    | _DEPLOYED
    | _NAMED
    | {"ChangeSetType", "ClientToken", "DeploymentConfig", "Description", "ImportExistingResources", "IncludeNestedStacks"}
    | {"OnStackFailure", "ResourcesToImport", "UsePreviousTemplate"},
    "CreateStack": _TEMPLATE | _DEPLOYED | _STARTED | {"EnableTerminationProtection", "OnFailure", "StackPolicyBody", "TimeoutInMinutes"},
    "DeleteChangeSet": _NAMED,
    "DeleteStack": frozenset(
        {"ClientRequestToken", "DeletionMode", "DeploymentConfig", "RetainResources", "RoleARN", "StackName"}
    ),
    "DescribeChangeSet": _NAMED | {"IncludePropertyValues", "NextToken"},
    "DescribeEvents": _NAMED | {"Filters", "NextToken", "OperationId"},
    "DescribeStackDriftDetectionStatus": frozenset({"StackDriftDetectionId"}),
    "DescribeStackEvents": frozenset({"NextToken", "StackName"}),
    "DescribeStackResource": frozenset({"LogicalResourceId", "StackName"}),
    "DescribeStackResourceDrifts": frozenset(
        {"MaxResults", "NextToken", "StackName", "StackResourceDriftStatusFilters"}
    ),
    "DescribeStackResources": frozenset({"LogicalResourceId", "PhysicalResourceId", "StackName"}),
    "DescribeStacks": frozenset({"NextToken", "StackName"}),
    "DetectStackDrift": frozenset({"LogicalResourceIds", "StackName"}),
    "DetectStackResourceDrift": frozenset({"LogicalResourceId", "StackName"}),
    "ExecuteChangeSet": _NAMED | _STARTED,
    "GetStackPolicy": frozenset({"StackName"}),
    "GetTemplate": _NAMED | {"TemplateStage"},
    "GetTemplateSummary": _TEMPLATE | {"StackName"},
    "ListChangeSets": frozenset({"NextToken", "StackName"}),
    "ListExports": frozenset({"NextToken"}),
    "ListImports": frozenset({"ExportName", "NextToken"}),
    "ListStackResources": frozenset({"NextToken", "StackName"}),
    "ListStacks": frozenset({"NextToken", "StackStatusFilter"}),
    "RollbackStack": frozenset({"ClientRequestToken", "RetainExceptOnCreate", "RoleARN", "StackName"}),
    "SetStackPolicy": frozenset({"StackName", "StackPolicyBody"}),
    "UpdateStack": _TEMPLATE | _DEPLOYED | _STARTED | {"StackPolicyBody", "UsePreviousTemplate"},
    "UpdateTerminationProtection": frozenset({"EnableTerminationProtection", "StackName"}),
    "ValidateTemplate": _TEMPLATE,
}
"""The request parameters that each operation honours."""
_LACKED_VALUES = {"DeploymentConfig.Mode": frozenset({"STANDARD"})}
"""Values that an honoured parameter may have, where the emulator has not all of AWS's."""
_BODY_BYTES = 51_200
_STACK_NAME = r"[a-zA-Z][-a-zA-Z0-9]*"
_MODEL: Any = get_session().get_service_model("cloudformation")


def is_operation(action: str) -> bool:
    """Whether CloudFormation has an operation of that name."""
    return action in _MODEL.operation_names


def check_request(action: str, query: Mapping[str, Any]) -> None:
    """Raises `ValidationError` for parameters that are missing, malformed, unknown or not to be had here.

    `query` is the request as it was sent: names such as `Tags.member.1.Key`, with a list of values each.
    """
    given = {name.split(".")[0] for name, values in query.items() if _says_something(values)} - _COMMON
    odd = sorted(given - HONOURED[action])
    odd += [
        f"{name}={query[name][0]}" for name, values in _LACKED_VALUES.items() if name in query and query[name][0] not in values
    ]
    if "DeploymentConfig.DisableRollback" in query:
        odd.append("DeploymentConfig.DisableRollback")
    if odd:
        raise ValidationError(f"the emulator does not support the parameter(s) {', '.join(odd)}: leave them out")
    problems = [*_missing(action, query), *_malformed(action, query)]
    if problems:
        plural = "s" if len(problems) > 1 else ""
        raise ValidationError(f"{len(problems)} validation error{plural} detected: {'; '.join(problems)}")


def _says_something(values: Any) -> bool:
    return any(str(value).lower() not in ("", "false") for value in (values if isinstance(values, list) else [values]))


def _missing(action: str, query: Mapping[str, Any]) -> Iterable[str]:
    shape = _MODEL.operation_model(action).input_shape
    for name in shape.required_members if shape else ():
        if not any(key.split(".")[0] == name for key in query):
            yield f"Value null at '{_member(name)}' failed to satisfy constraint: Member must not be null"


def _malformed(action: str, query: Mapping[str, Any]) -> Iterable[str]:
    body = str(query.get("TemplateBody", [""])[0])
    if len(body.encode()) > _BODY_BYTES:
        yield _constraint("TemplateBody", body, f"have length less than or equal to {_BODY_BYTES}")
    if action in ("CreateStack", "CreateChangeSet"):
        for name in ("StackName", "ChangeSetName"):
            value = str(query.get(name, ["x"])[0])
            if name == "StackName" and value.startswith("arn:"):
                continue
            if len(value) > 128:
                yield _constraint(name, value, "have length less than or equal to 128")
            if not re.fullmatch(_STACK_NAME, value):
                yield _constraint(name, value, f"satisfy regular expression pattern: {_STACK_NAME}")


def _constraint(name: str, value: str, rule: str) -> str:
    return f"Value '{value}' at '{_member(name)}' failed to satisfy constraint: Member must {rule}"


def _member(name: str) -> str:
    return name[0].lower() + name[1:]
