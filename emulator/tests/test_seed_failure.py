"""The failure this project was born from: a logs key that does not let CloudWatch Logs in."""

import json
import unittest
from typing import Any

from lambda_case import eventually
from service_case import ACCOUNT, REGION, ServiceCase
from test_logs import GROUP, REFUSAL, key_policy, logs_statement


def template(*statements: dict[str, Any]) -> str:
    key = {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": json.loads(key_policy(*statements))}}
    encrypted = {"LogGroupName": GROUP, "KmsKeyId": {"Fn::GetAtt": ["LogsKey", "Arn"]}, "RetentionInDays": 90}
    group = {"Type": "AWS::Logs::LogGroup", "Properties": encrypted}
    return json.dumps({"Resources": {"LogsKey": key, "ProcessingLogsdev": group}})


class SeedFailure(ServiceCase):
    def setUp(self) -> None:
        self.cloudformation = self.client("cloudformation")

    def deploy(self, name: str, body: str) -> str:
        self.cloudformation.create_stack(StackName=name, TemplateBody=body)
        self.addCleanup(self.cloudformation.delete_stack, StackName=name)

        def ended() -> str | None:
            status = str(self.cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"])
            return None if status.endswith("IN_PROGRESS") else status

        return str(eventually(ended))

    def test_the_stack_fails_with_the_service_s_message_and_leaves_no_log_group(self) -> None:
        self.assertEqual(self.deploy("without", template()), "ROLLBACK_COMPLETE")
        events = self.cloudformation.describe_stack_events(StackName="without")["StackEvents"]
        (reason,) = [
            event["ResourceStatusReason"]
            for event in events
            if event["LogicalResourceId"] == "ProcessingLogsdev" and event["ResourceStatus"] == "CREATE_FAILED"
        ]
        self.assertIn(f'Resource handler returned message: "{REFUSAL}', reason)
        self.assertIn("HandlerErrorCode: InvalidRequest", reason)
        self.assertEqual(self.client("logs").describe_log_groups(logGroupNamePrefix=GROUP)["logGroups"], [])

    def test_the_statement_is_the_cure(self) -> None:
        self.assertEqual(self.deploy("with", template(logs_statement())), "CREATE_COMPLETE")
        (group,) = self.client("logs").describe_log_groups(logGroupNamePrefix=GROUP)["logGroups"]
        self.assertTrue(group["kmsKeyId"].startswith(f"arn:aws:kms:{REGION}:{ACCOUNT}:key/"))


if __name__ == "__main__":
    unittest.main()
