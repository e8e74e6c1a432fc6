"""CodePipeline's API of executions: what AWS answers about them, and the one call by which they are noted here."""

import json
import socket
from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from moto.codepipeline.exceptions import InvalidStructureException
from moto.core.exceptions import JsonRESTError

from delivery_emulator import faults
from delivery_emulator.identity import Caller, current_caller
from delivery_emulator.services.codepipeline_executions import (
    Execution,
    abandon,
    executions_of,
    gone_of,
    note,
    recall,
    transitions_of,
)
from delivery_emulator.services.codepipeline_structure import CONDITIONS

_MOST = 100
_GONE = "the process that ran it was killed, or ended without saying how it ended"


class ExecutionNotFound(JsonRESTError):
    """There is no such execution."""

    def __init__(self, execution_id: str) -> None:
        super().__init__("PipelineExecutionNotFoundException", f"Unable to find pipeline execution {execution_id}")


class NotTheRoot(JsonRESTError):
    """Whoever runs executions is the root user of the account; nobody else may say what became of them."""

    code = 403

    def __init__(self) -> None:
        super().__init__("AccessDeniedException", "only the root user of the account may note an execution")


def check_root() -> Caller:
    """The caller of the request being served. Raises `NotTheRoot` for all but the root user of the account."""
    caller = current_caller.get()
    if caller is None or not caller.is_root:
        raise NotTheRoot()
    return caller


