"""Change sets that import: resources that exist already become a stack's, and stay as they are.

Source: CloudFormation user guide, "Import AWS resources into a CloudFormation stack". The sentences of refusals are those that others
have recorded on AWS; for those about outputs, tags and roles there are reports of `cdk import`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from delivery_emulator.cloudformation.deployment import Deployment
from delivery_emulator.cloudformation.drift import reader
from delivery_emulator.cloudformation.errors import ValidationError
from delivery_emulator.cloudformation.handler import Access, Failed, Handlers
from delivery_emulator.cloudformation.identifiers import primary_identifier
from delivery_emulator.cloudformation.plan import Plan
from delivery_emulator.cloudformation.resource import ResourceType
from delivery_emulator.cloudformation.rollback import failures
from delivery_emulator.cloudformation.stack import Change, Stack, StackResource
from delivery_emulator.cloudformation.store import Store
from delivery_emulator.cloudformation.support import resource_type

Wanted = Sequence[Mapping[str, Any]]
"""`ResourcesToImport`."""
_NOT_KEPT = (
    "CloudFormation is attempting to import some resources because they already exist in your account. The resources must have the "
    "DeletionPolicy attribute set to 'Retain' or 'RetainExceptOnCreate' in the template for successful import."
)


def check_import(stack: Stack, plan: Plan, wanted: Wanted, changes: Sequence[Change]) -> list[Change]:
    """The changes of an import. Raises `ValidationError` for what no import may be or do."""
    if not wanted:
        raise ValidationError("Must Provide at least one resource to import")
    names = [str(each["LogicalResourceId"]) for each in wanted]
    if len(set(names)) < len(names):
        raise ValidationError("Every resource to import must have unique LogicalResourceId")
    absent = [name for name in names if name not in plan.resources]
    if absent:
        raise ValidationError(
            f"The logical resource ids [{', '.join(absent)}] provided in ResourceToImport do not exist in the template."
        )
    for each in wanted:
        _check_identifier(each, plan.resources[each["LogicalResourceId"]]["Type"])
    if (plan.template.get("Outputs") or {}) != (stack.template.get("Outputs") or {}):
        raise ValidationError("As part of the import operation, you cannot modify or add [Outputs]")
    if plan.tags != stack.tags:
        raise ValidationError("As part of the import operation, you cannot modify or add [Tags]")
    _check_changes(names, changes)
    bare = [name for name in names if "DeletionPolicy" not in plan.resources[name]]
    if bare:
        raise ValidationError(
            f"The following resources to import [{', '.join(bare)}] must have DeletionPolicy attribute specified in the template."
        )
    return [
        Change("Import", each["LogicalResourceId"], each["ResourceType"], physical_id_of(each), None, None, (), ())
        for each in wanted
    ]


def _check_identifier(wanted: Mapping[str, Any], declared: str) -> None:
    kind, expected = wanted["ResourceType"], primary_identifier(wanted["ResourceType"])
    if not is_importable(kind):
        known = ", ".join(sorted(name for name in ResourceType.registry if is_importable(name)))
        raise ValidationError(f"ResourceType {kind} cannot be imported in the emulator, only {known}")
    if sorted(wanted["ResourceIdentifier"]) != sorted(expected):
        raise ValidationError(f"Invalid resource identifier for resource type {kind}. Expected [{', '.join(expected)}]")
    if kind != declared:
        raise ValidationError(
            f"Resource type of [{wanted['LogicalResourceId']}] passed in ResourceToImport does not match with resource type "
            f"defined in the template. Resource type in ResourceToImport: {kind}; Resource type in Template: {declared}."
        )


def _check_changes(names: Sequence[str], changes: Sequence[Change]) -> None:
    added = [each.logical_id for each in changes if each.action == "Add"]
    touched = sorted(each.logical_id for each in changes if each.action != "Add")
    if not added:
        raise ValidationError("The template should contain at least one new resource to import.")
    owned = [name for name in names if name not in added]
    if owned:
        raise ValidationError(
            f"Resources [{', '.join(owned)}] passed in ResourceToImport are already in a stack and cannot be imported."
        )
    others = [name for name in added if name not in names]
    if others:
        raise ValidationError(f"Resources [{', '.join(others)}] is missing from ResourceToImport list")
    if touched:
        raise ValidationError(
            f"You have modified resources [{', '.join(touched)}] in your template that are not being imported. Update, create "
            "or delete operations cannot be executed during import operations."
        )


def physical_id_of(wanted: Mapping[str, Any]) -> str:
    """What the resource to import is called."""
    return str(wanted["ResourceIdentifier"][primary_identifier(wanted["ResourceType"])[0]])


def why_not(stack: Stack, wanted: Wanted, access: Access, store: Store) -> str | None:
    """Why the change set fails all the same: one of the resources is another stack's, or not there."""
    for each in wanted:
        kind, physical_id = each["ResourceType"], physical_id_of(each)
        owner = owner_of(kind, physical_id, store)
        if owner is not None:
            return f"{physical_id} already exists in stack {owner.id}"
        if not exists(stack, each["LogicalResourceId"], kind, physical_id, access):
            return f"Resource of type '{kind}' with identifier '{physical_id}' was not found."
    return None


