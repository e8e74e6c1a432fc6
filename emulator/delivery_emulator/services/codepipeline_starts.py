"""Starts of executions by the API: checked here, and run by whoever says that it runs executions of that pipeline.

https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_StartPipelineExecution.html
"""

import json
import re
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from delivery_emulator.services.codepipeline_api import check_root
from delivery_emulator.services.codepipeline_executions import Execution, executions_of
from delivery_emulator.services.codepipeline_orders import changed, waited
from delivery_emulator.services.codepipeline_verbs import Refused, caller, check

_TO_BE_TAKEN = 5.0
"""Seconds within which a start is taken by whoever runs executions."""
_BETWEEN = 2.0
"""Seconds that a worker may be away between two calls."""
_MOST = 50
"""Executions that are QUEUED or PARALLEL at a time. That there is a limit is documented; the number nobody has confirmed."""
_TOKEN = re.compile(r"[a-zA-Z0-9-]{1,128}")
_VARIABLE = re.compile(r"[A-Za-z0-9@\-_]{1,128}")
_REVISIONS = {
    "CodeStarSourceConnection": ("COMMIT_ID",),
    "CodeCommit": ("COMMIT_ID",),
    "ECR": ("IMAGE_DIGEST",),
    "S3": ("S3_OBJECT_VERSION_ID", "S3_OBJECT_KEY"),
}
"""https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-trigger-source-overrides.html"""


@dataclass
class Starts:
    """What of one pipeline is to be run, and by whom."""

    pending: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By the id that the execution will have."""
    tokens: dict[str, str] = field(default_factory=dict)
    """The execution that a client's token has started."""
    waiting: int = 0
    """How many workers wait for a start now."""
    seen: float = float("-inf")
    """When a worker was last here, by the monotonic clock."""

    @property
    def has_worker(self) -> bool:
        """Somebody runs what is started."""
        return self.waiting > 0 or time.monotonic() - self.seen < _BETWEEN


def starts_of(pipeline: Any) -> Starts:
    """The starts of a pipeline; they go when it goes."""
    known: Starts = pipeline.__dict__.setdefault("starts", Starts())
    return known


class StartApi:
    """Mixed into the CodePipeline service, whose pipelines and request come from there."""

    def emulator_await_starts(self: Any) -> str:
        """What is to be run of a pipeline, as soon as there is something: no call of AWS, for whoever runs its executions."""
        check_root()
        given = json.loads(self.body)
        starts = starts_of(self._known(given["pipelineName"]))
        with changed:
            starts.waiting += 1
        try:
            found = waited(lambda: list(starts.pending.values()), float(given["seconds"]))
        finally:
            with changed:
                starts.waiting -= 1
                starts.seen = time.monotonic()
        return json.dumps({"starts": found})

    def emulator_take_start(self: Any) -> str:
        """Whether the caller is to run a start; from then on it is an execution. False where somebody else does, or it was withdrawn."""
        check_root()
        given = json.loads(self.body)
        pipeline = self._known(given["pipelineName"])
        with changed:
            start = starts_of(pipeline).pending.pop(given["pipelineExecutionId"], None)
            if start is not None:
                executions_of(pipeline)[start["pipelineExecutionId"]] = _execution(pipeline.pipeline, start)
                changed.notify_all()
        return json.dumps({"taken": start is not None})

    def start_pipeline_execution(self: Any) -> str:
        """Start an execution of the newest commit, or of the revisions that are named."""
        name, token = self._get_param("name"), self._get_param("clientRequestToken")
        definition, _ = self.codepipeline_backend.get_pipeline(name)
        check("clientRequestToken", token, token is None or _TOKEN.fullmatch(token) is not None, f"regular expression pattern: {_TOKEN.pattern}")
        variables = _variables(definition, self._get_param("variables"))
        revisions = self._get_param("sourceRevisions") or []
        _check_revisions(definition, revisions)
        pipeline = self._known(name)
        starts = starts_of(pipeline)
        with changed:
            if token in starts.tokens:
                return json.dumps({"pipelineExecutionId": starts.tokens[token]})
            _check_room(pipeline, definition.get("executionMode", "SUPERSEDED"))
            trigger = {"triggerType": "StartPipelineExecution", "triggerDetail": caller()}
            start = {"variables": variables, "sourceRevisions": revisions, "trigger": trigger}
            identifier = hand_over(starts, name, start, token)
        return json.dumps({"pipelineExecutionId": identifier})