class ExecutionApi:
    """Mixed into the CodePipeline service; `codepipeline_backend` and the request's account come from there."""

    def emulator_note_execution(self: Any) -> str:
        """`EmulatorNoteExecution` is no call of AWS: there CodePipeline runs executions, here somebody else does."""
        check_root()
        given = json.loads(self.body)
        pipeline = self._known(given["pipelineName"])
        note(pipeline, self.current_account, self.region, given)
        if given["pipelineExecutionId"] in gone_of(pipeline):
            self._abandon(pipeline, given["pipelineExecutionId"])
        action = given.get("action")
        if action is not None and given["status"] == "InProgress":
            faults.action_begins(action["stageName"], action["actionName"])
        return "{}"

    def emulator_hold_execution(self: Any) -> str:
        """No call of AWS: whoever runs an execution makes it before the first note, and it is never answered.

        The kernel ends the connection when that process is gone, however it went; what it ran is abandoned then.
        """
        check_root()
        given = json.loads(self.body)
        pipeline = self._known(given["pipelineName"])
        _await_end(request.environ["werkzeug.socket"])
        gone_of(pipeline).add(given["pipelineExecutionId"])
        self._abandon(pipeline, given["pipelineExecutionId"])
        return "{}"

    def _abandon(self: Any, pipeline: Any, execution_id: str) -> None:
        execution = executions_of(pipeline).get(execution_id)
        if execution is not None:
            abandon(pipeline, self.current_account, self.region, execution, _GONE)

    def get_pipeline_execution(self: Any) -> str:
        """One execution, without its actions."""
        execution = self._execution(self._get_param("pipelineName"), self._get_param("pipelineExecutionId"))
        described: dict[str, Any] = {
            "pipelineName": execution.pipeline,
            "pipelineVersion": execution.version,
            "pipelineExecutionId": execution.id,
            "status": execution.status,
            "artifactRevisions": execution.revisions,
            "executionMode": execution.mode,
            "variables": [{"name": name, "resolvedValue": value} for name, value in execution.variables.items()],
        }
        if execution.summary:
            described["statusSummary"] = execution.summary
        if execution.trigger:
            described["trigger"] = execution.trigger
        return json.dumps({"pipelineExecution": described})

    def list_pipeline_executions(self: Any) -> str:
        """Newest first."""
        summaries = [_summary(each) for each in reversed(self._executions(self._get_param("pipelineName")).values())]
        return json.dumps(self._page("pipelineExecutionSummaries", summaries))

    def list_action_executions(self: Any) -> str:
        """Newest first; of one execution where a filter says so."""
        actions = [action for execution in self._filtered() for action in execution.actions.values()]
        actions.sort(key=lambda action: action["startTime"], reverse=True)
        return json.dumps(self._page("actionExecutionDetails", actions))

    def get_pipeline_state(self: Any) -> str:
        """Every stage with the last execution that reached it, and the last run of every action."""
        definition, _ = self.codepipeline_backend.get_pipeline(self._get_param("name"))
        executions = list(self._executions(definition["name"]).values())
        transitions = transitions_of(self._known(definition["name"]))
        stages = [
            {**_stage_state(stage, executions), **_condition_states(stage, executions), "inboundTransitionState": transitions.get(stage["name"], {"enabled": True})}
            for stage in definition["stages"]
        ]
        head = {"pipelineName": definition["name"], "pipelineVersion": definition["version"]}
        return json.dumps({**head, "stageStates": stages})

    def _known(self: Any, name: str) -> Any:
        self.codepipeline_backend.get_pipeline(name)
        pipeline = self.codepipeline_backend.pipelines[name]
        recall(pipeline, self.current_account, self.region)
        return pipeline

    def _executions(self: Any, name: str) -> dict[str, Execution]:
        return executions_of(self._known(name))

    def _execution(self: Any, name: str, execution_id: str) -> Execution:
        found = self._executions(name).get(execution_id)
        if found is None:
            raise ExecutionNotFound(execution_id)
        return found

    def _filtered(self: Any) -> list[Execution]:
        """The executions that the request's filter leaves."""
        filtered = self._get_param("filter") or {}
        latest = filtered.get("latestInPipelineExecution") or {}
        only = filtered.get("pipelineExecutionId") or latest.get("pipelineExecutionId")
        name = self._get_param("pipelineName")
        return [self._execution(name, only)] if only else list(self._executions(name).values())

    def _page(self: Any, name: str, items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        token, size = self._get_param("nextToken") or "0", int(self._get_param("maxResults") or _MOST)
        if not token.isdigit() or not 1 <= size <= _MOST:
            raise InvalidStructureException(f"nextToken {token} or maxResults {size} is none")
        first, last = int(token), int(token) + size
        return {name: list(items[first:last]), **({"nextToken": str(last)} if last < len(items) else {})}


def _await_end(connection: socket.socket) -> None:
    """Wait until the other side ends a connection on which it sends nothing more."""
    try:
        connection.recv(1, socket.MSG_PEEK)
    except ConnectionError:
        return


def _summary(execution: Execution) -> dict[str, Any]:
    revisions = [{"actionName": each["name"], **each} for each in execution.revisions]
    return {
        "pipelineExecutionId": execution.id,
        "status": execution.status,
        "startTime": execution.started,
        "lastUpdateTime": execution.updated,
        "executionMode": execution.mode,
        "sourceRevisions": [{key: value for key, value in each.items() if key != "name"} for each in revisions],
        **({"statusSummary": execution.summary} if execution.summary else {}),
        **({"trigger": execution.trigger} if execution.trigger else {}),
    }


def _stage_state(stage: Mapping[str, Any], executions: Sequence[Execution]) -> dict[str, Any]:
    name = stage["name"]
    reached = [execution for execution in executions if name in execution.stages]
    state: dict[str, Any] = {
        "stageName": name,
        "actionStates": [_action_state(name, action["name"], reached) for action in stage["actions"]],
    }
    if reached:
        state["latestExecution"] = {"pipelineExecutionId": reached[-1].id, "status": reached[-1].stages[name]}
    waiting = sorted((each for each in executions if each.waits_for == name and each.orders.alive), key=lambda each: each.arrived)
    if waiting:
        inbound = [{"pipelineExecutionId": each.id, "status": "InProgress"} for each in waiting]
        state.update(inboundExecution=inbound[0], inboundExecutions=inbound)
    return state


def _condition_states(stage: Mapping[str, Any], executions: Sequence[Execution]) -> dict[str, Any]:
    """Of every condition, how it was in the last execution that came to it, and what retries there were."""
    name, found = stage["name"], {}
    for execution in executions:
        states = {moment: execution.conditions.state(name, moment) for moment in CONDITIONS}
        found.update({f"{moment}ConditionState": state for moment, state in states.items() if state})
    reached = [execution for execution in executions if name in execution.stages]
    return {**found, **(reached[-1].attempts.metadata(name) if reached else {})}


def _action_state(stage: str, name: str, executions: Sequence[Execution]) -> dict[str, Any]:
    runs = [
        (action, execution)
        for execution in executions
        for action in execution.actions.values()
        if (action["stageName"], action["actionName"]) == (stage, name)
    ]
    if not runs:
        return {"actionName": name}
    last, execution = runs[-1]
    result = (last.get("output") or {}).get("executionResult") or {}
    latest = {
        "actionExecutionId": last["actionExecutionId"],
        "status": last["status"],
        "lastStatusChange": last["lastUpdateTime"],
        "summary": result.get("externalExecutionSummary"),
        "externalExecutionId": result.get("externalExecutionId"),
        "lastUpdatedBy": last.get("updatedBy"),
        # https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PutApprovalResult.html: in PARALLEL it is no token of the state.
        "token": None if execution.mode == "PARALLEL" else execution.orders.token_of(last["actionExecutionId"]),
    }
    return {"actionName": name, "latestExecution": {key: value for key, value in latest.items() if value is not None}}