def is_importable(kind: str) -> bool:
    """Whether the emulator can import resources of a type."""
    found = resource_type(kind)
    return found is not None and found.adopt is not ResourceType.adopt and kind in reader.READERS


def identifier_of(change: Change, properties: Mapping[str, Any]) -> Mapping[str, str]:
    """The identifier of a resource to be added, where its properties give it as a text; else nothing."""
    names = primary_identifier(change.type) if change.action == "Add" and is_importable(change.type) else ()
    found = {name: properties[name] for name in names if isinstance(properties.get(name), str)}
    return found if len(found) == len(names) else {}


def owner_of(kind: str, physical_id: str, store: Store) -> Stack | None:
    """The stack whose resource it is."""
    for owner in store:
        held = [one for one in owner.resources.values() if one.type == kind and one.physical_id == physical_id]
        if owner.status != "DELETE_COMPLETE" and any(not one.status.startswith("DELETE_") for one in held):
            return owner
    return None


def exists(stack: Stack, logical_id: str, kind: str, physical_id: str, access: Access) -> bool:
    """Whether there is a resource of a type under an identifier."""
    return Handlers(stack, access).exists(StackResource(logical_id, kind, {}, physical_id=physical_id))


def with_existing(
    stack: Stack, plan: Plan, changes: Sequence[Change], access: Access, store: Store
) -> tuple[list[Change], str | None]:
    """The changes where `ImportExistingResources` is wanted, and why the change set fails all the same.

    What exists under the name that the template gives it is imported instead of made, unless it is a stack's.
    Source: CloudFormation user guide, "Import AWS resources into a CloudFormation stack automatically"; the sentence of the refusal
    is the one that https://github.com/aws/aws-cdk-cli/pull/1367 reports.
    """
    made: list[Change] = []
    kept: list[str] = []
    for change in changes:
        # A name that a function gives is none that is imported.
        identifier = identifier_of(change, (plan.resources.get(change.logical_id) or {}).get("Properties") or {})
        name = next(iter(identifier.values()), "")
        if not name or owner_of(change.type, name, store) or not exists(stack, change.logical_id, change.type, name, access):
            made.append(change)
            continue
        made.append(replace(change, action="Import", physical_id=name, after=None))
        if plan.resources[change.logical_id].get("DeletionPolicy") not in ("Retain", "RetainExceptOnCreate"):
            kept.append(f"{change.logical_id} ({{{', '.join(f'{key}={value}' for key, value in identifier.items())}}})")
    return made, f"{_NOT_KEPT} The affected resources are {', '.join(kept)}" if kept else None


class Import(Deployment):
    """One execution of a change set of type IMPORT."""

    def run(self) -> None:
        """Do it all; the stack ends in `IMPORT_COMPLETE` or `IMPORT_ROLLBACK_COMPLETE`."""
        self._stack.record("IMPORT_IN_PROGRESS", "User Initiated")
        try:
            for logical_id in [name for name in self._plan.order if name in self._existing]:
                self._deploy(logical_id)
            outputs = self._outputs()
        except (Failed, ValidationError) as failure:
            for logical_id in self._existing:
                self._stack.resources.pop(logical_id, None)
            self._stack.record("IMPORT_ROLLBACK_IN_PROGRESS", failures(self._done) or str(failure))
            self._stack.record("IMPORT_ROLLBACK_COMPLETE")
            return
        self._adopt(outputs)
        self._stack.record("IMPORT_COMPLETE")
