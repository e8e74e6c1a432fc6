import json
import time
import uuid
from typing import Any

from botocore.exceptions import ClientError
from lambda_case import trust, zipped
from patience import PATIENCE
from pipeline_case import NAME, ServiceCaseWithPipeline
from service_case import ACCOUNT, REGION

HANDLER = """
const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');
exports.handler = async (event) => {
  await new SQSClient({}).send(new SendMessageCommand({ QueueUrl: process.env.QUEUE, MessageBody: JSON.stringify(event) }));
};
"""


class TestExecutions(ServiceCaseWithPipeline):
    def test_an_approval_that_has_expired_was_decided_by_nobody(self) -> None:
        self.note("one", "InProgress")
        self.approval("one", "InProgress")
        self.approval("one", "Failed", "timed out after 2 minutes")
        (action,) = self.pipelines.list_action_executions(pipelineName=NAME)["actionExecutionDetails"]
        self.assertEqual((action["status"], action.get("updatedBy")), ("Failed", None))

    def test_what_was_noted_is_what_codepipeline_answers(self) -> None:
        revision = {"name": "Source_S3", "revisionId": "c0ffee", "revisionSummary": "One"}
        self.note("one", "InProgress", artifactRevisions=[revision])
        self.note("one", "InProgress", stageName="prod")
        token = str(uuid.uuid4())
        self.approval("one", "InProgress", token=token)
        result = {"status": "Rejected", "summary": "not on a Friday"}
        self.pipelines.put_approval_result(pipelineName=NAME, stageName="prod", actionName="Approve", result=result, token=token)
        self.approval("one", "Failed", "not on a Friday")
        self.note("one", "Failed", stageName="prod")
        self.note("one", "Failed", statusSummary="rejected")
        found = self.pipelines.get_pipeline_execution(pipelineName=NAME, pipelineExecutionId="one")["pipelineExecution"]
        self.assertEqual((found["status"], found["statusSummary"]), ("Failed", "rejected"))
        self.assertEqual(found["artifactRevisions"], [revision])
        pages = self.pipelines.list_action_executions(pipelineName=NAME, filter={"pipelineExecutionId": "one"})
        (action,) = pages["actionExecutionDetails"]
        self.assertEqual((action["status"], action["updatedBy"]), ("Failed", f"arn:aws:iam::{ACCOUNT}:root"))
        self.assertEqual(action["output"]["executionResult"]["externalExecutionSummary"], "not on a Friday")
        self.assertEqual(action["startTime"].isoformat()[:19], "2026-01-02T03:04:05")
        state = self.pipelines.get_pipeline_state(name=NAME)["stageStates"]
        self.assertNotIn("latestExecution", state[0])
        self.assertEqual(state[1]["latestExecution"], {"pipelineExecutionId": "one", "status": "Failed"})
        self.assertEqual(state[1]["actionStates"][0]["latestExecution"]["summary"], "not on a Friday")

    def test_executions_are_listed_newest_first_and_in_pages(self) -> None:
        for name in ("a", "b", "c"):
            self.note(name, "InProgress")
        paginator = self.pipelines.get_paginator("list_pipeline_executions")
        pages = list(paginator.paginate(pipelineName=NAME, PaginationConfig={"PageSize": 2}))
        self.assertEqual([len(page["pipelineExecutionSummaries"]) for page in pages][0], 2)
        listed = [each["pipelineExecutionId"] for page in pages for each in page["pipelineExecutionSummaries"]]
        self.assertEqual(listed[:3], ["c", "b", "a"])

    def test_fails_an_execution_that_nobody_noted_and_a_pipeline_that_does_not_exist(self) -> None:
        with self.assertRaisesRegex(ClientError, "PipelineExecutionNotFoundException"):
            self.pipelines.get_pipeline_execution(pipelineName=NAME, pipelineExecutionId="unknown")
        with self.assertRaisesRegex(ClientError, "PipelineNotFoundException"):
            self.pipelines.list_pipeline_executions(pipelineName="unknown")


