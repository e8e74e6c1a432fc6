"""The calls by which a rehearsal has permissions judged. None is a call of AWS, where policies always are."""

import json
from typing import Any

from moto.core.exceptions import JsonRESTError

from delivery_emulator.authorization import judge
from delivery_emulator.authorization.operation import Operation
from delivery_emulator.authorization.report import report
from delivery_emulator.authorization.session_calls import session_calls
from delivery_emulator.identity import signed_caller
from delivery_emulator.services.codepipeline_api import check_root

_REQUIRE = "EmulatorRequirePermissions"


class PermissionApi:
    """Mixed into the CodePipeline service, whose request comes from there."""

    def emulator_judge_permissions(self: Any) -> str:
        """Begin to judge, with `mode` enforce, report or off."""
        check_root()
        try:
            judge.begin(json.loads(self.body)["mode"])
        except ValueError as error:
            raise JsonRESTError("ValidationException", str(error)) from error
        return "{}"

    def emulator_report_permissions(self: Any) -> str:
        """What was judged since then."""
        check_root()
        return json.dumps(report(judge.current()))

    def emulator_require_permissions(self: Any) -> str:
        """Judge what an AWS service does with the caller's role and nobody does here.

        `permissions` are actions and resources, and `or` is another name of an action.
        """
        permissions = json.loads(self.body)["permissions"]
        asked = [(each["action"], each["resource"], {}) for each in permissions]
        names = {each["action"]: each["or"] for each in permissions if "or" in each}
        operation = Operation("codepipeline", _REQUIRE, self.region, {}, {"x-amz-target": _REQUIRE})
        refused = judge.permit(signed_caller(), asked, operation, names)
        if refused is not None:
            raise JsonRESTError(refused.code, refused.message)
        return "{}"

    def emulator_session_calls(self: Any) -> str:
        """What the calling session was asked for since then."""
        return json.dumps(session_calls(judge.current(), signed_caller()))
