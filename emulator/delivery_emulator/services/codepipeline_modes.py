"""How executions of one pipeline pass each other: SUPERSEDED, QUEUED and PARALLEL.

https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html has the rules: but for PARALLEL a stage takes one
execution at a time and is locked meanwhile; of those that wait for it, SUPERSEDED keeps the newest, QUEUED lets them in one after the other.
"""

import json
from collections.abc import Mapping
from typing import Any, Literal

from moto.codepipeline.exceptions import InvalidStructureException

from delivery_emulator.services.codepipeline_api import check_root
from delivery_emulator.services.codepipeline_executions import Execution, executions_of, transitions_of
from delivery_emulator.services.codepipeline_orders import changed, waited

Entry = Literal["", "entered", "stopping", "superseded"]
MODES = ("QUEUED", "SUPERSEDED", "PARALLEL")


class ModeApi:
    """Mixed into the CodePipeline service, whose pipelines and request come from there."""

    def emulator_enter_stage(self: Any) -> str:
        """Whether an execution may enter a stage; no call of AWS, for whoever runs the execution. Nothing as long as it has to wait."""
        check_root()
        given = json.loads(self.body)
        execution = self._execution(given["pipelineName"], given["pipelineExecutionId"])
        pipeline, stage = self._known(given["pipelineName"]), given["stageName"]
        entry = enter(pipeline, execution, stage, float(given["seconds"]))
        transition = transitions_of(pipeline).get(stage, {})
        why = {} if entry or transition.get("enabled", True) else {"disabledReason": transition["disabledReason"]}
        return json.dumps({"entry": entry or "waiting", **why})


def enter(pipeline: Any, execution: Execution, stage: str, seconds: float) -> Entry:
    """Let an execution into a stage as soon as its mode and the transition allow it, or say after so many seconds that it waits."""
    with changed:
        execution.orders.live()
        if execution.waits_for != stage:
            execution.waits_for = stage
            execution.arrived = max((each.arrived for each in executions_of(pipeline).values()), default=0) + 1
            changed.notify_all()
    return waited(lambda: _entry(pipeline, execution, stage), seconds)


def _entry(pipeline: Any, execution: Execution, stage: str) -> Entry:
    """What becomes of an execution before a stage now. Needs `changed`."""
    entry = _decided(pipeline, execution, stage)
    if entry:
        execution.waits_for = None
        if entry == "entered":
            execution.stages[stage] = "InProgress"
        changed.notify_all()
    return entry


def _decided(pipeline: Any, execution: Execution, stage: str) -> Entry:
    if execution.orders.stopping != "no":
        return "stopping"
    older, newer = _beside(pipeline, execution)
    before = [each for each in older if each.waits_for == stage]
    if execution.mode == "SUPERSEDED" and any(each.waits_for == stage for each in newer):
        return "superseded"
    if not transitions_of(pipeline).get(stage, {"enabled": True})["enabled"]:
        return ""
    if execution.mode == "PARALLEL":
        return "entered"
    locked = any(each.stages.get(stage) == "InProgress" for each in older + newer)
    queue = [each for each in before + newer if each.waits_for == stage and each.arrived < execution.arrived]
    return "" if locked or (execution.mode == "QUEUED" and queue) else "entered"


def _beside(pipeline: Any, execution: Execution) -> tuple[list[Execution], list[Execution]]:
    """The other executions that somebody runs, older and newer ones: one whose worker is gone holds no stage."""
    everyone = list(executions_of(pipeline).values())
    place = everyone.index(execution)
    return [each for each in everyone[:place] if each.orders.alive], [each for each in everyone[place + 1 :] if each.orders.alive]


def check_mode(definition: Mapping[str, Any]) -> None:
    """Refuse what only a V2 pipeline has.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/pipeline-types.html names what it is; AWS's sentence is not documented.
    """
    mode, kind = definition.get("executionMode", "SUPERSEDED"), definition.get("pipelineType", "V1")
    needs = [
        *([f"execution mode {mode}"] if mode != "SUPERSEDED" else []),
        *(["triggers"] if definition.get("triggers") else []),
        *(["variables"] if definition.get("variables") else []),
    ]
    if kind == "V1" and needs:
        raise InvalidStructureException(f"Pipeline {definition['name']} is of type V1: {' and '.join(needs)} need type V2")
    sources = {action["name"]: action for stage in definition["stages"] for action in stage["actions"] if action["actionTypeId"]["category"] == "Source"}
    named: list[str] = []
    for trigger in definition.get("triggers") or []:
        name = trigger["gitConfiguration"]["sourceActionName"]
        if name not in sources or sources[name]["actionTypeId"]["provider"] != "CodeStarSourceConnection":
            raise InvalidStructureException(f"Trigger of {name}: there is no source action of that name with a connection")
        if name in named:
            raise InvalidStructureException(f"Trigger of {name}: a source action can have one trigger only")
        named.append(name)
        for pushed in trigger["gitConfiguration"].get("push") or []:
            if pushed.get("tags") and (pushed.get("branches") or pushed.get("filePaths")):
                raise InvalidStructureException(f"Trigger of {name}: a push filter has tags, or branches, or branches and file paths")