class TestEvents(ServiceCaseWithPipeline):
    """What is noted is told on the bus, and rules start functions with it."""

    def setUp(self) -> None:
        super().setUp()
        self.sqs, functions, iam = self.client("sqs"), self.client("lambda"), self.client("iam")
        self.queue = self.sqs.create_queue(QueueName="told")["QueueUrl"]
        role = iam.create_role(RoleName="l", AssumeRolePolicyDocument=trust("lambda.amazonaws.com"))["Role"]["Arn"]
        allowed = {"Effect": "Allow", "Action": ["sqs:SendMessage", "logs:*"], "Resource": "*"}
        iam.put_role_policy(
            RoleName="l", PolicyName="p", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
        )
        self.function = functions.create_function(
            FunctionName="teller",
            Runtime="nodejs20.x",
            Role=role,
            Handler="index.handler",
            Code={"ZipFile": zipped({"index.js": HANDLER})},
            Environment={"Variables": {"QUEUE": self.queue}},
            Timeout=PATIENCE,
        )["FunctionArn"]
        self.events = self.client("events")
        detail = {"pipeline": [NAME], "state": ["FAILED"]}
        pattern = {"source": ["aws.codepipeline"], "detail": detail}
        pattern["detail-type"] = ["CodePipeline Pipeline Execution State Change"]
        self.rule = self.events.put_rule(Name="ended", EventPattern=json.dumps(pattern))["RuleArn"]
        self.events.put_targets(Rule="ended", Targets=[{"Id": "1", "Arn": self.function}])
        self.addCleanup(self._clean)

    def _clean(self) -> None:
        self.events.remove_targets(Rule="ended", Ids=["1"])
        self.events.delete_rule(Name="ended")
        self.client("lambda").delete_function(FunctionName="teller")
        self.sqs.delete_queue(QueueUrl=self.queue)
        iam = self.client("iam")
        iam.delete_role_policy(RoleName="l", PolicyName="p")
        iam.delete_role(RoleName="l")

    def allow(self) -> None:
        self.client("lambda").add_permission(
            FunctionName="teller",
            StatementId="s",
            Action="lambda:InvokeFunction",
            Principal="events.amazonaws.com",
            SourceArn=self.rule,
        )

    def told(self, seconds: float) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        until = time.monotonic() + seconds
        while not found and time.monotonic() < until:
            answer = self.sqs.receive_message(QueueUrl=self.queue, WaitTimeSeconds=1)
            found = [json.loads(message["Body"]) for message in answer.get("Messages", [])]
        return found

    def test_an_end_starts_the_function_of_a_matching_rule_with_the_event_of_codepipeline(self) -> None:
        self.allow()
        self.note("one", "InProgress")
        self.note("one", "Failed")
        (event,) = self.told(PATIENCE)
        self.assertEqual(
            {key: event[key] for key in ("version", "source", "detail-type", "account", "region", "resources")},
            {
                "version": "0",
                "source": "aws.codepipeline",
                "detail-type": "CodePipeline Pipeline Execution State Change",
                "account": ACCOUNT,
                "region": REGION,
                "resources": [f"arn:aws:codepipeline:{REGION}:{ACCOUNT}:{NAME}"],
            },
        )
        self.assertRegex(event["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertEqual((event["detail"]["execution-id"], event["detail"]["state"]), ("one", "FAILED"))

    def test_a_function_whose_policy_lets_nobody_in_is_not_started(self) -> None:
        self.note("one", "Failed")
        self.assertEqual(self.told(1), [])

    def test_fails_whoever_speaks_as_a_service_of_aws(self) -> None:
        self.allow()
        detail = json.dumps({"pipeline": NAME, "state": "FAILED"})
        kind = "CodePipeline Pipeline Execution State Change"
        forged = {"Source": "aws.codepipeline", "DetailType": kind, "Detail": detail}
        own = {"Source": "own", "DetailType": "x", "Detail": "{}"}
        answer = self.events.put_events(Entries=[forged, own])
        self.assertEqual(answer["Entries"][0]["ErrorCode"], "NotAuthorizedForSourceException")
        self.assertIn("EventId", answer["Entries"][1])
        self.assertEqual(self.told(1), [])
