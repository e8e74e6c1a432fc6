"""What became of the conditions of one execution, and of their rules; whoever runs it notes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Key = tuple[str, str]
"""A stage, and one of `beforeEntry`, `onSuccess` and `onFailure`."""


@dataclass
class ConditionStates:
    """The last run of every condition, and every run of a rule in the words of `ListRuleExecutions`."""

    last: dict[Key, dict[str, Any]] = field(default_factory=dict)
    rules: dict[str, dict[str, Any]] = field(default_factory=dict)
    jobs: dict[str, str] = field(default_factory=dict)
    """What rules and actions gave to functions, by the token of the job: `open`, `answered` or `ended`."""
    _tokens: dict[str, str] = field(default_factory=dict)
    _moments: dict[str, Key] = field(default_factory=dict)
    """To which condition a run of a rule belongs."""

    def note(self, execution_id: str, version: int, moment: float, given: Mapping[str, Any]) -> None:
        """Remember what happened to a condition, or to a run of one of its rules."""
        if "rule" in given:
            self._note_rule(execution_id, version, moment, given["status"], given["rule"])
            return
        key = given["stageName"], given["condition"]
        summary = given.get("statusSummary")
        if given["status"] == "InProgress":
            # The runs of its rules before are history.
            self._moments = {rule: of for rule, of in self._moments.items() if of != key}
        self.last[key] = {"status": given["status"], "lastStatusChange": moment, **({"summary": summary} if summary else {})}

    def status(self, stage: str, moment: str) -> str | None:
        """How a condition is; none where it was never looked at."""
        found = self.last.get((stage, moment))
        return found["status"] if found else None

    def state(self, stage: str, moment: str) -> dict[str, Any] | None:
        """A condition's state in the words of `GetPipelineState`; the API has a list of conditions, and takes one."""
        found = self.last.get((stage, moment))
        if found is None:
            return None
        states = [_rule_state(self.rules[rule]) for rule, of in self._moments.items() if of == (stage, moment)]
        latest = {key: value for key, value in found.items() if key != "lastStatusChange"}
        return {"latestExecution": latest, "conditionStates": [{"latestExecution": found, "ruleStates": states}]}

    def abandoned(self, because: str) -> list[dict[str, Any]]:
        """What `note` is to be given once nobody runs them any more: of rules that run, and of conditions that are looked at."""
        output = {"executionResult": {"externalExecutionSummary": because}}
        same = "ruleExecutionId", "stageName", "ruleName", "input"
        rules = [
            {"rule": {**{key: rule[key] for key in same}, "condition": self._moments[identifier][1], "output": output}}
            for identifier, rule in self.rules.items()
            if rule["status"] == "InProgress"
        ]
        open_ones = [key for key, found in self.last.items() if found["status"] == "InProgress"]
        return [*rules, *({"stageName": stage, "condition": moment, "statusSummary": because} for stage, moment in open_ones)]

    def _note_rule(self, execution_id: str, version: int, moment: float, status: str, given: Mapping[str, Any]) -> None:
        identifier = given["ruleExecutionId"]
        rule = self.rules.setdefault(
            identifier,
            {
                "pipelineExecutionId": execution_id,
                "ruleExecutionId": identifier,
                "pipelineVersion": version,
                "stageName": given["stageName"],
                "ruleName": given["ruleName"],
                "startTime": moment,
            },
        )
        rule.update(status=status, lastUpdateTime=moment, input=given["input"])
        if "output" in given:
            rule["output"] = given["output"]
        self.note_job(identifier, status, given.get("token"))
        self._moments[identifier] = (given["stageName"], given["condition"])

    def note_job(self, identifier: str, status: str, token: str | None) -> None:
        """A run of a rule or an action gives a job to somebody, or has ended with it."""
        if token is not None:
            self._tokens[identifier] = token
            self.jobs[token] = "open"
        if status != "InProgress" and self.jobs.get(self._tokens.get(identifier, "")) == "open":
            self.jobs[self._tokens[identifier]] = "ended"


def _rule_state(rule: Mapping[str, Any]) -> dict[str, Any]:
    result = (rule.get("output") or {}).get("executionResult") or {}
    latest = {
        "ruleExecutionId": rule["ruleExecutionId"],
        "status": rule["status"],
        "lastStatusChange": rule["lastUpdateTime"],
        "summary": result.get("externalExecutionSummary"),
        "externalExecutionId": result.get("externalExecutionId"),
    }
    return {"ruleName": rule["ruleName"], "latestExecution": {key: value for key, value in latest.items() if value}}
