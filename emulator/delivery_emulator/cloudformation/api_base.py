"""What all parts of the API share: the caller, the stores and reading a request."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from moto.core.responses import ActionResult, BaseResponse

from delivery_emulator.cloudformation.errors import UnknownOperation, ValidationError
from delivery_emulator.cloudformation.operations import Operations, Request
from delivery_emulator.cloudformation.request_check import HONOURED, check_request, is_operation
from delivery_emulator.cloudformation.stack import Stack
from delivery_emulator.cloudformation.store import Store, store_for
from delivery_emulator.cloudformation.template_source import template_body
from delivery_emulator.identity import Caller, signed_caller

PAGE_SIZE = 100
_ON_FAILURE = ("ROLLBACK", "DO_NOTHING", "DELETE")


class ApiBase(BaseResponse):
    """One request to CloudFormation."""

    def __init__(self) -> None:
        super().__init__(service_name="cloudformation")
        self.automated_parameter_parsing = True

    @property
    def caller(self) -> Caller:
        """Who asks. Raises AWS's error for an unsigned request."""
        return signed_caller()

    @property
    def store(self) -> Store:
        """The stacks of the caller's account and the request's region."""
        return store_for(self.caller.account, self.region)

    @property
    def operations(self) -> Operations:
        """Operations as the caller."""
        return Operations(self.store, self.caller)

    def parse_parameters(self, request: Any) -> None:
        """Raises `UnknownOperation` for what is none, which moto's parser takes for a defect."""
        if not is_operation(self._get_action()):
            raise UnknownOperation(self._get_action())
        super().parse_parameters(request)

    def call_action(self) -> Any:
        """Serve the request once it says nothing that would be ignored."""
        if self._get_action() in HONOURED:
            try:
                check_request(self._get_action(), self.querystring)
            except ValidationError as error:
                return self.serialized(ActionResult(error))
        return super().call_action()

    def flag(self, name: str) -> bool:
        """A boolean request parameter."""
        return str(self._get_param(name, False)).lower() == "true"

    def one_of(self, name: str, *values: str) -> str:
        """A request parameter with few values, the first by default. Raises `ValidationError` in AWS's words."""
        given = self._get_param(name) or values[0]
        if given not in values:
            member = name[0].lower() + name[1:]
            raise ValidationError(
                f"1 validation error detected: Value '{given}' at '{member}' failed to satisfy constraint: "
                f"Member must satisfy enum value set: [{', '.join(values)}]"
            )
        return str(given)

    def named_stack(self) -> Stack:
        """The stack that the request names. Raises `ValidationError`."""
        name = self._get_param("StackName")
        stack = self.store.find(name)
        if stack is None:
            raise ValidationError(f"Stack [{name}] does not exist")
        return stack

    def page(self, key: str, items: Sequence[Any], describe: Callable[[Any], Any] = lambda item: item) -> ActionResult:
        """The page that the request's token names, the first one without, with each item `describe`d.

        Raises `ValidationError` for a foreign token.
        """
        token = self._get_param("NextToken")
        if token is not None and not token.isdigit():
            raise ValidationError(f"Invalid NextToken: {token}")
        start = int(token or 0)
        end = start + PAGE_SIZE
        answer: dict[str, Any] = {key: [describe(item) for item in items[start:end]]}
        return ActionResult({**answer, "NextToken": str(end)} if end < len(items) else answer)

    def request_for(self, stack: Stack | None) -> Request:
        """The operation that a request's parameters describe."""
        role_arn = self._get_param("RoleARN")
        # CloudFormation reads the template as the caller; only the stack's resources are the execution role's.
        access = self.operations.access(None)
        tags = self._get_param("Tags")
        return Request(
            body=template_body(self.params, access, stack.body if stack and stack.template else None),
            parameters=self._get_param("Parameters", []),
            tags=None if tags is None else {tag["Key"]: tag["Value"] for tag in tags},
            capabilities=self._get_param("Capabilities", []),
            notification_arns=self._get_param("NotificationARNs"),
            role_arn=role_arn,
            client_token=self._get_param("ClientRequestToken"),
            retain_except_on_create=self.flag("RetainExceptOnCreate"),
            timeout_in_minutes=self._timeout(),
            imported=self._get_param("ResourcesToImport", []),
            resource_types=self._get_param("ResourceTypes", []),
            **self._on_failure(),
        )

    def with_execution(self, request: Request) -> Request:
        """A change set's request with what `ExecuteChangeSet` adds."""
        disabled = self.flag("DisableRollback") or request.disable_rollback
        return replace(
            request,
            disable_rollback=disabled,
            retain_except_on_create=self.flag("RetainExceptOnCreate"),
            client_token=self._get_param("ClientRequestToken"),
        )

    def _timeout(self) -> int | None:
        minutes = self._get_param("TimeoutInMinutes")
        if minutes is not None and int(minutes) < 1:
            raise ValidationError(
                f"1 validation error detected: Value '{minutes}' at 'timeoutInMinutes' failed to satisfy constraint: "
                "Member must have value greater than or equal to 1"
            )
        return None if minutes is None else int(minutes)

    def _on_failure(self) -> dict[str, Any]:
        if self._get_param("OnFailure") and self._get_param("DisableRollback") is not None:
            raise ValidationError("Either DisableRollback or OnFailure can be specified, not both.")
        parameter = "OnFailure" if self._get_param("OnFailure") else "OnStackFailure"
        wanted = self.one_of(parameter, *_ON_FAILURE)
        disabled = self.flag("DisableRollback") or wanted == "DO_NOTHING"
        return {"disable_rollback": disabled, "delete_on_failure": wanted == "DELETE"}
