"""What is done to the accounts, or to the emulator, because it is to go wrong when an action begins; and who may ask for it."""

import json
from typing import Any
from unittest.mock import patch

from botocore.exceptions import ClientError
from pipeline_case import ServiceCaseWithPipeline
from test_faults import fault

from delivery_emulator import faults


class TestActions(ServiceCaseWithPipeline):
    def begin(self, *given: dict[str, Any]) -> list[int]:
        self.assertIsNone(faults.arm(given))
        self.note("one", "InProgress")
        self.approval("one", "InProgress")
        return faults.disarm()

    def test_a_key_is_disabled_when_the_action_begins(self) -> None:
        kms = self.client("kms")
        key = kms.create_key()["KeyMetadata"]["KeyId"]
        kms.create_alias(AliasName="alias/logs-dev", TargetKeyId=key)
        self.addCleanup(kms.delete_alias, AliasName="alias/logs-dev")
        state = lambda: kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"]  # noqa: E731
        self.assertEqual(self.begin(fault("disabled-key", alias="alias/logs-dev", place="prod/Other")), [0])
        self.assertEqual(self.begin(fault("disabled-key", alias="alias/absent", place="prod/Approve")), [0])
        self.assertEqual(state(), "Enabled")
        self.assertEqual(self.begin(fault("disabled-key", alias="alias/logs-dev", place="prod/Approve")), [1])
        self.assertEqual(state(), "Disabled")

    def test_the_emulator_is_lost_when_the_action_begins(self) -> None:
        with patch("delivery_emulator.faults.os.kill") as killed:
            self.begin(fault("lost-emulator", place="prod/Other"))
            killed.assert_not_called()
            self.begin(fault("lost-emulator", place="prod/Approve"))
        killed.assert_called()

    def test_the_calls_that_arm_are_the_root_users(self) -> None:
        self.assertEqual(self.call("EmulatorArmFaults", {"faults": [fault("failed-resource", what="One")]}), {"problem": None})
        self.assertEqual(self.call("EmulatorDisarmFaults", {}), {"struck": [0]})
        self.assertIn("kmss", self.call("EmulatorArmFaults", {"faults": [fault("error", service="kmss", operation="ListKeys")]})["problem"])
        user = self.client("iam").create_user(UserName="u")
        self.addCleanup(self.client("iam").delete_user, UserName="u")
        keys = self.client("iam").create_access_key(UserName=user["User"]["UserName"])["AccessKey"]
        self.addCleanup(self.client("iam").delete_access_key, UserName="u", AccessKeyId=keys["AccessKeyId"])
        stranger = {"aws_access_key_id": keys["AccessKeyId"], "aws_secret_access_key": keys["SecretAccessKey"]}
        for name in ("EmulatorArmFaults", "EmulatorDisarmFaults"):
            with self.assertRaises(ClientError) as caught:
                self.call(name, {"faults": []}, **stranger)
            self.assertEqual(caught.exception.response["Error"]["Code"], "AccessDeniedException")

    def call(self, operation: str, body: object, **credentials: str) -> dict[str, Any]:
        client = self.own_client("codepipeline", **credentials)
        answers: list[str] = []

        def replaced(params: dict[str, Any], **_: Any) -> None:
            params["headers"]["X-Amz-Target"] = f"CodePipeline_20150709.{operation}"
            params["body"] = json.dumps(body).encode()

        client.meta.events.register("before-call.codepipeline.ListPipelines", replaced)
        client.meta.events.register("before-parse.codepipeline.ListPipelines", lambda response_dict, **_: answers.append(response_dict["body"]))
        client.list_pipelines()
        return dict(json.loads(answers[0]))
