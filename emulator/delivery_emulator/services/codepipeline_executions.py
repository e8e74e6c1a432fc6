"""CodePipeline's memory of executions: whoever runs one notes what happens, and everybody reads it as on AWS.

Nothing is run here. Each note is also an event on the account's bus, as CodePipeline puts it there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from delivery_emulator.services import codepipeline_history as history
from delivery_emulator.services.codepipeline_attempts import Attempts
from delivery_emulator.services.codepipeline_condition_states import ConditionStates
from delivery_emulator.services.codepipeline_orders import Orders, Request, changed
from delivery_emulator.services.events import put_service_event

_STATES = {"InProgress": "STARTED", "Cancelled": "CANCELED"}
"""How events write a status, where it is not the same word in capitals."""
RUNNING = ("InProgress", "Stopping")


@dataclass
class Execution:
    """One execution, in the words of the API; times are seconds since 1970."""

    pipeline: str
    id: str
    version: int
    started: float
    updated: float
    status: str = "InProgress"
    summary: str | None = None
    retryable: bool = False
    """Whoever runs it waits for a retry."""
    revisions: list[dict[str, Any]] = field(default_factory=list)
    trigger: dict[str, Any] | None = None
    mode: str = "SUPERSEDED"
    """The pipeline's when it began."""
    variables: dict[str, str] = field(default_factory=dict)
    waits_for: str | None = None
    """The stage that it is to enter."""
    arrived: int = 0
    """When it came there: the first to wait has the lowest number."""
    stages: dict[str, str] = field(default_factory=dict)
    actions: dict[str, dict[str, Any]] = field(default_factory=dict)
    orders: Orders = field(default_factory=Orders)
    attempts: Attempts = field(default_factory=Attempts)
    conditions: ConditionStates = field(default_factory=ConditionStates)
    rollback_target: str | None = None
    """The execution to which a stage is rolled back; none where this is no roll-back."""

    @property
    def type(self) -> str:
        """In the words of the API."""
        return "STANDARD" if self.rollback_target is None else "ROLLBACK"

    def has_succeeded(self, stage: str, version: int) -> bool:
        """Whether it came through a stage of this structure."""
        return self.version == version and self.stages.get(stage) == "Succeeded"


def executions_of(pipeline: Any) -> dict[str, Execution]:
    """The executions of a pipeline by id, oldest first; they go when it goes."""
    known: dict[str, Execution] = pipeline.__dict__.setdefault("executions", {})
    return known


def transitions_of(pipeline: Any) -> dict[str, dict[str, Any]]:
    """By stage, what was last said of the transition into it, as the API shows it; a stage that is not there is open."""
    known: dict[str, dict[str, Any]] = pipeline.__dict__.setdefault("transitions", {})
    return known


def gone_of(pipeline: Any) -> set[str]:
    """The ids of the executions that nobody runs any more, as far as whoever did held a call open."""
    gone: set[str] = pipeline.__dict__.setdefault("gone", set())
    return gone


def note(pipeline: Any, account: str, region: str, given: Mapping[str, Any]) -> None:
    """Remember one transition of an execution, of one of its stages or of one of its actions, tell it, and write it down."""
    version = pipeline.pipeline["version"]
    with changed:
        execution, kind, state, detail = _remember(pipeline, version, region, given)
        changed.notify_all()
    # Of conditions and rules CodePipeline tells nothing on the bus.
    if kind:
        _tell(account, region, kind, execution, state, detail)
    runs = {kind: {key: value for key, value in given[kind].items() if key not in ("token", "job")} for kind in ("action", "rule") if kind in given}
    written = {**given, **runs}
    history.append(pipeline._arn, version=version, note=written)


def _remember(pipeline: Any, version: int, region: str, given: Mapping[str, Any]) -> tuple[Execution, str, str, dict[str, Any]]:
    moment, identifier, status = _seconds(given["time"]), given["pipelineExecutionId"], str(given["status"])
    name = pipeline.pipeline["name"]
    mode = pipeline.pipeline.get("executionMode", "SUPERSEDED")
    execution = executions_of(pipeline).setdefault(identifier, Execution(name, identifier, version, moment, moment, mode=mode))
    execution.updated = moment
    if "condition" in given or "rule" in given:
        execution.conditions.note(execution.id, version, moment, given)
        return execution, "", status, {}
    state = execution.attempts.state_of(given, execution.status)
    if "action" in given:
        _note_action(execution, moment, status, given["action"])
        action = execution.actions[given["action"]["actionExecutionId"]]
        return execution, "Action", state, _action_detail(action, region, execution.attempts.iso(action["startTime"]))
    if "stageName" in given:
        execution.stages[given["stageName"]] = status
        started = execution.attempts.started(given, moment)
        return execution, "Stage", state, {"stage": given["stageName"], "start-time": started}
    execution.status, execution.summary = status, given.get("statusSummary")
    execution.retryable = bool(given.get("retryable"))
    if status == "InProgress":
        execution.orders.stopping = "no"
    execution.revisions = given.get("artifactRevisions") or execution.revisions
    execution.trigger = given.get("trigger") or execution.trigger
    execution.rollback_target = given.get("rollbackTarget") or execution.rollback_target
    return execution, "Pipeline", state, _pipeline_detail(execution)


