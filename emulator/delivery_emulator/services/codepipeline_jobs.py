"""The answers of functions to the jobs that CodePipeline gave them.

https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PutJobSuccessResult.html and API_PutJobFailureResult.html
"""

from typing import Any

from delivery_emulator.services.codepipeline_executions import Execution, executions_of
from delivery_emulator.services.codepipeline_orders import changed
from delivery_emulator.services.codepipeline_verbs import Refused, check

_KINDS = (
    "JobFailed",
    "ConfigurationError",
    "PermissionError",
    "RevisionOutOfSync",
    "RevisionUnavailable",
    "SystemUnavailable",
)


_LONGEST_TOKEN = 2048


class JobApi:
    """Mixed into the CodePipeline service, whose pipelines and request come from there."""

    def put_job_success_result(self: Any) -> str:
        """The job is done, or goes on: then the function is invoked again, with the token that it gives here."""
        details = self._get_param("executionDetails") or {}
        more = self._get_param("continuationToken")
        check("continuationToken", more, more is None or 1 <= len(more) <= _LONGEST_TOKEN, f"length less than or equal to {_LONGEST_TOKEN}")
        variables = self._get_param("outputVariables") or {}
        self._answer(self._get_param("jobId"), True, str(details.get("summary", "")), variables, more)
        return "{}"

    def put_job_failure_result(self: Any) -> str:
        """The job has failed."""
        details = self._get_param("failureDetails") or {}
        kind, message = details.get("type"), str(details.get("message", ""))
        check("failureDetails.type", kind, kind in _KINDS, f"enum value set: [{', '.join(_KINDS)}]")
        self._answer(self._get_param("jobId"), False, message)
        return "{}"

    def _answer(self: Any, job: str, succeeded: bool, summary: str, variables: dict[str, str] | None = None, more: str | None = None) -> None:
        with changed:
            execution = self._given(job)
            state = execution.conditions.jobs[job]
            if state != "open":
                raise Refused("InvalidJobStateException", f"job {job} is {state}")
            if more is None:
                execution.conditions.jobs[job] = "answered"
            answer = {"succeeded": succeeded, "summary": summary, "variables": variables or {}}
            execution.orders.give("job", token=job, **answer, **({"continuationToken": more} if more else {}))

    def _given(self: Any, job: str) -> Execution:
        for pipeline in self.codepipeline_backend.pipelines.values():
            for execution in executions_of(pipeline).values():
                if job in execution.conditions.jobs:
                    return execution
        raise Refused("JobNotFoundException", f"Unable to find job {job}")
