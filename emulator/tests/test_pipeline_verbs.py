"""What CodePipeline refuses of its verbs, and the orders that the others leave.

https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_Operations.html has a page for each.
"""

import threading
from typing import Any
from unittest.mock import patch

from pipeline_case import NAME
from service_case import ACCOUNT
from verb_case import ONE, TWO, VerbCase

from delivery_emulator.services import codepipeline_verbs


class TestStopping(VerbCase):
    def stop(self, abandon: bool, execution: str = ONE, **more: str) -> Any:
        return self.pipelines.stop_pipeline_execution(pipelineName=NAME, pipelineExecutionId=execution, abandon=abandon, **more)

    def status(self) -> str:
        found = self.pipelines.get_pipeline_execution(pipelineName=NAME, pipelineExecutionId=ONE)["pipelineExecution"]
        return str(found["status"])

    def test_waits_first_and_abandons_then_each_once(self) -> None:
        self.ask()
        self.assertEqual(self.stop(False, reason="a fire")["pipelineExecutionId"], ONE)
        self.assertEqual(self.status(), "Stopping")
        self.no("DuplicatedStopRequestException", self.stop, False)
        self.stop(True)
        self.no("DuplicatedStopRequestException", self.stop, True)
        self.no("DuplicatedStopRequestException", self.stop, False)
        self.assertEqual([each["abandon"] for each in self.orders()], [False, True])
        self.note(ONE, "Stopped")
        self.no("PipelineExecutionNotStoppableException", self.stop, True)

    def test_fails_an_execution_that_is_not_there_or_has_ended_and_a_long_reason(self) -> None:
        self.no("PipelineExecutionNotStoppableException", self.stop, True, TWO)
        self.note(ONE, "Succeeded")
        self.no("PipelineExecutionNotStoppableException", self.stop, True)
        self.note(ONE, "InProgress")
        self.no("ValidationException", self.stop, True, reason="x" * 201)
        self.no("PipelineNotFoundException", self.pipelines.stop_pipeline_execution, pipelineName="other", pipelineExecutionId=ONE)


class TestRetries(VerbCase):
    """https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-retry.html says what cannot be retried."""

    def retry(self, execution: str = ONE, stage: str = "prod", mode: str = "FAILED_ACTIONS") -> Any:
        return self.pipelines.retry_stage_execution(pipelineName=NAME, stageName=stage, pipelineExecutionId=execution, retryMode=mode)

    def failing(self, execution: str = ONE, **more: Any) -> None:
        self.ask(execution)
        self.approval(execution, "Failed", "no")
        self.note(execution, "Failed", stageName="prod")
        self.note(execution, "Failed", **more)

    def test_are_taken_by_whoever_waits_for_one(self) -> None:
        self.failing(retryable=True)
        taken: list[dict[str, Any]] = []

        def work() -> None:
            taken.extend(self.orders(seconds=5))
            self.orders(after=1)

        worker = threading.Thread(target=work)
        worker.start()
        self.assertEqual(self.retry()["pipelineExecutionId"], ONE)
        worker.join()
        self.assertEqual(taken, [{"kind": "retry", "stageName": "prod", "mode": "FAILED_ACTIONS"}])
        self.no("ConflictException", self.retry)

    def test_fails_where_nobody_waits_or_whoever_did_is_gone(self) -> None:
        self.failing()
        self.no("ConflictException", self.retry)
        self.note(ONE, "Failed", retryable=True)
        with patch.object(codepipeline_verbs, "TO_BE_TAKEN", 0.01):
            self.no("ConflictException", self.retry)
        self.assertEqual(self.orders(), [])

    def test_fails_an_older_execution_and_a_stage_that_is_not_reached(self) -> None:
        self.failing(ONE, retryable=True)
        self.failing(TWO, retryable=True)
        self.no("NotLatestPipelineExecutionException", self.retry, ONE)
        self.no("NotLatestPipelineExecutionException", self.retry, TWO, "Source")

    def test_fails_a_stage_that_did_not_fail_and_a_structure_that_has_changed(self) -> None:
        self.ask()
        self.no("StageNotRetryableException", self.retry)
        self.failing(TWO, retryable=True)
        definition = self.pipelines.get_pipeline(name=NAME)["pipeline"]
        self.pipelines.update_pipeline(pipeline=definition)
        self.assertIn("structure", self.no("StageNotRetryableException", self.retry, TWO))

    def test_fails_what_is_no_stage_no_mode_and_no_pipeline(self) -> None:
        self.no("StageNotFoundException", self.retry, stage="staging")
        self.no("ValidationException", self.retry, mode="SOME_ACTIONS")


class TestTransitions(VerbCase):
    def disable(self, stage: str = "prod", kind: str = "Inbound", reason: str = "freeze") -> None:
        self.pipelines.disable_stage_transition(pipelineName=NAME, stageName=stage, transitionType=kind, reason=reason)

    def enable(self, kind: str = "Inbound", stage: str = "prod") -> None:
        self.pipelines.enable_stage_transition(pipelineName=NAME, stageName=stage, transitionType=kind)

    def test_are_shown_with_their_reason_until_they_are_enabled(self) -> None:
        self.note(ONE, "InProgress")
        self.assertEqual(self.stage_state()["inboundTransitionState"], {"enabled": True})
        self.disable()
        state = self.stage_state()["inboundTransitionState"]
        self.assertEqual((state["enabled"], state["disabledReason"]), (False, "freeze"))
        self.assertEqual(state["lastChangedBy"], f"arn:aws:iam::{ACCOUNT}:root")
        self.enable()
        self.assertTrue(self.stage_state()["inboundTransitionState"]["enabled"])

    def test_out_of_a_stage_is_into_the_next(self) -> None:
        self.disable("Source", "Outbound")
        self.assertFalse(self.stage_state()["inboundTransitionState"]["enabled"])
        self.assertTrue(self.stage_state(0)["inboundTransitionState"]["enabled"])

    def test_fails_what_is_no_stage_no_kind_no_reason_and_what_leads_nowhere(self) -> None:
        self.no("StageNotFoundException", self.disable, "staging")
        self.no("StageNotFoundException", self.enable, stage="staging")
        self.no("ValidationException", self.disable, kind="Sideways")
        self.no("ValidationException", self.disable, reason="not; allowed")
        self.no("ValidationException", self.disable, "prod", "Outbound")
