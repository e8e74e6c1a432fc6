"""Executions whose worker is gone: they are stopped, and nobody can order them anything any more."""

import http.client
import json
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from lambda_case import eventually
from moto.codepipeline.models import codepipeline_backends
from patience import PATIENCE
from pipeline_case import NAME
from service_case import ACCOUNT, REGION, SECRET
from verb_case import ONE, TWO, VerbCase

from delivery_emulator.services.codepipeline_executions import gone_of

REASON = "the process that ran it was killed, or ended without saying how it ended"


class TestHolding(VerbCase):
    def hold(self, execution: str = ONE, key: str = ACCOUNT, secret: str = SECRET) -> http.client.HTTPConnection:
        """The call that a worker leaves open; whoever closes it is gone."""
        body = json.dumps({"pipelineName": NAME, "pipelineExecutionId": execution})
        headers = {"X-Amz-Target": "CodePipeline_20150709.EmulatorHoldExecution", "Content-Type": "application/x-amz-json-1.1"}
        request = AWSRequest("POST", f"{self.endpoint}/", data=body, headers=headers)
        SigV4Auth(Credentials(key, secret), "codepipeline", REGION).add_auth(request)
        connection = http.client.HTTPConnection("localhost", self.server.server_port, timeout=PATIENCE)
        self.addCleanup(connection.close)
        connection.request("POST", "/", body, dict(request.headers))
        return connection

    def let_go(self, connection: http.client.HTTPConnection, execution: str = ONE) -> None:
        connection.close()
        pipeline = codepipeline_backends[ACCOUNT][REGION].pipelines[NAME]
        eventually(lambda: execution in gone_of(pipeline))

    def status(self, execution: str = ONE) -> tuple[str, str | None]:
        found = self.pipelines.get_pipeline_execution(pipelineName=NAME, pipelineExecutionId=execution)["pipelineExecution"]
        return found["status"], found.get("statusSummary")

    def retry(self) -> Any:
        return self.pipelines.retry_stage_execution(
            pipelineName=NAME, stageName="prod", pipelineExecutionId=ONE, retryMode="FAILED_ACTIONS"
        )

    def test_what_a_killed_worker_ran_is_abandoned_and_takes_no_orders(self) -> None:
        held, token = self.hold(), self.ask()
        self.let_go(held)
        eventually(lambda: self.status()[0] != "InProgress")
        self.assertEqual(self.status(), ("Stopped", REASON))
        (listed,) = self.pipelines.list_pipeline_executions(pipelineName=NAME)["pipelineExecutionSummaries"]
        self.assertEqual((listed["status"], listed["statusSummary"]), ("Stopped", REASON))
        (action,) = self.pipelines.list_action_executions(pipelineName=NAME)["actionExecutionDetails"]
        self.assertEqual(action["status"], "Abandoned")
        self.assertEqual(action["output"]["executionResult"]["externalExecutionSummary"], REASON)
        self.assertEqual(action["input"]["resolvedConfiguration"], {"CustomData": "Deploy?"})
        stage = self.stage_state()
        self.assertEqual(stage["latestExecution"], {"pipelineExecutionId": ONE, "status": "Stopped"})
        latest = stage["actionStates"][0]["latestExecution"]
        self.assertEqual((latest["status"], latest["summary"], latest.get("token")), ("Abandoned", REASON, None))
        self.no("InvalidApprovalTokenException", self.answer, token)
        self.no("PipelineExecutionNotStoppableException", self.pipelines.stop_pipeline_execution, pipelineName=NAME, pipelineExecutionId=ONE)
        self.no("ConflictException", self.retry)
        self.assertEqual(self.orders(), [])

    def test_one_that_was_being_stopped_is_stopped(self) -> None:
        held, _ = self.hold(), self.ask()
        self.pipelines.stop_pipeline_execution(pipelineName=NAME, pipelineExecutionId=ONE)
        self.let_go(held)
        eventually(lambda: self.status()[0] == "Stopped")

    def test_a_worker_that_said_how_it_ended_is_believed(self) -> None:
        held = self.hold()
        self.ask()
        self.approval(ONE, "Succeeded")
        self.note(ONE, "Succeeded", stageName="prod")
        self.note(ONE, "Succeeded")
        self.let_go(held)
        self.assertEqual(self.status(), ("Succeeded", None))

    def test_a_retry_that_nobody_waits_for_any_more_is_refused(self) -> None:
        held = self.hold()
        self.ask()
        self.approval(ONE, "Failed")
        self.note(ONE, "Failed", stageName="prod")
        self.note(ONE, "Failed", retryable=True)
        self.let_go(held)
        self.no("ConflictException", self.retry)
        self.assertEqual(self.status(), ("Failed", None))

    def test_what_is_noted_of_a_worker_that_is_gone_already_is_stopped_at_once(self) -> None:
        self.let_go(self.hold())
        self.note(ONE, "InProgress")
        self.assertEqual(self.status(), ("Stopped", REASON))

    def test_another_execution_goes_on(self) -> None:
        held, _ = self.hold(), self.hold(TWO)
        self.ask(ONE)
        self.note(TWO, "InProgress")
        self.let_go(held)
        self.assertEqual(self.status(TWO)[0], "InProgress")

    def test_fails_a_stranger(self) -> None:
        keys = self.client("iam").create_user(UserName="u") and self.client("iam").create_access_key(UserName="u")["AccessKey"]
        self.addCleanup(self.client("iam").delete_user, UserName="u")
        self.addCleanup(self.client("iam").delete_access_key, UserName="u", AccessKeyId=keys["AccessKeyId"])
        answer = self.hold(key=keys["AccessKeyId"], secret=keys["SecretAccessKey"]).getresponse()
        self.assertEqual((answer.status, json.loads(answer.read())["__type"]), (403, "AccessDeniedException"))