def note_answer(pipeline: Any, execution: Execution, action_execution_id: str, by: str, **answer: Any) -> None:
    """Remember who answered an approval, and write it down with when, and what was said."""
    execution.actions[action_execution_id]["updatedBy"] = by
    identified = {"pipelineExecutionId": execution.id, "actionExecutionId": action_execution_id}
    history.append(pipeline._arn, answer={**identified, "updatedBy": by, "time": _now(), **answer})


def abandon(pipeline: Any, account: str, region: str, execution: Execution, because: str) -> None:
    """Whoever ran an execution is gone: what ran is `Abandoned`, what waits for an answer gets none any more, and it is `Stopped`."""

    def told(status: str, **more: Any) -> None:
        note(pipeline, account, region, {"pipelineExecutionId": execution.id, "time": _now(), "status": status, **more})

    with changed:
        execution.retryable = False
        for action in list(execution.actions.values()):
            if action["status"] == "InProgress":
                same = {key: action[key] for key in ("actionExecutionId", "stageName", "actionName", "input")}
                told("Abandoned", action={**same, "output": {"executionResult": {"externalExecutionSummary": because}}})
        for run in execution.conditions.abandoned(because):
            told("Abandoned", **run)
        for stage, status in list(execution.stages.items()):
            if status in RUNNING:
                told("Stopped", stageName=stage)
        if execution.status in RUNNING:
            told("Stopped", statusSummary=because)


def recall(pipeline: Any, account: str, region: str) -> None:
    """Bring back what an earlier emulator wrote of a pipeline; what ran then does not run any more."""
    with changed:
        entries = history.recalled(pipeline._arn)
        for entry in entries:
            try:
                _replay(pipeline, region, entry)
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                history.leave_out(pipeline._arn, error)
        if entries:
            for execution in list(executions_of(pipeline).values()):
                abandon(pipeline, account, region, execution, "the emulator in which it ran was ended")


def _replay(pipeline: Any, region: str, entry: Mapping[str, Any]) -> None:
    if "answer" in entry:
        answer = entry["answer"]
        run = executions_of(pipeline)[answer["pipelineExecutionId"]].actions[answer["actionExecutionId"]]
        run["updatedBy"] = str(answer["updatedBy"])
    else:
        _remember(pipeline, int(entry["version"]), region, entry["note"])


def _note_action(execution: Execution, moment: float, status: str, given: Mapping[str, Any]) -> None:
    action = execution.actions.setdefault(
        given["actionExecutionId"],
        {
            "pipelineExecutionId": execution.id,
            "pipelineVersion": execution.version,
            "actionExecutionId": given["actionExecutionId"],
            "stageName": given["stageName"],
            "actionName": given["actionName"],
            "startTime": moment,
        },
    )
    action.update(status=status, lastUpdateTime=moment, input=given["input"])
    if "output" in given:
        action["output"] = given["output"]
    execution.conditions.note_job(action["actionExecutionId"], status, given.get("job"))
    if status != "InProgress":
        execution.orders.end(action["actionExecutionId"])
    elif "token" in given:
        request = Request(given["stageName"], given["actionName"], given["actionExecutionId"])
        if execution.mode == "PARALLEL":
            # https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PutApprovalResult.html: there it is the token.
            action["output"] = {"executionResult": {"externalExecutionId": given["token"]}}
        with changed:
            execution.orders.requests[given["token"]] = request


def _pipeline_detail(execution: Execution) -> dict[str, Any]:
    """https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html"""
    trigger = execution.trigger or {}
    named = {"trigger-type": trigger.get("triggerType"), "trigger-detail": trigger.get("triggerDetail")}
    told = {key: value for key, value in named.items() if value is not None}
    return {"start-time": execution.attempts.iso(execution.started), **({"execution-trigger": told} if told else {})}


def _action_detail(action: Mapping[str, Any], region: str, started: str) -> dict[str, Any]:
    result = (action.get("output") or {}).get("executionResult") or {}
    named = {"externalExecutionSummary": "external-execution-summary", "externalExecutionId": "external-execution-id"}
    detail = {
        "stage": action["stageName"],
        "action": action["actionName"],
        "action-execution-id": action["actionExecutionId"],
        "start-time": started,
        "type": action["input"]["actionTypeId"],
        "region": action["input"].get("region", region),
    }
    if result:
        detail["execution-result"] = {named[key]: value for key, value in result.items() if key in named}
    return detail


def tell_stopping(account: str, region: str, execution: Execution) -> None:
    """Tell that an execution is being stopped."""
    _tell(account, region, "Pipeline", execution, "Stopping", _pipeline_detail(execution))


def _tell(
    account: str, region: str, kind: str, execution: Execution, status: str, detail: Mapping[str, Any]
) -> None:
    arn = f"arn:aws:codepipeline:{region}:{account}:{execution.pipeline}"
    common = {
        "pipeline": execution.pipeline,
        "execution-id": execution.id,
        "state": _STATES.get(status, status.upper()),
        "version": float(execution.version),
        "pipeline-execution-attempt": float(execution.attempts.number),
    }
    put_service_event(
        account, region, f"CodePipeline {kind} Execution State Change", "aws.codepipeline", [arn], {**common, **detail}
    )


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _seconds(time: str) -> float:
    return datetime.fromisoformat(time.replace("Z", "+00:00")).timestamp()
