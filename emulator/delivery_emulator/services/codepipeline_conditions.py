"""CodePipeline's calls about the conditions of stages, and about the rules that these are made of."""

import json
from collections.abc import Mapping
from typing import Any

from delivery_emulator.services.codepipeline_executions import Execution
from delivery_emulator.services.codepipeline_orders import changed
from delivery_emulator.services.codepipeline_structure import RULE_TYPES
from delivery_emulator.services.codepipeline_verbs import TO_BE_TAKEN, Refused, check, no_stage

_MOMENTS = {"BEFORE_ENTRY": "beforeEntry", "ON_SUCCESS": "onSuccess"}


class ConditionApi:
    """Mixed into the CodePipeline service, whose pipelines and request come from there."""

    def list_rule_executions(self: Any) -> str:
        """Newest first; of one execution where a filter says so."""
        rules = [rule for execution in self._filtered() for rule in execution.conditions.rules.values()]
        rules.sort(key=lambda rule: rule["startTime"], reverse=True)
        return json.dumps(self._page("ruleExecutionDetails", rules))

    def list_rule_types(self: Any) -> str:
        """Every provider of rules with its configuration."""
        owner = self._get_param("ruleOwnerFilter")
        check("ruleOwnerFilter", owner, owner in (None, "AWS"), "enum value set: [AWS]")
        return json.dumps({"ruleTypes": [_rule_type(name, keys) for name, keys in RULE_TYPES.items()]})

    def override_stage_condition(self: Any) -> str:
        """Let an execution go on as if a condition of its stage were met.

        https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_OverrideStageCondition.html
        """
        name, stage, kind = (self._get_param(key) for key in ("pipelineName", "stageName", "conditionType"))
        identifier = self._get_param("pipelineExecutionId")
        check("conditionType", kind, kind in _MOMENTS, "enum value set: [BEFORE_ENTRY, ON_SUCCESS]")
        if stage not in [each["name"] for each in self._stages(name)]:
            raise no_stage(name, stage)
        moment = _MOMENTS[kind]
        with changed:
            looked = [each for each in self._executions(name).values() if each.conditions.status(stage, moment)]
            if identifier not in [each.id for each in looked]:
                raise Refused("ConditionNotOverridableException", f"execution {identifier} has come to no {moment} condition of stage {stage}")
            if looked[-1].id != identifier:
                raise Refused("NotLatestPipelineExecutionException", f"execution {identifier} is not the latest in stage {stage}")
            _override(looked[-1], stage, moment)
        return "{}"


def _override(execution: Execution, stage: str, moment: str) -> None:
    """Leave the order, where the condition is being looked at, or has failed its stage and somebody waits. Needs `changed`."""
    status = execution.conditions.status(stage, moment)
    if status == "InProgress" and execution.status == "InProgress":
        execution.orders.give("override", stageName=stage, condition=moment)
        return
    if status != "Failed" or execution.stages.get(stage) != "Failed" or execution.status != "Failed":
        raise Refused("ConditionNotOverridableException", f"the {moment} condition of stage {stage} is {status}, and the stage {execution.stages.get(stage)}")
    if not execution.retryable or not execution.orders.taken("override", TO_BE_TAKEN, stageName=stage, condition=moment):
        # Nothing of AWS: here whoever ran the execution may have ended.
        raise Refused("ConflictException", f"nobody waits to go on with execution {execution.id}: rehearse with --wait")
    execution.retryable = False


def _rule_type(provider: str, keys: Mapping[str, bool]) -> dict[str, Any]:
    """How many artifacts a rule takes is not documented: the bounds of the API's shape."""
    return {
        "id": {"category": "Rule", "owner": "AWS", "provider": provider, "version": "1"},
        "ruleConfigurationProperties": [
            {"name": name, "required": required, "key": False, "secret": False} for name, required in keys.items()
        ],
        "inputArtifactDetails": {"minimumCount": 0, "maximumCount": 5},
    }
