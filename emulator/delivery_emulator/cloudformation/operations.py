"""What the API asks for, as operations on stacks that run beside the request."""

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock, Thread
from typing import Any

from delivery_emulator import journal
from delivery_emulator.cloudformation.access import Access, access_for
from delivery_emulator.cloudformation.deployment import Deployment
from delivery_emulator.cloudformation.difference import Preview, check_types
from delivery_emulator.cloudformation.errors import AlreadyExists, ValidationError
from delivery_emulator.cloudformation.handler import Handlers
from delivery_emulator.cloudformation.importing import Import
from delivery_emulator.cloudformation.plan import Plan, make_plan
from delivery_emulator.cloudformation.removal import delete_stack
from delivery_emulator.cloudformation.stack import Change, Stack, now
from delivery_emulator.cloudformation.store import Store
from delivery_emulator.identity import Caller

WAIT_SECONDS = 10.0
"""How long a request waits for its operation, so that short ones are over when the client first asks."""
_starting = Lock()
_UPDATABLE = frozenset(
    {
        *("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "CREATE_FAILED", "UPDATE_FAILED"),
        *("IMPORT_COMPLETE", "IMPORT_ROLLBACK_COMPLETE"),
    }
)


@dataclass(frozen=True)
class Request:
    """The common part of `CreateStack`, `UpdateStack` and `CreateChangeSet`."""

    body: str
    parameters: Sequence[Mapping[str, Any]] = ()
    tags: Mapping[str, str] | None = None
    """None leaves the stack's tags as they are."""
    capabilities: Sequence[str] = ()
    notification_arns: Sequence[str] | None = None
    role_arn: str | None = None
    disable_rollback: bool = False
    delete_on_failure: bool = False
    retain_except_on_create: bool = False
    timeout_in_minutes: int | None = None
    imported: Sequence[Mapping[str, Any]] = ()
    """`ResourcesToImport`, of a change set of type IMPORT."""
    existing: Mapping[str, str] = field(default_factory=dict)
    """What a change set imports instead of making it: physical ids by logical id."""
    resource_types: Sequence[str] = ()
    """What the template may use; everything where none is named."""
    client_token: str | None = None


class Operations:
    """Stack operations of one caller in one region."""

    def __init__(self, store: Store, caller: Caller) -> None:
        self._store, self._caller = store, caller

    def access(self, role_arn: str | None) -> Access:
        """As whom a stack operation acts. Raises `ValidationError`."""
        return access_for(self._caller, self._store.region, role_arn)

    def plan(self, stack: Stack, request: Request) -> Plan:
        """Check everything that can be checked beforehand. Raises `ValidationError`."""
        notified = stack.notification_arns if request.notification_arns is None else list(request.notification_arns)
        tags = dict(stack.tags if request.tags is None else request.tags)
        access = self.access(request.role_arn or stack.role_arn)
        plan = make_plan(
            request.body,
            request.parameters,
            stack.parameters,
            tags,
            list(request.capabilities),
            stack.name,
            stack.id,
            notified,
            access,
        )
        check_allowed_types(plan.template["Resources"], request.resource_types)
        return plan

    def preview(self, stack: Stack, plan: Plan, role_arn: str | None) -> tuple[Preview, list[Change], bool]:
        """What was previewed, the changes a plan makes to resources, and whether it changes anything at all."""
        preview = Preview(stack, plan, self._store, self.access(role_arn or stack.role_arn))
        changes = preview.changes()
        different = bool(changes) or preview.outputs() != stack.outputs or plan.tags != stack.tags
        return preview, changes, different

    def create(self, name: str, request: Request, termination_protection: bool = False) -> Stack:
        """`CreateStack`. Raises `AlreadyExists` or `ValidationError`."""
        with self._store.lock:
            existing = self._store.find(name)
            if existing is not None:
                raise AlreadyExists(f"Stack [{name}] already exists")
            stack = self._store.draft(name)
            plan = self.plan(stack, request)
            self.preview(stack, plan, request.role_arn)
            stack.termination_protection = termination_protection
            self._store.add(stack)
        self.deploy(stack, plan, request)
        return stack

    def update(self, stack: Stack, request: Request, ended: Callable[[], None] = lambda: None) -> None:
        """`UpdateStack`; `ended` is called at the end. Raises `ValidationError`, also when there is nothing to do."""
        check_updatable(stack)
        check_rollback_choice(stack, request.disable_rollback)
        plan = self.plan(stack, request)
        if not self.preview(stack, plan, request.role_arn)[2] and stack.status != "UPDATE_FAILED":
            raise ValidationError("No updates are to be performed.")
        self.deploy(stack, plan, request, ended)

    def deploy(
        self, stack: Stack, plan: Plan, request: Request, ended: Callable[[], None] = lambda: None
    ) -> None:
        """Start creating or updating and wait a little for the end; `ended` is called at the end."""
        check_types(stack, plan)
        access = self.access(request.role_arn or stack.role_arn)
        stack.role_arn = request.role_arn or stack.role_arn
        stack.capabilities = list(request.capabilities)
        stack.disable_rollback, stack.delete_on_failure = request.disable_rollback, request.delete_on_failure
        stack.retain_except_on_create = request.retain_except_on_create
        stack.timeout_in_minutes = request.timeout_in_minutes or stack.timeout_in_minutes
        if request.notification_arns is not None:
            stack.notification_arns = list(request.notification_arns)
        if stack.status not in ("", "REVIEW_IN_PROGRESS"):
            stack.updated = now()
        kind = Import if request.imported else Deployment
        deployment = kind(stack, plan, access, self._store, access.zones, request.existing)
        failed = "IMPORT_ROLLBACK_FAILED" if request.imported else "CREATE_FAILED" if stack.status in ("", "REVIEW_IN_PROGRESS") else "UPDATE_ROLLBACK_FAILED"

        def work() -> None:
            deployment.run()
            if stack.delete_on_failure and stack.status == "ROLLBACK_COMPLETE":
                delete_stack(stack, Handlers(stack, access))
            ended()

        start(stack, work, failed, request.client_token)

    def delete(
        self, stack: Stack, role_arn: str | None, client_token: str | None, retained: Sequence[str] = (), force: bool = False
    ) -> None:
        """`DeleteStack`. Raises `ValidationError`."""
        if stack.status == "DELETE_COMPLETE":
            return
        if stack.termination_protection:
            raise ValidationError(
                f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled"
            )
        if stack.status == "CREATE_IN_PROGRESS":
            stack.cancelled = True  # and rolls back first, where AWS deletes at once
            stack.idle.wait(WAIT_SECONDS)
        check_deletable(stack, retained, force)
        for output in stack.outputs:
            users = self._store.importers(output.export) if output.export else []
            if users:
                names = " and ".join(user.name for user in users)
                raise ValidationError(f"Export {output.export} cannot be deleted as it is in use by {names}")
        handlers = Handlers(stack, self.access(role_arn or stack.role_arn))
        stack.role_arn = role_arn or stack.role_arn
        start(stack, lambda: delete_stack(stack, handlers, retained, force), "DELETE_FAILED", client_token)


def check_idle(stack: Stack) -> None:
    """Refuse a second operation on a busy stack. Raises `ValidationError`."""
    if not stack.idle.is_set():
        raise ValidationError(f"Stack:{stack.id} is in {stack.status} state and can not be updated.")


def check_updatable(stack: Stack) -> None:
    """Refuse to update a stack that is busy or has to be deleted first. Raises `ValidationError`."""
    check_idle(stack)
    if stack.status not in _UPDATABLE:
        raise ValidationError(f"Stack:{stack.id} is in {stack.status} state and can not be updated.")


def check_rollback_choice(stack: Stack, disable_rollback: bool) -> None:
    """Refuse an update with a rollback where the last one has left the stack without. Raises `ValidationError`."""
    if stack.status in ("CREATE_FAILED", "UPDATE_FAILED") and not disable_rollback:
        raise ValidationError(
            f"This stack is currently in a non-terminal [{stack.status}] state. To update the stack from this state, "
            "please use the disable-rollback parameter with update-stack API. To rollback to the last known good state, "
            "use the rollback-stack API"
        )


def check_allowed_types(resources: Mapping[str, Any], allowed: Sequence[str]) -> None:
    """Refuse a template that uses another type than `ResourceTypes` names. Raises `ValidationError`."""
    used = sorted({each["Type"] for each in resources.values()})
    patterns = [re.compile(re.escape(name).replace(r"\*", ".*")) for name in allowed]
    odd = [name for name in used if patterns and not any(each.fullmatch(name) for each in patterns)]
    if odd:
        raise ValidationError(f"Resource type {odd[0]} is not allowed by parameter ResourceTypes {list(allowed)}")


def check_deletable(stack: Stack, retained: Sequence[str], force: bool) -> None:
    """Refuse to delete a stack that is busy, and what only one in `DELETE_FAILED` may be asked. Raises `ValidationError`."""
    if not stack.idle.is_set():
        raise ValidationError(f"Stack [{stack.id}] cannot be deleted while in status {stack.status}")
    if force and stack.status != "DELETE_FAILED":
        raise ValidationError(
            f"Invalid operation on stack [{stack.id}]. You can activate DeletionMode FORCE_DELETE_STACK in a delete "
            "stack operation only when the stack is in the DELETE_FAILED state."
        )
    if retained and stack.status != "DELETE_FAILED":
        raise ValidationError(
            f"Invalid operation on stack [{stack.id}]. When you delete a stack, specify which resources to retain only "
            "when the stack is in the DELETE_FAILED state."
        )
    unknown = [name for name in retained if name not in stack.resources]
    if unknown:
        raise ValidationError(f"Resources [{', '.join(unknown)}] do not exist in stack {stack.name}")
    if any(stack.resources[name].status == "DELETE_COMPLETE" for name in retained):
        raise ValidationError(
            "The specified resources to retain must be in a valid state. "
            "Do not specify resources that are in the DELETE_COMPLETE state."
        )


def start(stack: Stack, work: Callable[[], None], failed: str, client_token: str | None) -> None:
    """Run an operation beside the request, and wait a little for its end; a defect ends it in the status `failed`."""
    with _starting:
        check_idle(stack)
        stack.idle.clear()
    stack.operation_id, stack.client_token = str(uuid.uuid4()), client_token

    def run() -> None:
        try:
            work()
        except Exception as error:  # a defect of the engine still has to end the operation, visibly
            stack.record(failed, f"the emulator failed: {type(error).__name__}: {error}")
            journal.note_defect(f"operation on {stack.id}")
        finally:
            stack.idle.set()

    Thread(target=run, name=f"stack-{stack.name}", daemon=True).start()
    stack.idle.wait(WAIT_SECONDS)
