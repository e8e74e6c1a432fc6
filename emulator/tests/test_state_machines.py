"""State machines: executions run, and call as the machine's role."""

import json
import unittest
from typing import Any

from botocore.exceptions import ClientError
from lambda_case import LambdaCase, eventually, trust
from service_case import ACCOUNT, REGION

from delivery_emulator.authorization import judge
from delivery_emulator.cloudformation.errors import ValidationError
from delivery_emulator.cloudformation.resource import Refused
from delivery_emulator.cloudformation.support import check_support

MACHINE = "AWS::StepFunctions::StateMachine"
SIZES = {
    "StartAt": "Call",
    "States": {
        "Call": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "data", "Payload.$": "$"}, "OutputPath": "$.Payload", "Next": "Big"},
        "Big": {"Type": "Choice", "Choices": [{"Variable": "$.size", "NumericGreaterThan": 3, "Next": "Yes"}], "Default": "No"},
        "Yes": {"Type": "Succeed"},
        "No": {"Type": "Fail", "Error": "Small", "Cause": "too ${What}"},
    },
}


class Machines(LambdaCase):
    def setUp(self) -> None:
        super().setUp()
        self.states, self.iam = self.client("stepfunctions"), self.client("iam")
        self.machine_role = self.iam.create_role(RoleName="machine", AssumeRolePolicyDocument=trust("states.amazonaws.com"))["Role"]["Arn"]
        self.addCleanup(self.iam.delete_role, RoleName="machine")
        self.addCleanup(self.iam.delete_role_policy, RoleName="machine", PolicyName="own")
        self.may("lambda:InvokeFunction")

    def may(self, *actions: str) -> None:
        policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": [*actions], "Resource": "*"}]}
        self.iam.put_role_policy(RoleName="machine", PolicyName="own", PolicyDocument=json.dumps(policy))

    def spec(self, definition: Any, **more: Any) -> dict[str, Any]:
        return {"StateMachineName": "sizes", "RoleArn": self.machine_role, "DefinitionString": json.dumps(definition), **more}

    def run_with(self, arn: str, given: Any) -> dict[str, Any]:
        execution = self.states.start_execution(stateMachineArn=arn, input=json.dumps(given))["executionArn"]
        found: dict[str, Any] = eventually(lambda: each if (each := self.states.describe_execution(executionArn=execution))["status"] != "RUNNING" else None)
        return found

    def test_run_and_say_how_they_ended(self) -> None:
        self.function("exports.handler = async (e) => ({ size: e.n * 2 })")
        self.client("logs").create_log_group(logGroupName="machines")
        group = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:machines:*"
        logged = {"Level": "ALL", "IncludeExecutionData": True, "Destinations": [{"CloudWatchLogsLogGroup": {"LogGroupArn": group}}]}
        old = self.spec(SIZES, DefinitionSubstitutions={"What": "small"}, LoggingConfiguration=logged, Tags=[{"Key": "a", "Value": "1"}])
        with self.assertRaisesRegex(ClientError, "IAM Role is not authorized to access the Log Destination"):
            self.make(MACHINE, old)
        self.may("lambda:InvokeFunction", "logs:*")
        made = self.make(MACHINE, old)
        self.assertEqual(made.physical_id, f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:sizes")
        big, small = self.run_with(made.physical_id, {"n": 2}), self.run_with(made.physical_id, {"n": 1})
        self.assertEqual((big["status"], big.get("output")), ("SUCCEEDED", '{"size":4}'), big)
        self.assertEqual((small["status"], small["error"], small["cause"]), ("FAILED", "Small", "too small"))
        types = [json.loads(line)["type"] for line in self.lines("machines")]
        self.assertTrue({"ExecutionStarted", "TaskSucceeded", "ExecutionSucceeded", "ExecutionFailed"} <= set(types), types)
        with self.assertRaisesRegex(Refused, "already exists"):
            self.make(MACHINE, old)
        new = self.spec({"StartAt": "Done", "States": {"Done": {"Type": "Pass", "Result": "new", "End": True}}})
        self.update(MACHINE, made, old, new)
        self.assertEqual(json.loads(self.run_with(made.physical_id, {})["output"]), "new")
        self.assertEqual(self.states.list_tags_for_resource(resourceArn=made.physical_id)["tags"], [])
        self.assertEqual(self.states.describe_state_machine(stateMachineArn=made.physical_id)["loggingConfiguration"]["level"], "OFF")
        self.delete(MACHINE, made, new)

    def test_call_nothing_that_their_role_may_not(self) -> None:
        self.function("exports.handler = async (e) => ({ size: 4 })")
        judge.begin("enforce")
        self.addCleanup(judge.begin, "off")
        made = self.make(MACHINE, self.spec(SIZES))
        self.assertEqual(self.run_with(made.physical_id, {})["status"], "SUCCEEDED")
        self.may("sqs:SendMessage")
        ended = self.run_with(made.physical_id, {})
        self.assertEqual(ended["status"], "FAILED", ended)
        self.assertIn("assumed-role/machine/states-", ended["cause"])

    def test_need_a_role_that_trusts_step_functions(self) -> None:
        def bound(machine: str) -> None:
            condition = {"ArnLike": {"aws:SourceArn": f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:{machine}"}, "StringEquals": {"aws:SourceAccount": ACCOUNT}}
            document = json.loads(trust("states.amazonaws.com"))
            document["Statement"][0]["Condition"] = condition
            self.iam.update_assume_role_policy(RoleName="machine", PolicyDocument=json.dumps(document))

        done = self.spec({"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}})
        bound("*")
        self.make(MACHINE, {**done, "StateMachineName": "any"})
        bound("others")
        with self.assertRaisesRegex(ClientError, "Neither the global"):
            self.make(MACHINE, done)
        with self.assertRaisesRegex(ClientError, "Neither the global service principal states.amazonaws.com, nor the regional one is authorized"):
            self.make(MACHINE, self.spec(SIZES, RoleArn=self.role))

    def test_are_refused_for_what_is_not_run_here_before_anything_is_made(self) -> None:
        def refusal(resource: str, **more: Any) -> str:
            task = {"Type": "Task", "Resource": resource, "End": True, **more}
            definition = json.dumps({"StartAt": "A", "States": {"A": task}})
            parts = {"Fn::Join": ["", [definition.replace("arn:aws", "arn:"), {"Ref": "AWS::Partition"}, ""]]}
            said = []
            for text in (definition, parts):
                try:
                    check_support({"M": {"Type": MACHINE, "Properties": {"RoleArn": "r", "DefinitionString": text}}})
                except ValidationError as error:
                    said.append(str(error))
            self.assertIn(len(said), (0, 2))
            return said[0] if said else ""

        self.assertIn("DefinitionString states:::ecs:runTask.sync is not supported", refusal("arn:aws:states:::ecs:runTask.sync"))
        self.assertIn("states:::lambda:invokeLater", refusal("arn:aws:states:::lambda:invokeLater"))
        self.assertIn("Credentials", refusal("arn:aws:states:::lambda:invoke", Credentials={"RoleArn": "r"}))
        for taken in ("lambda:invoke", "lambda:invoke.waitForTaskToken", "aws-sdk:s3:listBuckets", "states:startExecution.sync:2", "dynamodb:putItem"):
            self.assertEqual(refusal(f"arn:aws:states:::{taken}"), "", taken)
        with self.assertRaisesRegex(ClientError, "the emulator does not run states:::ecs:runTask"):
            self.make(MACHINE, self.spec({"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask", "End": True}}}))


del LambdaCase

if __name__ == "__main__":
    unittest.main()
