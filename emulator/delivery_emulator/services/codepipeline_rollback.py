"""Roll-backs of stages: one stage runs again with what an execution had that has succeeded in it.

https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_RollbackStage.html and
https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-rollback.html
"""

import json
from collections.abc import Mapping
from typing import Any

from delivery_emulator.services.codepipeline_executions import Execution
from delivery_emulator.services.codepipeline_orders import changed
from delivery_emulator.services.codepipeline_starts import hand_over, starts_of
from delivery_emulator.services.codepipeline_verbs import Refused, caller, no_stage


class RollbackApi:
    """Mixed into the CodePipeline service, whose pipelines and request come from there."""

    def rollback_stage(self: Any) -> str:
        """Roll a stage back to an execution; the roll-back is an execution of its own."""
        name, stage, identifier = (
            self._get_param(key) for key in ("pipelineName", "stageName", "targetPipelineExecutionId")
        )
        found = next((each for each in self._stages(name) if each["name"] == stage), None)
        if found is None:
            raise no_stage(name, stage)
        definition, _ = self.codepipeline_backend.get_pipeline(name)
        target = self._execution(name, identifier)
        with changed:
            why = _why_not(found, target, definition, list(self._executions(name).values()))
            if why is not None:
                raise Refused("UnableToRollbackStageException", f"stage {stage} cannot be rolled back to {identifier}: {why}")
            start = {
                "variables": target.variables,
                "sourceRevisions": [
                    {"actionName": each["name"], "revisionType": "COMMIT_ID", "revisionValue": each["revisionId"]}
                    for each in target.revisions
                ],
                "trigger": {"triggerType": "ManualRollback", "triggerDetail": caller()},
                "rollback": {"stageName": stage, "targetPipelineExecutionId": identifier},
            }
            started = hand_over(starts_of(self._known(name)), name, start)
        return json.dumps({"pipelineExecutionId": started})


def _why_not(stage: Mapping[str, Any], target: Execution, definition: Mapping[str, Any], everyone: list[Execution]) -> str | None:
    """Why a stage cannot be rolled back; that a changed structure is none of PipelineExecutionOutdatedException its page says."""
    name, version = stage["name"], definition["version"]
    if definition.get("executionMode") == "PARALLEL":
        # https://docs.aws.amazon.com/codepipeline/latest/userguide/execution-modes.html
        return "the pipeline is in mode PARALLEL"
    if any(action["actionTypeId"]["category"] == "Source" for action in stage["actions"]):
        return "it is a source stage"
    if target.type == "ROLLBACK":
        return "that is a roll-back itself"
    if target.version != version:
        return f"the pipeline has version {version}, and had {target.version} then"
    if target.stages.get(name) != "Succeeded":
        return f"it is {target.stages.get(name, 'not reached')} there"
    if any(each.stages.get(name) == "InProgress" and each.orders.alive for each in everyone):
        return "it is running"
    return None
