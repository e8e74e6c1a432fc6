"""What all parts of the API share: the caller, the stores and reading a request."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from moto.core.responses import ActionResult, BaseResponse

from delivery_emulator.cloudformation.errors import ValidationError
from delivery_emulator.cloudformation.operations import Operations, Request
from delivery_emulator.cloudformation.stack import Stack
from delivery_emulator.cloudformation.store import Store, store_for
from delivery_emulator.cloudformation.template_source import template_body
from delivery_emulator.identity import Caller, signed_caller

PAGE_SIZE = 100
_ON_FAILURE = frozenset({"ROLLBACK", "DO_NOTHING", "DELETE"})


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

    def flag(self, name: str) -> bool:
        """A boolean request parameter."""
        return str(self._get_param(name, False)).lower() == "true"

    def refuse(self, *names: str) -> None:
        """Refuse request parameters that the emulator would otherwise ignore. Raises `ValidationError`."""
        used = [name for name in names if self._get_param(name) and str(self._get_param(name)).lower() != "false"]
        if used:
            raise ValidationError(f"the emulator does not support the parameter(s) {', '.join(used)}: leave them out")

    def page(self, key: str, items: Sequence[Any]) -> ActionResult:
        """The page that the request's token names, the first one without. Raises `ValidationError` for a foreign token."""
        token = self._get_param("NextToken")
        if token is not None and not token.isdigit():
            raise ValidationError(f"Invalid NextToken: {token}")
        start = int(token or 0)
        end = start + PAGE_SIZE
        answer: dict[str, Any] = {key: list(items[start:end])}
        return ActionResult({**answer, "NextToken": str(end)} if end < len(items) else answer)

    def request_for(self, stack: Stack | None) -> Request:
        """The operation that a request's parameters describe."""
        self.refuse("StackPolicyBody", "StackPolicyURL", "ResourcesToImport")
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
            **self._on_failure(),
        )

    def with_execution(self, request: Request) -> Request:
        """A change set's request with what `ExecuteChangeSet` adds."""
        disabled = self.flag("DisableRollback") or request.disable_rollback
        return replace(request, disable_rollback=disabled, client_token=self._get_param("ClientRequestToken"))

    def _on_failure(self) -> dict[str, bool]:
        wanted = self._get_param("OnFailure") or self._get_param("OnStackFailure") or "ROLLBACK"
        if wanted not in _ON_FAILURE:
            raise ValidationError(f"OnFailure must be one of {', '.join(sorted(_ON_FAILURE))}, got {wanted}")
        disabled = self.flag("DisableRollback") or wanted == "DO_NOTHING"
        return {"disable_rollback": disabled, "delete_on_failure": wanted == "DELETE"}
