"""Starts by the API: what is refused, and what becomes of those that somebody runs.

https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_StartPipelineExecution.html
"""

import threading
import time
from typing import Any
from unittest.mock import patch

from judged_case import JudgedCase
from patience import PATIENCE
from pipeline_case import NAME
from service_case import ACCOUNT, REGION
from verb_case import VerbCase

from delivery_emulator.services import codepipeline_starts


class StartCase(VerbCase):
    def start(self, **more: Any) -> str:
        return str(self.pipelines.start_pipeline_execution(name=NAME, **more)["pipelineExecutionId"])

    def become(self, **more: Any) -> None:
        """Make another pipeline of it."""
        definition = self.pipelines.get_pipeline(name=NAME)["pipeline"]
        self.pipelines.update_pipeline(pipeline={**definition, **more})

    def working(self, starts: int = 1) -> tuple[threading.Thread, list[dict[str, Any]]]:
        """Somebody who takes so many starts."""
        taken: list[dict[str, Any]] = []

        def work() -> None:
            until = time.monotonic() + PATIENCE
            while len(taken) < starts and time.monotonic() < until:
                for start in self.emulator("EmulatorAwaitStarts", seconds=1)["starts"]:
                    if self.emulator("EmulatorTakeStart", pipelineExecutionId=start["pipelineExecutionId"])["taken"]:
                        taken.append(start)

        # One who was here a moment ago is one, too.
        self.emulator("EmulatorAwaitStarts", seconds=0)
        worker = threading.Thread(target=work)
        worker.start()
        return worker, taken


class TestStarts(StartCase):
    def test_are_run_by_whoever_waits_for_one(self) -> None:
        self.become(pipelineType="V2", variables=[{"name": "who", "defaultValue": "me"}, {"name": "size"}])
        worker, taken = self.working()
        revision = {"actionName": "S3", "revisionType": "S3_OBJECT_VERSION_ID", "revisionValue": "v7"}
        identifier = self.start(variables=[{"name": "size", "value": "2"}], sourceRevisions=[revision])
        worker.join()
        trigger = {"triggerType": "StartPipelineExecution", "triggerDetail": f"arn:aws:iam::{ACCOUNT}:root"}
        variables = {"who": "me", "size": "2"}
        self.assertEqual(taken, [{"pipelineExecutionId": identifier, "variables": variables, "sourceRevisions": [revision], "trigger": trigger}])
        found = self.pipelines.get_pipeline_execution(pipelineName=NAME, pipelineExecutionId=identifier)["pipelineExecution"]
        self.assertEqual((found["status"], found["trigger"], found["executionMode"]), ("InProgress", trigger, "SUPERSEDED"))
        self.assertEqual(found["variables"], [{"name": "who", "resolvedValue": "me"}, {"name": "size", "resolvedValue": "2"}])
        self.note(identifier, "InProgress", artifactRevisions=[])
        self.assertEqual(self.pipelines.list_pipeline_executions(pipelineName=NAME)["pipelineExecutionSummaries"][0]["trigger"], trigger)

    def test_of_one_token_are_one(self) -> None:
        worker, taken = self.working()
        first = self.start(clientRequestToken="t-1")
        worker.join()
        self.assertEqual(self.start(clientRequestToken="t-1"), first)
        self.assertEqual(len(taken), 1)

    def test_fail_where_nobody_runs_them_and_leave_nothing(self) -> None:
        self.assertIn("--wait", self.no("ConflictException", self.start))
        self.emulator("EmulatorAwaitStarts", seconds=0)
        with patch.object(codepipeline_starts, "_TO_BE_TAKEN", 0.01):
            self.no("ConflictException", self.start, clientRequestToken="t-2")
        self.assertEqual(self.emulator("EmulatorAwaitStarts", seconds=0)["starts"], [])
        self.assertEqual(self.pipelines.list_pipeline_executions(pipelineName=NAME)["pipelineExecutionSummaries"], [])
        self.assertEqual(self.emulator("EmulatorTakeStart", pipelineExecutionId="gone"), {"taken": False})

    def test_fail_beyond_the_most_that_may_run(self) -> None:
        self.become(pipelineType="V2", executionMode="QUEUED")
        with patch.object(codepipeline_starts, "_MOST", 1):
            worker, _ = self.working()
            identifier = self.start()
            worker.join()
            self.no("ConcurrentPipelineExecutionsLimitExceededException", self.start)
            self.note(identifier, "Succeeded")
            with patch.object(codepipeline_starts, "_TO_BE_TAKEN", 0.01):
                self.no("ConflictException", self.start)


class TestRefusals(StartCase):
    def test_of_revisions_that_no_source_has(self) -> None:
        def revision(action: str = "S3", kind: str = "S3_OBJECT_VERSION_ID", value: str = "1") -> dict[str, Any]:
            return {"sourceRevisions": [{"actionName": action, "revisionType": kind, "revisionValue": value}]}

        self.assertIn("Nope", self.no("ValidationException", self.start, **revision("Nope")))
        self.assertIn("COMMIT_ID", self.no("ValidationException", self.start, **revision(kind="COMMIT_ID")))
        self.assertIn("enum", self.no("ValidationException", self.start, **revision(kind="BRANCH")))
        self.assertIn("AllowOverrideForS3ObjectKey", self.no("ValidationException", self.start, **revision(kind="S3_OBJECT_KEY")))
        self.no("ValidationException", self.start, **revision(value="v" * 1501))
        self.no("ConflictException", self.start, **revision())

    def test_of_variables_that_are_not_declared_or_have_no_value(self) -> None:
        self.assertIn("no variable", self.no("ValidationException", self.start, variables=[{"name": "size", "value": "2"}]))
        self.become(pipelineType="V2", variables=[{"name": "size"}])
        self.assertIn("no default", self.no("ValidationException", self.start))
        self.no("ValidationException", self.start, variables=[{"name": "size", "value": "2" * 1001}])
        self.no("ValidationException", self.start, variables=[{"name": "si ze", "value": "2"}])
        self.no("ConflictException", self.start, variables=[{"name": "size", "value": "2"}])

    def test_of_what_is_no_pipeline_and_no_token(self) -> None:
        self.no("PipelineNotFoundException", self.pipelines.start_pipeline_execution, name="other")
        self.no("ValidationException", self.start, clientRequestToken="a b")


class TestStartingIsPermitted(StartCase, JudgedCase):
    def setUp(self) -> None:
        super().setUp()
        JudgedCase.setUp(self)

    def test_on_the_pipeline(self) -> None:
        arn = f"arn:aws:codepipeline:{REGION}:{ACCOUNT}:{NAME}"
        allow = {"Effect": "Allow", "Action": "codepipeline:StartPipelineExecution"}
        stranger = self.acting("codepipeline", {**allow, "Resource": f"{arn}2"}, name="stranger")
        self.no("AccessDeniedException", stranger.start_pipeline_execution, name=NAME)
        starter = self.acting("codepipeline", {**allow, "Resource": arn}, name="starter")
        self.no("ConflictException", starter.start_pipeline_execution, name=NAME)

    def test_for_nobody_but_the_root_where_they_are_run(self) -> None:
        worker = self.acting("codepipeline", {"Effect": "Allow", "Action": "codepipeline:*", "Resource": "*"}, name="worker")
        for operation in ("EmulatorAwaitStarts", "EmulatorTakeStart", "EmulatorEnterStage"):
            with patch.object(self, "own_client", lambda *_, **__: worker):
                self.no("AccessDeniedException", self.emulator, operation)
