"""The attempts of one execution, as CodePipeline numbers them: every retry is one more.

https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html and
https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_RetryStageMetadata.html
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, Literal

Trigger = Literal["AutomatedStageRetry", "ManualStageRetry"]
_COUNTER: Mapping[Trigger, str] = {
    "AutomatedStageRetry": "autoStageRetryAttempt",
    "ManualStageRetry": "manualStageRetryAttempt",
}
_ENDED = ("Failed", "Stopped")


@dataclass
class Attempts:
    """Which attempt an execution is at, and how often each of its stages was retried."""

    number: int = 1
    _retries: dict[str, dict[str, Any]] = field(default_factory=dict)
    _stages: dict[str, str] = field(default_factory=dict)
    """The last status of every stage."""
    _started: dict[str, float] = field(default_factory=dict)

    def retried(self, stage: str, trigger: Trigger) -> None:
        """Count a retry of a stage."""
        known = self._retries.setdefault(stage, {})
        known[_COUNTER[trigger]] = known.get(_COUNTER[trigger], 0) + 1
        known["latestRetryTrigger"] = trigger

    def metadata(self, stage: str) -> dict[str, Any]:
        """What the state of a stage says of its retries; empty where there was none."""
        known = self._retries.get(stage)
        return {"retryStageMetadata": known} if known else {}

    def state_of(self, given: Mapping[str, Any], last: str) -> str:
        """The state that an event of this note tells: what goes on after its end is `Resumed`, and another attempt."""
        status: str = given["status"]
        if "action" in given:
            return status
        stage = given.get("stageName")
        before = self._stages.get(stage, "") if stage else last
        if stage:
            self._stages[stage] = status
        if status != "InProgress" or before not in _ENDED:
            return status
        if given.get("retry") == "AutomatedStageRetry" and stage:
            self.retried(stage, "AutomatedStageRetry")
        if not stage or "retry" in given:
            self.number += 1
        return "Resumed"

    def started(self, given: Mapping[str, Any], moment: float) -> str:
        """When a stage began, in the form of events."""
        stage = given["stageName"]
        if given["status"] == "InProgress":
            self._started[stage] = moment
        return self.iso(self._started.get(stage, moment))

    @staticmethod
    def iso(moment: float) -> str:
        """Seconds since 1970 as events write them."""
        return datetime.fromtimestamp(moment, timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
