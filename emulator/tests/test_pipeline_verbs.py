"""What CodePipeline refuses of its verbs, and the orders that the others leave.

https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PutApprovalResult.html, and the pages of the other calls.
"""

import json
import threading
import time
import uuid
from typing import Any
from unittest.mock import patch

from botocore.exceptions import ClientError
from judged_case import JudgedCase
from pipeline_case import NAME, ServiceCaseWithPipeline
from service_case import ACCOUNT, REGION

from delivery_emulator.services import codepipeline_verbs

ONE, TWO = str(uuid.uuid4()), str(uuid.uuid4())
FAR = {"pipelineName": NAME, "stageName": "prod", "actionName": "Approve"}


class VerbCase(ServiceCaseWithPipeline):
    def ask(self, execution: str = ONE) -> str:
        token = str(uuid.uuid4())
        self.note(execution, "InProgress")
        self.note(execution, "InProgress", stageName="prod")
        self.approval(execution, "InProgress", token=token)
        return token

    def answer(self, token: str, status: str = "Approved", summary: str = "fine", client: Any = None, **more: str) -> Any:
        result = {"status": status, "summary": summary}
        return (client or self.pipelines).put_approval_result(**{**FAR, **more}, result=result, token=token)

    def orders(self, execution: str = ONE, after: int = 0, seconds: float = 0) -> list[dict[str, Any]]:
        client, body = self.client("codepipeline"), {"pipelineName": NAME, "pipelineExecutionId": execution}
        answers: list[str] = []

        def replaced(params: dict[str, Any], **_: Any) -> None:
            params["headers"]["X-Amz-Target"] = "CodePipeline_20150709.EmulatorAwaitOrders"
            params["body"] = json.dumps({**body, "after": after, "seconds": seconds}).encode()

        client.meta.events.register("before-call.codepipeline.ListPipelines", replaced)
        client.meta.events.register("before-parse.codepipeline.ListPipelines", lambda response_dict, **_: answers.append(response_dict["body"]))
        client.list_pipelines()
        return list(json.loads(answers[0])["orders"])

    def no(self, code: str, call: Any, *args: Any, **more: Any) -> str:
        with self.assertRaises(ClientError) as caught:
            call(*args, **more)
        error = caught.exception.response["Error"]
        self.assertEqual(error["Code"], code)
        return str(error["Message"])

    def stage_state(self, stage: int = 1) -> Any:
        return self.pipelines.get_pipeline_state(name=NAME)["stageStates"][stage]


class TestApprovals(VerbCase):
    def token(self) -> str | None:
        return self.stage_state()["actionStates"][0]["latestExecution"].get("token")

    def test_the_token_of_the_open_request_answers_it_once(self) -> None:
        token = self.ask()
        self.assertEqual(self.token(), token)
        self.assertIn("approvedAt", self.answer(token, "Rejected", "not on a Friday"))
        self.assertEqual(self.orders(), [{"kind": "approval", "token": token, "status": "Rejected", "summary": "not on a Friday"}])
        self.assertIsNone(self.token())
        self.no("ApprovalAlreadyCompletedException", self.answer, token)
        self.approval(ONE, "Failed", "not on a Friday")
        self.no("ApprovalAlreadyCompletedException", self.answer, token)
        self.assertEqual(len(self.orders()), 1)
        listed = self.pipelines.list_action_executions(pipelineName=NAME)["actionExecutionDetails"]
        self.assertEqual(listed[0]["updatedBy"], f"arn:aws:iam::{ACCOUNT}:root")

    def test_fails_a_token_of_no_request_and_one_that_has_expired(self) -> None:
        token = self.ask()
        self.no("InvalidApprovalTokenException", self.answer, str(uuid.uuid4()))
        self.approval(ONE, "Failed", "timed out after 2 minutes")
        self.assertIsNone(self.token())
        self.no("InvalidApprovalTokenException", self.answer, token)
        self.assertEqual(self.orders(), [])

    def test_a_token_answers_the_request_of_its_own_execution(self) -> None:
        first = self.ask(ONE)
        self.approval(ONE, "Abandoned")
        second = self.ask(TWO)
        self.no("InvalidApprovalTokenException", self.answer, first)
        self.answer(second)
        self.assertEqual((self.orders(ONE), len(self.orders(TWO))), ([], 1))

    def test_fails_what_the_definition_does_not_have(self) -> None:
        token = self.ask()
        self.no("PipelineNotFoundException", self.answer, token, pipelineName="other")
        self.no("StageNotFoundException", self.answer, token, stageName="staging")
        self.no("ActionNotFoundException", self.answer, token, actionName="Ask")

    def test_fails_a_summary_of_more_than_512_characters_another_word_and_what_is_no_token(self) -> None:
        token = self.ask()
        self.assertIn("512", self.no("ValidationException", self.answer, token, "Approved", "x" * 513))
        self.no("ValidationException", self.answer, token, "Fine")
        self.no("ValidationException", self.answer, "token")
        self.answer(token, "Approved", "x" * 512)


