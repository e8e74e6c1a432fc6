"""What CodePipeline refuses of roll-backs, and what it shows of the others.

https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_RollbackStage.html
"""

import threading
from typing import Any

from pipeline_case import NAME
from service_case import ACCOUNT
from verb_case import ONE, TWO, VerbCase


class TestRollbacks(VerbCase):
    def setUp(self) -> None:
        super().setUp()
        revision = {"name": "S3", "revisionId": "c0ffee", "revisionSummary": "One"}
        self.note(ONE, "InProgress", artifactRevisions=[revision])
        self.note(ONE, "Succeeded", stageName="Source")
        self.note(ONE, "Succeeded", stageName="prod")
        self.note(ONE, "Succeeded")

    def roll_back(self, target: str = ONE, stage: str = "prod") -> str:
        asked = {"pipelineName": NAME, "stageName": stage, "targetPipelineExecutionId": target}
        return str(self.pipelines.rollback_stage(**asked)["pipelineExecutionId"])

    def worked(self) -> str:
        """Roll back while somebody takes what is started; the new execution."""
        taken: list[dict[str, Any]] = []

        def work() -> None:
            starts = self.emulator("EmulatorAwaitStarts", seconds=5)["starts"]
            taken.extend(starts)
            self.emulator("EmulatorTakeStart", pipelineExecutionId=starts[0]["pipelineExecutionId"])

        self.emulator("EmulatorAwaitStarts", seconds=0)
        worker = threading.Thread(target=work)
        worker.start()
        identifier = self.roll_back()
        worker.join()
        self.assertEqual(taken[0]["rollback"], {"stageName": "prod", "targetPipelineExecutionId": ONE})
        self.assertEqual(taken[0]["sourceRevisions"][0]["revisionValue"], "c0ffee")
        return identifier

    def test_are_executions_of_their_own(self) -> None:
        identifier = self.worked()
        self.note(identifier, "InProgress", stageName="prod", rollbackTarget=ONE)
        found = self.pipelines.get_pipeline_execution(pipelineName=NAME, pipelineExecutionId=identifier)["pipelineExecution"]
        self.assertEqual(found["executionType"], "ROLLBACK")
        self.assertEqual(found["rollbackMetadata"], {"rollbackTargetPipelineExecutionId": ONE})
        self.assertEqual(found["trigger"], {"triggerType": "ManualRollback", "triggerDetail": f"arn:aws:iam::{ACCOUNT}:root"})
        self.assertEqual(self.stage_state()["latestExecution"]["type"], "ROLLBACK")
        listed = self.pipelines.list_pipeline_executions(pipelineName=NAME)["pipelineExecutionSummaries"]
        self.assertEqual([each["executionType"] for each in listed], ["ROLLBACK", "STANDARD"])
        self.no("UnableToRollbackStageException", self.roll_back, identifier)

    def test_by_the_definition_are_noted(self) -> None:
        self.note(TWO, "InProgress", rollbackTarget=ONE, trigger={"triggerType": "AutomatedRollback", "triggerDetail": "{}"})
        found = self.pipelines.get_pipeline_execution(pipelineName=NAME, pipelineExecutionId=TWO)["pipelineExecution"]
        self.assertEqual((found["executionType"], found["trigger"]["triggerType"]), ("ROLLBACK", "AutomatedRollback"))

    def test_fail_where_nobody_runs_them(self) -> None:
        self.no("ConflictException", self.roll_back)
        self.assertEqual(len(self.pipelines.list_pipeline_executions(pipelineName=NAME)["pipelineExecutionSummaries"]), 1)

    def test_fail_of_a_source_of_no_stage_and_to_no_execution(self) -> None:
        self.assertIn("source", self.no("UnableToRollbackStageException", self.roll_back, ONE, "Source"))
        self.no("StageNotFoundException", self.roll_back, ONE, "staging")
        self.no("PipelineExecutionNotFoundException", self.roll_back, TWO)

    def test_fail_to_what_did_not_succeed_there_and_while_the_stage_runs(self) -> None:
        self.note(TWO, "InProgress")
        self.assertIn("not reached", self.no("UnableToRollbackStageException", self.roll_back, TWO))
        self.note(TWO, "InProgress", stageName="prod")
        self.orders(TWO)
        self.assertIn("running", self.no("UnableToRollbackStageException", self.roll_back))

    def test_fail_in_parallel(self) -> None:
        definition = self.pipelines.get_pipeline(name=NAME)["pipeline"]
        self.pipelines.update_pipeline(pipeline={**definition, "pipelineType": "V2", "executionMode": "PARALLEL"})
        self.assertIn("PARALLEL", self.no("UnableToRollbackStageException", self.roll_back))

    def test_fail_to_what_another_structure_had(self) -> None:
        self.pipelines.update_pipeline(pipeline=self.pipelines.get_pipeline(name=NAME)["pipeline"])
        self.assertIn("version", self.no("UnableToRollbackStageException", self.roll_back))

    def test_can_go_to_what_succeeded_in_the_stage_in_this_structure(self) -> None:
        def succeeded() -> list[str]:
            found = self.pipelines.list_pipeline_executions(pipelineName=NAME, filter={"succeededInStage": {"stageName": "prod"}})
            return [each["pipelineExecutionId"] for each in found["pipelineExecutionSummaries"]]

        self.note(TWO, "Failed", stageName="prod")
        self.assertEqual(succeeded(), [ONE])
        self.pipelines.update_pipeline(pipeline=self.pipelines.get_pipeline(name=NAME)["pipeline"])
        self.assertEqual(succeeded(), [])
