"""What AWS refuses of a change set before anything is made: properties that a schema does not allow, and names that are taken.

Source: CloudFormation user guide, "Validate stack deployments", which names both checks and shows the form of a reason and its path;
`StatusReason` is reported by https://github.com/aws/aws-cdk-cli/issues/1000, the event of a taken name was recorded on AWS
(radkawar/stackd, `testdata/aws/cloudformation/function_resource_policy_validation.json`). AWS looks at `CreateStack` and
`UpdateStack`, too: here they fail at the resource.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from delivery_emulator.cloudformation.access import Access
from delivery_emulator.cloudformation.errors import ValidationError
from delivery_emulator.cloudformation.importing import exists, identifier_of
from delivery_emulator.cloudformation.intrinsics import UNKNOWN
from delivery_emulator.cloudformation.schemas.source import NoSchemas
from delivery_emulator.cloudformation.schemas.validation import refusals
from delivery_emulator.cloudformation.stack import Change, Stack, now

_PROPERTIES, _NAMES = "PROPERTY_VALIDATION", "NAME_CONFLICT_VALIDATION"
_CHECKS = {_PROPERTIES: "AWS::EarlyValidation::PropertyValidation", _NAMES: "AWS::EarlyValidation::ResourceExistenceCheck"}


@dataclass(frozen=True)
class Problem:
    """What is wrong with one resource of a change set."""

    logical_id: str
    type: str
    check: str
    reason: str
    path: str
    """Where, in the template."""
    at: datetime = field(default_factory=now)


def why_refused(problems: Sequence[Problem]) -> str | None:
    """The reason of a change set with these problems, none without."""
    checks = dict.fromkeys(_CHECKS[each.check] for each in problems)
    return (
        f"The following hook(s)/validation failed: [{', '.join(checks)}]. To troubleshoot Early Validation errors, use the "
        "DescribeEvents API for detailed failure information."
        if checks
        else None
    )


def problems_of(
    stack: Stack, changes: Sequence[Change], declared: Mapping[str, Mapping[str, Any]], access: Access
) -> list[Problem]:
    """What is wrong with what a change set adds, imports or changes; `declared` are its properties, as far as they are known."""
    touched = [(each, declared[each.logical_id]) for each in changes if each.action != "Remove"]
    return [
        problem
        for change, properties in touched
        for problem in (*_odd_properties(change, properties, access), *_taken_name(stack, change, properties, access))
    ]


def _odd_properties(change: Change, properties: Mapping[str, Any], access: Access) -> Iterator[Problem]:
    try:
        found = refusals(change.type, access.region, properties, partly=True)
    except NoSchemas as error:
        raise ValidationError(str(error)) from error
    for sentence in found:
        place = sentence.split(": ", 1)[0].removeprefix("#")
        yield Problem(change.logical_id, change.type, _PROPERTIES, sentence, f"/Resources/{change.logical_id}/Properties{place}")


def _taken_name(stack: Stack, change: Change, properties: Mapping[str, Any], access: Access) -> Iterator[Problem]:
    for name in identifier_of(change, properties).values():
        if UNKNOWN not in name and _is_seen(stack, change, name, access):
            reason = f"Resource of type '{change.type}' with identifier '{name}' already exists."
            yield Problem(change.logical_id, change.type, _NAMES, reason, f"/Resources/{change.logical_id}")


def _is_seen(stack: Stack, change: Change, name: str, access: Access) -> bool:
    """Whether there is such a resource, as far as the execution role may look: what it may not see, its handler is told."""
    try:
        return exists(stack, change.logical_id, change.type, name, access)
    except ClientError as error:
        if str(error.response["Error"]["Code"]) in ("AccessDenied", "AccessDeniedException", "403"):
            return False
        raise