def hand_over(starts: Starts, name: str, start: dict[str, Any], token: str | None = None) -> str:
    """Let somebody run a start; answers the id of its execution. Needs `changed`. Raises `Refused` where nobody takes it."""
    if not starts.has_worker:
        raise _nobody(name)
    identifier = str(uuid.uuid4())
    starts.pending[identifier] = {"pipelineExecutionId": identifier, **start}
    if token is not None:
        starts.tokens[token] = identifier
    changed.notify_all()
    if not waited(lambda: identifier not in starts.pending, _TO_BE_TAKEN):
        del starts.pending[identifier]
        if token is not None:
            starts.tokens.pop(token, None)
        raise _nobody(name)
    return identifier


def _nobody(name: str) -> Refused:
    # Nothing of AWS, where somebody always runs executions.
    return Refused("ConflictException", f"nobody runs executions of {name} here: rehearse with --wait, and start it meanwhile")


def _execution(definition: dict[str, Any], start: dict[str, Any]) -> Execution:
    now = time.time()
    execution = Execution(definition["name"], start["pipelineExecutionId"], definition["version"], now, now)
    execution.mode = definition.get("executionMode", "SUPERSEDED")
    execution.trigger, execution.variables = start["trigger"], start["variables"]
    execution.rollback_target = (start.get("rollback") or {}).get("targetPipelineExecutionId")
    # Whoever has taken it runs it, before it is first asked for its orders.
    execution.orders.live()
    return execution


def _check_room(pipeline: Any, mode: str) -> None:
    running = [each for each in executions_of(pipeline).values() if each.status in ("InProgress", "Stopping") and each.orders.alive]
    if mode != "SUPERSEDED" and len(running) >= _MOST:
        raise Refused(
            "ConcurrentPipelineExecutionsLimitExceededException", f"{len(running)} executions run, at most {_MOST} may in mode {mode}"
        )


def _variables(definition: dict[str, Any], given: list[dict[str, str]] | None) -> dict[str, str]:
    """The value of every variable of the pipeline. AWS documents no sentence for those that are not declared or have none."""
    declared = {each["name"]: each.get("defaultValue") for each in definition.get("variables") or []}
    if given is not None:
        check("variables", given, 1 <= len(given) <= 50, "length between 1 and 50")
    values = dict(declared)
    for name, value in ((str(each.get("name")), str(each.get("value", ""))) for each in given or []):
        check("variables.member.name", name, _VARIABLE.fullmatch(name) is not None, f"regular expression pattern: {_VARIABLE.pattern}")
        check("variables.member.value", value, 1 <= len(value) <= 1000, "length between 1 and 1000")
        if name not in declared:
            raise Refused("ValidationException", f"pipeline {definition['name']} has no variable {name}: it has {', '.join(declared) or 'none'}")
        values[name] = value
    missing = [name for name, value in values.items() if value is None]
    if missing:
        raise Refused("ValidationException", f"variable {missing[0]} of pipeline {definition['name']} has no default value, and none is given")
    return {name: str(value) for name, value in values.items()}


def _check_revisions(definition: dict[str, Any], revisions: list[dict[str, str]]) -> None:
    check("sourceRevisions", revisions, len(revisions) <= 50, "length less than or equal to 50")
    kinds = tuple(kind for provider in _REVISIONS.values() for kind in provider)
    sources = {
        action["name"]: action
        for stage in definition["stages"]
        for action in stage["actions"]
        if action["actionTypeId"]["category"] == "Source"
    }
    for each in revisions:
        kind, value, name = each.get("revisionType"), str(each.get("revisionValue", "")), each.get("actionName")
        check("sourceRevisions.member.revisionType", kind, kind in kinds, f"enum value set: [{', '.join(sorted(set(kinds)))}]")
        check("sourceRevisions.member.revisionValue", value, 1 <= len(value) <= 1500, "length between 1 and 1500")
        source = sources.get(str(name))
        if source is None:
            raise Refused("ValidationException", f"pipeline {definition['name']} has no source action {name}: it has {', '.join(sources)}")
        provider = source["actionTypeId"]["provider"]
        if kind not in _REVISIONS.get(provider, ()):
            raise Refused("ValidationException", f"source action {name} is of provider {provider}, which has no revision of type {kind}")
        allowed = source.get("configuration", {}).get("AllowOverrideForS3ObjectKey") == "true"
        if kind == "S3_OBJECT_KEY" and not allowed:
            raise Refused("ValidationException", f"source action {name} does not set AllowOverrideForS3ObjectKey to true")
