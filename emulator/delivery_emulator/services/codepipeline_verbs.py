"""CodePipeline's calls that change how an execution goes on: each is checked here and left as an order.

https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_Operations.html has the errors of every one.
"""

import json
import re
import time
from collections.abc import Mapping
from typing import Any

from moto.core.exceptions import JsonRESTError

from delivery_emulator.identity import current_caller
from delivery_emulator.services.codepipeline_api import check_root
from delivery_emulator.services.codepipeline_executions import (
    RUNNING,
    Execution,
    note_answer,
    tell_stopping,
    transitions_of,
)
from delivery_emulator.services.codepipeline_orders import Request, changed

TO_BE_TAKEN = 5.0
"""Seconds within which an order is taken by whoever still runs the execution."""
_TOKEN = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_REASON = re.compile(r"[a-zA-Z0-9!@ ().*?-]{1,300}")


class Refused(JsonRESTError):
    """An error of CodePipeline's, by its name."""


class VerbApi:
    """Mixed into the CodePipeline service, whose pipelines and request come from there."""

    def emulator_await_orders(self: Any) -> str:
        """What one execution was told behind the first `after` orders: no call of AWS, for whoever runs the execution."""
        check_root()
        given = json.loads(self.body)
        orders = self._execution(given["pipelineName"], given["pipelineExecutionId"]).orders
        return json.dumps({"orders": orders.after(int(given["after"]), float(given["seconds"]))})

    def put_approval_result(self: Any) -> str:
        """Answer one approval, by the token of that very request."""
        pipeline, stage, action = (self._get_param(name) for name in ("pipelineName", "stageName", "actionName"))
        result, token = self._get_param("result") or {}, str(self._get_param("token"))
        status, summary = result.get("status"), str(result.get("summary") or "")
        check("result.status", status, status in ("Approved", "Rejected"), "enum value set: [Approved, Rejected]")
        check("result.summary", summary, len(summary) <= 512, "length less than or equal to 512")
        check("token", token, _TOKEN.fullmatch(token) is not None, f"regular expression pattern: {_TOKEN.pattern}")
        self._check_action(pipeline, stage, action)
        with changed:
            execution, request = self._request(pipeline, token, stage, action)
            known = self._known(pipeline)
            note_answer(known, execution, request.action_execution_id, caller(), status=status, summary=summary)
            request.state = "answered"
            execution.orders.give("approval", token=token, status=status, summary=summary)
        return json.dumps({"approvedAt": time.time()})

    def stop_pipeline_execution(self: Any) -> str:
        """Stop an execution: after the actions that are under way, or now, abandoning them."""
        name, identifier = self._get_param("pipelineName"), self._get_param("pipelineExecutionId")
        abandon, reason = bool(self._get_param("abandon")), self._get_param("reason")
        check("reason", reason, len(reason or "") <= 200, "length less than or equal to 200")
        with changed:
            execution: Execution | None = self._executions(name).get(identifier)
            if execution is None or execution.status not in RUNNING:
                state = execution.status if execution else "not there"
                raise Refused("PipelineExecutionNotStoppableException", f"execution {identifier} is {state}")
            orders, mode = execution.orders, "abandon" if abandon else "wait"
            if orders.stopping in (mode, "abandon"):
                raise Refused("DuplicatedStopRequestException", f"execution {identifier} is Stopping already ({orders.stopping})")
            orders.stopping = mode
            execution.status, execution.summary = "Stopping", reason
            orders.give("stop", abandon=abandon, reason=reason or "")
        tell_stopping(self.current_account, self.region, execution)
        return json.dumps({"pipelineExecutionId": identifier})

    def retry_stage_execution(self: Any) -> str:
        """Run a stage of an execution again: what failed in it, or all of it."""
        name, stage, mode = (self._get_param(key) for key in ("pipelineName", "stageName", "retryMode"))
        identifier = self._get_param("pipelineExecutionId")
        check("retryMode", mode, mode in ("FAILED_ACTIONS", "ALL_ACTIONS"), "enum value set: [FAILED_ACTIONS, ALL_ACTIONS]")
        if stage not in [each["name"] for each in self._stages(name)]:
            raise no_stage(name, stage)
        definition, _ = self.codepipeline_backend.get_pipeline(name)
        with changed:
            reached = [each for each in self._executions(name).values() if stage in each.stages]
            if not reached or reached[-1].id != identifier:
                raise Refused("NotLatestPipelineExecutionException", f"execution {identifier} is not the latest in stage {stage}")
            execution: Execution = reached[-1]
            status = execution.stages[stage]
            if status not in ("Failed", "Stopped") or execution.status not in ("Failed", "Stopped"):
                raise Refused("StageNotRetryableException", f"stage {stage} is {status}: it has no failed actions")
            if execution.version != definition["version"]:
                raise Refused("StageNotRetryableException", f"the structure of pipeline {name} has changed since stage {stage} failed")
            if not execution.retryable or not execution.orders.taken("retry", TO_BE_TAKEN, stageName=stage, mode=mode):
                # Nothing of AWS: here whoever ran the execution may have ended.
                raise Refused("ConflictException", f"nobody waits for a retry of execution {identifier}: rehearse with --wait")
            execution.retryable = False
            execution.attempts.retried(stage, "ManualStageRetry")
        return json.dumps({"pipelineExecutionId": identifier})

    def disable_stage_transition(self: Any) -> str:
        """Let no execution into a stage, and say why."""
        reason = str(self._get_param("reason") or "")
        fits = _REASON.fullmatch(reason) is not None
        check("reason", reason, fits, f"regular expression pattern: {_REASON.pattern}")
        return str(self._set_transition({"enabled": False, "disabledReason": reason}))

    def enable_stage_transition(self: Any) -> str:
        """Let executions into a stage again."""
        return str(self._set_transition({"enabled": True}))

    def _set_transition(self: Any, state: Mapping[str, Any]) -> str:
        name, stage, kind = (self._get_param(key) for key in ("pipelineName", "stageName", "transitionType"))
        check("transitionType", kind, kind in ("Inbound", "Outbound"), "enum value set: [Inbound, Outbound]")
        stages = [each["name"] for each in self._stages(name)]
        if stage not in stages:
            raise no_stage(name, stage)
        if kind == "Outbound":
            # The state that everybody reads has inbound transitions only: the next stage's is the same one.
            if stage == stages[-1]:
                raise Refused("ValidationException", f"stage {stage} of pipeline {name} is the last one: it has no outbound transition")
            stage = stages[stages.index(stage) + 1]
        with changed:
            transitions_of(self._known(name))[stage] = {**state, "lastChangedBy": caller(), "lastChangedAt": time.time()}
            changed.notify_all()
        return "{}"

    def _request(self: Any, pipeline: str, token: str, stage: str, action: str) -> tuple[Execution, Request]:
        for execution in self._executions(pipeline).values():
            request = execution.orders.requests.get(token)
            if request is None or (request.stage, request.action) != (stage, action):
                continue
            if request.state == "open":
                return execution, request
            if request.state == "answered":
                raise Refused("ApprovalAlreadyCompletedException", "The approval action has already been approved or rejected.")
        raise Refused("InvalidApprovalTokenException", "The approval request already received a response or has expired.")

    def _stages(self: Any, pipeline: str) -> list[dict[str, Any]]:
        definition, _ = self.codepipeline_backend.get_pipeline(pipeline)
        return list(definition["stages"])

    def _check_action(self: Any, pipeline: str, stage: str, action: str) -> None:
        found = next((each for each in self._stages(pipeline) if each["name"] == stage), None)
        if found is None:
            raise no_stage(pipeline, stage)
        if action not in [each["name"] for each in found["actions"]]:
            raise Refused("ActionNotFoundException", f"Unable to find action {action} of stage {stage} of pipeline {pipeline}")


def caller() -> str:
    """The ARN of whoever calls."""
    caller = current_caller.get()
    return caller.arn if caller else ""


def no_stage(pipeline: str, stage: str) -> Refused:
    """The pipeline has no such stage."""
    return Refused("StageNotFoundException", f"Unable to find stage {stage} of pipeline {pipeline}")


def check(member: str, value: object, holds: bool, wanted: str) -> None:
    """Refuse a member of a request that does not hold, in the words of AWS's validation."""
    if holds:
        return
    text = f"Value '{value}' at '{member}' failed to satisfy constraint: Member must satisfy {wanted}"
    raise Refused("ValidationException", f"1 validation error detected: {text}")
