"""A pipeline that asks for an approval, and what its executions are told."""

import json
import uuid
from typing import Any

from botocore.exceptions import ClientError
from pipeline_case import NAME, ServiceCaseWithPipeline

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
        asked = {"pipelineExecutionId": execution, "after": after, "seconds": seconds}
        return list(self.emulator("EmulatorAwaitOrders", **asked)["orders"])

    def emulator(self, operation: str, **asked: Any) -> Any:
        """Make a call that is none of AWS's, as whoever runs executions does."""
        client, answers = self.own_client("codepipeline"), list[str]()

        def replaced(params: dict[str, Any], **_: Any) -> None:
            params["headers"]["X-Amz-Target"] = f"CodePipeline_20150709.{operation}"
            params["body"] = json.dumps({"pipelineName": NAME, **asked}).encode()

        client.meta.events.register("before-call.codepipeline.ListPipelines", replaced)
        client.meta.events.register("before-parse.codepipeline.ListPipelines", lambda response_dict, **_: answers.append(response_dict["body"]))
        client.list_pipelines()
        return json.loads(answers[0])

    def no(self, code: str, call: Any, *args: Any, **more: Any) -> str:
        with self.assertRaises(ClientError) as caught:
            call(*args, **more)
        error = caught.exception.response["Error"]
        self.assertEqual(error["Code"], code)
        return str(error["Message"])

    def stage_state(self, stage: int = 1) -> Any:
        return self.pipelines.get_pipeline_state(name=NAME)["stageStates"][stage]
