"""What CodePipeline refuses of what only V2 has: conditions of stages, and commands.

https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-conditions.html says which results a condition may have.
"""

from collections.abc import Mapping
from typing import Any

from moto.codepipeline.exceptions import InvalidStructureException

CONDITIONS: Mapping[str, frozenset[str]] = {
    "beforeEntry": frozenset({"FAIL", "SKIP"}),
    "onSuccess": frozenset({"FAIL", "ROLLBACK"}),
    "onFailure": frozenset({"FAIL", "ROLLBACK", "RETRY"}),
}
"""The moments at which a stage has conditions, with the results that each may have."""
RULE_TYPES: Mapping[str, Mapping[str, bool]] = {
    "CloudWatchAlarm": {"AlarmName": True, "AlarmStates": True, "WaitTime": False},
    "CodeBuild": {"ProjectName": True, "PrimarySource": False, "EnvironmentVariables": False},
    "Commands": {},
    "DeploymentWindow": {"Cron": True, "TimeZone": False},
    "LambdaInvoke": {"FunctionName": True, "UserParameters": False},
    "VariableCheck": {"Operator": True, "Value": True, "Variable": True},
}
"""Every provider of rules, with its configuration and whether that is required.

https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference.html
"""
_MOST_RULES = 5


def check_conditions(definition: Mapping[str, Any]) -> None:
    """Raises `InvalidStructureException` for conditions that CodePipeline does not take."""
    # https://docs.aws.amazon.com/codepipeline/latest/userguide/execution-modes.html
    taken_out = {"ROLLBACK"} if definition.get("executionMode") == "PARALLEL" else set()
    for stage in definition["stages"]:
        for moment, results in CONDITIONS.items():
            if moment in stage:
                if definition.get("pipelineType", "V1") == "V1":
                    # That only V2 has them is documented, in which words it is refused is not.
                    raise InvalidStructureException(
                        f"Stage {stage['name']} has {moment}: conditions of stages can only be used with V2 pipelines"
                    )
                _check_moment(f"{moment} of stage {stage['name']}", stage[moment], results - taken_out)


def check_commands(definition: Mapping[str, Any]) -> None:
    """Raises `InvalidStructureException` for commands in a pipeline of type V1.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-Commands.html says that only V2 has them, not in which words it is refused.
    """
    if definition.get("pipelineType", "V1") != "V1":
        return
    for stage in definition["stages"]:
        for action in stage["actions"]:
            if action["actionTypeId"]["category"] == "Compute":
                raise InvalidStructureException(f"Action {action['name']} runs commands: they can only be used with V2 pipelines")


def _check_moment(where: str, given: Mapping[str, Any], results: frozenset[str]) -> None:
    _check_result(where, given.get("result"), results)
    conditions = given.get("conditions")
    if conditions is not None and len(conditions) != 1:
        raise InvalidStructureException(f"{where} has {len(conditions)} conditions: it takes exactly one")
    for condition in conditions or []:
        _check_result(where, condition.get("result"), results)
        rules = condition.get("rules") or []
        if not 1 <= len(rules) <= _MOST_RULES:
            raise InvalidStructureException(f"The condition {where} has {len(rules)} rules: it takes 1 to {_MOST_RULES}")
        for rule in rules:
            _check_rule(where, rule)


def _check_result(where: str, result: str | None, results: frozenset[str]) -> None:
    if result is not None and result not in results:
        raise InvalidStructureException(f"{where} has the result {result}: it takes {', '.join(sorted(results))}")


def _check_rule(where: str, rule: Mapping[str, Any]) -> None:
    kind = rule["ruleTypeId"]
    fits = kind["category"] == "Rule" and kind.get("owner", "AWS") == "AWS" and kind.get("version", "1") == "1"
    if not fits or kind["provider"] not in RULE_TYPES:
        words = " ".join(str(kind.get(part, "")) for part in ("category", "owner", "provider", "version"))
        raise InvalidStructureException(f"Rule {rule['name']} of {where} is of type {words}, which does not exist")
