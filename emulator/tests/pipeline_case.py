"""A pipeline whose executions somebody notes."""

import json
from typing import Any

from lambda_case import trust
from service_case import ServiceCase

NAME = "delivery"
TARGET = "CodePipeline_20150709.EmulatorNoteExecution"
APPROVAL = {"category": "Approval", "owner": "AWS", "provider": "Manual", "version": "1"}


class ServiceCaseWithPipeline(ServiceCase):
    """A pipeline whose executions somebody notes."""

    def setUp(self) -> None:
        iam = self.client("iam")
        self.pipeline_role = iam.create_role(RoleName="r", AssumeRolePolicyDocument=trust("codepipeline.amazonaws.com"))["Role"]
        self.addCleanup(iam.delete_role, RoleName="r")
        self.pipelines = self.client("codepipeline")
        action = {"name": "Approve", "actionTypeId": APPROVAL, "runOrder": 1}
        source = {"name": "S3", "actionTypeId": {**APPROVAL, "category": "Source", "provider": "S3"}}
        self.pipelines.create_pipeline(
            pipeline={
                "name": NAME,
                "roleArn": self.pipeline_role["Arn"],
                "artifactStore": {"type": "S3", "location": "artifacts"},
                "stages": [{"name": "Source", "actions": [source]}, {"name": "prod", "actions": [action]}],
            }
        )
        self.addCleanup(self.pipelines.delete_pipeline, name=NAME)

    def note(self, execution: str, status: str, client: Any = None, **more: Any) -> None:
        body = {"pipelineName": NAME, "pipelineExecutionId": execution, "time": "2026-01-02T03:04:05.678Z"}

        def replaced(params: dict[str, Any], **_: Any) -> None:
            params["headers"]["X-Amz-Target"] = TARGET
            params["body"] = json.dumps({**body, "status": status, **more}).encode()

        client = client or self.own_client("codepipeline")
        client.meta.events.register("before-call.codepipeline.ListPipelines", replaced)
        client.list_pipelines()

    def approval(self, execution: str, status: str, comment: str = "", **more: Any) -> None:
        output = {"output": {"executionResult": {"externalExecutionSummary": comment}}} if comment else {}
        action = {
            "actionExecutionId": f"{execution}-approve",
            "stageName": "prod",
            "actionName": "Approve",
            "input": {"actionTypeId": APPROVAL, "resolvedConfiguration": {"CustomData": "Deploy?"}},
        }
        self.note(execution, status, action={**action, **output, **more})
