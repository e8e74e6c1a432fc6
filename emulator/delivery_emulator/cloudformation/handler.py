"""Calls resource types as CloudFormation calls its resource handlers, and words their refusals."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from delivery_emulator import journal
from delivery_emulator.authorization.handler_judge import handler_refusal
from delivery_emulator.authorization.handler_permissions import Handled
from delivery_emulator.cloudformation.drift import reader
from delivery_emulator.cloudformation.dynamic_references import read_references
from delivery_emulator.cloudformation.resource import Context, Made, Refused
from delivery_emulator.cloudformation.schemas.source import NoSchemas
from delivery_emulator.cloudformation.schemas.validation import refusals
from delivery_emulator.cloudformation.stack import Stack, StackResource
from delivery_emulator.cloudformation.stubs import Stub, is_stub
from delivery_emulator.cloudformation.support import resource_type
from delivery_emulator.cloudformation.touch import Watch, refused_access

_HANDLER_CODES = {
    "AccessDenied": "AccessDenied",
    "AccessDeniedException": "AccessDenied",
    "BucketAlreadyExists": "AlreadyExists",
    "BucketAlreadyOwnedByYou": "AlreadyExists",
    "EntityAlreadyExists": "AlreadyExists",
    "AlreadyExistsException": "AlreadyExists",
    "ParameterAlreadyExists": "AlreadyExists",
    "RepositoryAlreadyExistsException": "AlreadyExists",
    "ResourceAlreadyExistsException": "AlreadyExists",
    "ResourceConflictException": "AlreadyExists",
    "ResourceExistsException": "AlreadyExists",
    "NoSuchEntity": "NotFound",
    "NoSuchBucket": "NotFound",
    "NotFoundException": "NotFound",
    "ResourceNotFoundException": "NotFound",
}


_SERVICE_NAMES = {"EC2": "Ec2", "IAM": "Iam", "KMS": "Kms", "Logs": "CloudWatchLogs", "SSM": "Ssm"}


class Failed(Exception):
    """A resource operation failed; the message is the event's reason, and `touched` whether there is something to restore: something
    may have been changed, or the handler may not do what restoring takes either."""

    def __init__(self, reason: str, physical_id: str | None = None, touched: bool = False) -> None:
        super().__init__(reason)
        self.physical_id, self.touched = physical_id, touched


class Access(Protocol):
    """As whom and where handlers act."""

    @property
    def account(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def partition(self) -> str: ...
    @property
    def access_key_id(self) -> str: ...
    def client(self, service: str) -> Any: ...


class Handlers:
    """The resource types at work for one stack."""

    def __init__(self, stack: Stack, access: Access) -> None:
        self._stack, self._access = stack, access

    def read(self, properties: Mapping[str, Any]) -> Mapping[str, Any]:
        """Properties with their dynamic references read. Raises `Failed`."""
        try:
            return dict(read_references(dict(properties), self._access.client))
        except Refused as refusal:
            raise Failed(str(refusal)) from refusal

    def create(self, resource: StackResource) -> None:
        """Make the resource, and note what was made. Raises `Failed`."""
        self._refuse_invalid(resource)
        self._note(resource, self._call(resource, "create", resource.effective))

    def update(self, resource: StackResource, before: StackResource) -> None:
        """Turn `before` into `resource`, in place, and note what it is now. Raises `Failed`."""
        self._refuse_invalid(resource)
        self._note(resource, self._call(resource, "update", before.physical_id, before.effective, resource.effective))

    def adopt(self, resource: StackResource) -> None:
        """Take over the resource that exists under its physical id, and note what it is. Raises `Failed`."""
        self._refuse_invalid(resource)
        if not self.exists(resource):
            raise Failed(f"Resource of type '{resource.type}' with identifier '{resource.physical_id}' was not found.")
        self._note(resource, self._call(resource, "adopt", resource.physical_id))

    def exists(self, resource: StackResource) -> bool:
        """Whether there is such a resource, of a type with a reader. Raises what else the service says."""
        try:
            return reader.READERS[resource.type](reader.Standing(self.context(resource), resource.physical_id, {})) is not None
        except ClientError as error:
            if reader.gone(error):
                return False
            raise

    def delete(self, resource: StackResource, physical_id: str | None = None) -> None:
        """Remove the resource, or another physical one of its kind. Raises `Failed`."""
        self._call(resource, "delete", physical_id or resource.physical_id, resource.effective)

    def _note(self, resource: StackResource, made: Made) -> None:
        if made.hidden:
            self._stack.hidden |= {str(value) for value in made.attributes.values() if str(value)}
        resource.physical_id, resource.attributes = made.physical_id, dict(made.attributes)

    def _call(self, resource: StackResource, method: str, *arguments: Any) -> Any:
        found = Stub if is_stub(resource.definition) else resource_type(resource.type)
        if found is None:
            raise Failed(f"the emulator has no resource type {resource.type}")
        self._ask_as_aws(resource, method, arguments)
        watch = Watch(self._access.client)
        try:
            return getattr(found(), method)(replace(self.context(resource), client=watch.client), *arguments)
        except Refused as refusal:
            raise Failed(str(refusal), refusal.physical_id, watch.changed or not found.by_calls) from refusal
        except ClientError as error:
            raise Failed(_worded(resource.type, error), touched=watch.changed or refused_access(error)) from error
        except BotoCoreError as error:
            reason = f"Properties validation failed for resource {resource.logical_id}: {error}"
            raise Failed(reason, touched=watch.changed) from error
        except Exception as error:  # a defect of a resource type is a failed resource, with a trace in the log
            journal.note_defect(f"{method} of {resource.logical_id} ({resource.type})")
            reason = f"the emulator's {found.__name__}.{method} failed: {type(error).__name__}: {error}"
            raise Failed(reason, touched=True) from error

    def _refuse_invalid(self, resource: StackResource) -> None:
        """Refuse properties that the schema of the type does not allow, before any handler is called. Raises `Failed`."""
        try:
            found = refusals(resource.type, self._access.region, resource.effective)
        except NoSchemas as error:
            raise Failed(str(error)) from error
        if found:
            sentences = "\n".join(found)
            raise Failed(f"Properties validation failed for resource {resource.logical_id} with message:\n{sentences}")

    def _ask_as_aws(self, resource: StackResource, method: str, arguments: Sequence[Any]) -> None:
        """Refuse what AWS's handler could not do as this execution role. Raises `Failed`."""
        named = next((each for each in arguments if isinstance(each, str)), None)
        handled = Handled(
            resource.type,
            "read" if method == "adopt" else method,
            [each for each in reversed(arguments) if isinstance(each, Mapping)],
            named or self.context(resource).generated_name(),
            self._access.account,
            self._access.region,
            self._access.partition,
        )
        refusal = handler_refusal(self._access.access_key_id, handled)
        if refusal is not None:
            answer: Any = {"Error": {"Code": "AccessDenied", "Message": refusal}, "ResponseMetadata": {"HTTPStatusCode": 403}}
            raise Failed(_worded(resource.type, ClientError(answer, method)), touched=True)

    def context(self, resource: StackResource) -> Context:
        """Where and as whom the resource is made."""
        return Context(
            account=self._access.account,
            region=self._access.region,
            partition=self._access.partition,
            stack_name=self._stack.name,
            stack_id=self._stack.id,
            logical_id=resource.logical_id,
            tags=resource.tags,
            client=self._access.client,
            type_name=resource.type,
            stack=self._stack,
            access=self._access,
        )


def _worded(kind: str, error: ClientError) -> str:
    details = error.response["Error"]
    answer = error.response.get("ResponseMetadata", {})
    code = str(details.get("Code", ""))
    segment = kind.split("::")[1]
    inner = (
        f"{details.get('Message', '')} (Service: {_SERVICE_NAMES.get(segment, segment)}, Status Code: {answer.get('HTTPStatusCode')}, "
        f"Request ID: {answer.get('RequestId', '-')})"
    )
    handler_code = _HANDLER_CODES.get(code, "InvalidRequest")
    return (
        f'Resource handler returned message: "{inner}" '
        f"(RequestToken: {uuid.uuid4()}, HandlerErrorCode: {handler_code})"
    )
