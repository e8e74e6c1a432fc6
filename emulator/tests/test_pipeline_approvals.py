"""Answers to approvals, and the orders that they leave.

https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PutApprovalResult.html
"""

import json
import threading
import time
import uuid

from judged_case import JudgedCase
from pipeline_case import NAME
from service_case import ACCOUNT, REGION
from verb_case import ONE, TWO, VerbCase

from delivery_emulator.services.codepipeline_orders import LONGEST_WAIT


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
        self.assertEqual([each["kind"] for each in self.orders(seconds=LONGEST_WAIT)], ["approval"])
        self.assertLess(time.monotonic() - started, 0.9 * LONGEST_WAIT)
        timer.join()
        self.assertEqual(self.orders(after=1, seconds=0.01), [])

    def test_fails_whoever_is_not_the_root_user(self) -> None:
        role = self.client("iam").create_role(RoleName="w", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}]}))["Role"]["Arn"]
        self.addCleanup(self.client("iam").delete_role, RoleName="w")
        keys = self.client("sts").assume_role(RoleArn=role, RoleSessionName="se")["Credentials"]
        worker = self.client("codepipeline", aws_access_key_id=keys["AccessKeyId"], aws_secret_access_key=keys["SecretAccessKey"], aws_session_token=keys["SessionToken"])
        worker.meta.events.register("before-call.codepipeline.ListPipelines", lambda params, **_: params["headers"].update({"X-Amz-Target": "CodePipeline_20150709.EmulatorAwaitOrders"}))
        self.no("AccessDeniedException", worker.list_pipelines)
