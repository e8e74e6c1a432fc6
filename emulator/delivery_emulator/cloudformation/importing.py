"""Change sets of type IMPORT: resources that exist already become a stack's.

Source: CloudFormation user guide, "Import AWS resources into a CloudFormation stack". The sentences of refusals are those that others
have recorded on AWS; for those about outputs, tags and roles there are reports of `cdk import`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from botocore.exceptions import ClientError

from delivery_emulator.cloudformation.deployment import Deployment
from delivery_emulator.cloudformation.drift import reader
from delivery_emulator.cloudformation.errors import ValidationError
from delivery_emulator.cloudformation.handler import Access, Failed, Handlers
from delivery_emulator.cloudformation.identifiers import primary_identifier
from delivery_emulator.cloudformation.intrinsics import resolve
from delivery_emulator.cloudformation.plan import Plan
from delivery_emulator.cloudformation.stack import Change, Stack, StackResource
from delivery_emulator.cloudformation.store import Store

IMPORTABLE = frozenset(
    {
        *("AWS::CloudWatch::Alarm", "AWS::DynamoDB::Table", "AWS::IAM::Role", "AWS::KMS::Key", "AWS::Lambda::Function"),
        *("AWS::Logs::LogGroup", "AWS::S3::Bucket", "AWS::SNS::Topic", "AWS::SQS::Queue", "AWS::SecretsManager::Secret"),
    }
)
"""Types whose only identifier is what `Ref` returns, and that the emulator can look up."""
Wanted = Sequence[Mapping[str, Any]]
"""`ResourcesToImport`."""


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
    if kind not in IMPORTABLE:
        raise ValidationError(f"ResourceType {kind} cannot be imported in the emulator, only {', '.join(sorted(IMPORTABLE))}")
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
        for owner in store:
            held = [one for one in owner.resources.values() if one.type == kind and one.physical_id == physical_id]
            if owner.status != "DELETE_COMPLETE" and any(not one.status.startswith("DELETE_") for one in held):
                return f"{physical_id} already exists in stack {owner.id}"
        resource = StackResource(each["LogicalResourceId"], kind, {}, physical_id=physical_id)
        if not _exists(stack, resource, access):
            return f"Resource of type '{kind}' with identifier '{physical_id}' was not found."
    return None


def _exists(stack: Stack, resource: StackResource, access: Access) -> bool:
    context = Handlers(stack, access).context(resource)
    try:
        return reader.READERS[resource.type](reader.Standing(context, resource.physical_id, {})) is not None
    except ClientError as error:
        if reader.gone(error):
            return False
        raise


class Import(Deployment):
    """One execution of a change set of type IMPORT."""

    def __init__(self, stack: Stack, plan: Plan, wanted: Wanted, access: Access, store: Store, zones: Any) -> None:
        super().__init__(stack, plan, access, store, zones)
        self._wanted = {each["LogicalResourceId"]: physical_id_of(each) for each in wanted}

    def run(self) -> None:
        """Do it all; the stack ends in `IMPORT_COMPLETE` or `IMPORT_ROLLBACK_COMPLETE`."""
        self._stack.record("IMPORT_IN_PROGRESS", "User Initiated")
        try:
            for logical_id in [name for name in self._plan.order if name in self._wanted]:
                self._import(logical_id)
            outputs = self._outputs()
        except (Failed, ValidationError) as failure:
            for logical_id in self._wanted:
                self._stack.resources.pop(logical_id, None)
            self._stack.record("IMPORT_ROLLBACK_IN_PROGRESS", str(failure))
            self._stack.record("IMPORT_ROLLBACK_COMPLETE")
            return
        self._adopt(outputs)
        self._stack.record("IMPORT_COMPLETE")

    def _import(self, logical_id: str) -> None:
        definition = self._plan.resources[logical_id]
        made = StackResource(logical_id, definition["Type"], definition, tags=dict(self._plan.tags))
        made.physical_id = self._wanted[logical_id]
        self._stack.resources[logical_id] = made
        try:
            made.declared = resolve(definition.get("Properties") or {}, self._scope)
            self._store.hold(self._stack, made)
            made.effective = self._handlers.read(made.declared)
            self._stack.record_resource(made, "IMPORT_IN_PROGRESS", "Resource import started.")
            self._handlers.update(made, made)
        except (Failed, ValidationError) as failure:
            self._stack.record_resource(made, "IMPORT_FAILED", str(failure))
            raise Failed(f"The following resource(s) failed to import: [{logical_id}]. ") from failure
        self._stack.record_resource(made, "IMPORT_COMPLETE", "Resource import completed.")
        tags = "Apply stack-level tags to imported resource if applicable."
        self._stack.record_resource(made, "UPDATE_IN_PROGRESS", tags)
        self._stack.record_resource(made, "UPDATE_COMPLETE", tags)