class TestAnsweringIsPermitted(VerbCase, JudgedCase):
    def setUp(self) -> None:
        super().setUp()
        JudgedCase.setUp(self)

    def test_on_the_action_itself(self) -> None:
        token = self.ask()
        arn = f"arn:aws:codepipeline:{REGION}:{ACCOUNT}:{NAME}"
        allow = {"Effect": "Allow", "Action": "codepipeline:PutApprovalResult"}
        stranger = self.acting("codepipeline", {**allow, "Resource": f"{arn}/prod/Other"}, name="stranger")
        self.no("AccessDeniedException", self.answer, token, client=stranger)
        approver = self.acting("codepipeline", {**allow, "Resource": f"{arn}/prod/Approve"}, name="approver")
        self.answer(token, client=approver)
        (action,) = self.pipelines.list_action_executions(pipelineName=NAME)["actionExecutionDetails"]
        self.assertEqual(action["updatedBy"], f"arn:aws:sts::{ACCOUNT}:assumed-role/approver/se")


class TestOrders(VerbCase):
    def test_are_given_to_whoever_waits_as_soon_as_they_are_there(self) -> None:
        token = self.ask()
        timer = threading.Timer(0.1, lambda: self.answer(token))
        timer.start()
        started = time.monotonic()
        self.assertEqual([each["kind"] for each in self.orders(seconds=10)], ["approval"])
        self.assertLess(time.monotonic() - started, 5)
        timer.join()
        self.assertEqual(self.orders(after=1, seconds=0.01), [])

    def test_fails_whoever_is_not_the_root_user(self) -> None:
        role = self.client("iam").create_role(RoleName="w", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}]}))["Role"]["Arn"]
        self.addCleanup(self.client("iam").delete_role, RoleName="w")
        keys = self.client("sts").assume_role(RoleArn=role, RoleSessionName="se")["Credentials"]
        worker = self.client("codepipeline", aws_access_key_id=keys["AccessKeyId"], aws_secret_access_key=keys["SecretAccessKey"], aws_session_token=keys["SessionToken"])
        worker.meta.events.register("before-call.codepipeline.ListPipelines", lambda params, **_: params["headers"].update({"X-Amz-Target": "CodePipeline_20150709.EmulatorAwaitOrders"}))
        self.no("AccessDeniedException", worker.list_pipelines)


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
        with patch.object(codepipeline_verbs, "_TO_BE_TAKEN", 0.01):
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


class TestWhatIsNotBuilt(VerbCase):
    def test_fails_by_name(self) -> None:
        with self.assertRaisesRegex(ClientError, "start_pipeline_execution"):
            self.pipelines.start_pipeline_execution(name=NAME)
        with self.assertRaisesRegex(ClientError, "rollback_stage"):
            self.pipelines.rollback_stage(pipelineName=NAME, stageName="prod", targetPipelineExecutionId=ONE)


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
        told = [(each["kind"], each["enabled"]) for each in self.orders()]
        self.assertEqual(told, [("transition", False), ("transition", True)])

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
