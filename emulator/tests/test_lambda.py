from __future__ import annotations

import base64
import io
import json
import os
import time
import unittest
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import ClientError
from processes import alive, descendants
from service_case import ACCOUNT, NODE_MODULES, REGION, ServiceCase

FUNCTION = "AWS::Lambda::Function"


def trust(service: str) -> str:
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def zipped(files: Mapping[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return file.getvalue()


def eventually(question: Callable[[], Any], seconds: float = 10) -> Any:
    """The first truthy answer before the deadline."""
    deadline = time.monotonic() + seconds
    while not (answer := question()):
        if time.monotonic() > deadline:
            raise AssertionError(f"still no answer after {seconds} s")
    return answer


class LambdaCase(ServiceCase):
    def setUp(self) -> None:
        self.awslambda = self.client("lambda")
        self.logs = self.client("logs")
        iam = self.client("iam")
        self.role = iam.create_role(RoleName="fn", AssumeRolePolicyDocument=trust("lambda.amazonaws.com"))["Role"][
            "Arn"
        ]
        self.addCleanup(iam.delete_role, RoleName="fn")
        self.addCleanup(self.delete_log_groups)

    def delete_log_groups(self) -> None:
        for group in self.logs.describe_log_groups()["logGroups"]:
            self.logs.delete_log_group(logGroupName=group["logGroupName"])

    def function(self, files: str | Mapping[str, str], name: str = "data", **options: Any) -> str:
        code = {"index.js": files} if isinstance(files, str) else files
        spec = {"Runtime": "nodejs20.x", "Handler": "index.handler", "Role": self.role, "Timeout": 10, **options}
        self.awslambda.create_function(FunctionName=name, Code={"ZipFile": zipped(code)}, **spec)
        self.addCleanup(self.awslambda.delete_function, FunctionName=name)
        return name

    def invoke(self, name: str = "data", event: Any = None, **options: Any) -> tuple[Any, dict[str, Any]]:
        answer = self.awslambda.invoke(FunctionName=name, Payload=json.dumps(event), **options)
        body = answer["Payload"].read()
        return json.loads(body) if body else None, answer

    def lines(self, group: str) -> list[str]:
        try:
            return [event["message"] for event in self.logs.filter_log_events(logGroupName=group)["events"]]
        except self.logs.exceptions.ResourceNotFoundException:
            return []  # the function makes its group with its first line


class Invocations(LambdaCase):
    def test_a_handler_runs_and_its_output_is_a_real_log_stream(self) -> None:
        self.function(
            "exports.handler = async (event, context) => {"
            " console.log('hello', event); process.stdout.write('raw\\n');"
            " const { functionName: name, awsRequestId: id } = context;"
            " return { name, id, left: context.getRemainingTimeInMillis() > 0 } }"
        )
        payload, answer = self.invoke(event={"a": 1}, LogType="Tail")
        self.assertEqual((payload["name"], payload["left"]), ("data", True))
        self.assertNotIn("FunctionError", answer)
        self.assertIn("hello { a: 1 }", base64.b64decode(answer["LogResult"]).decode())
        streams = self.logs.describe_log_streams(logGroupName="/aws/lambda/data")["logStreams"]
        self.assertRegex(streams[0]["logStreamName"], r"^\d{4}/\d\d/\d\d/\[\$LATEST\][0-9a-f]{32}$")
        lines = self.lines("/aws/lambda/data")
        self.assertTrue(lines[0].startswith(f"START RequestId: {payload['id']} Version: $LATEST"))
        self.assertRegex(lines[1], rf"Z\t{payload['id']}\tINFO\thello")
        self.assertEqual(lines[2], "raw")
        self.assertTrue(lines[3].startswith("END RequestId") and lines[4].startswith("REPORT RequestId"))

    def test_a_warm_process_serves_the_next_invocation_fast(self) -> None:
        self.function("let n = 0; exports.handler = async () => ++n")
        self.assertEqual(self.invoke()[0], 1)
        started = time.monotonic()
        self.assertEqual(self.invoke()[0], 2)
        self.assertLess(time.monotonic() - started, 0.5)

    def test_modules_callbacks_and_nested_handlers_run(self) -> None:
        cases: list[tuple[dict[str, str], str]] = [
            ({"index.mjs": "export const handler = async () => 'ok'"}, "index.handler"),
            ({"src/app.js": "exports.run = (event, context, callback) => callback(null, 'ok')"}, "src/app.run"),
            ({"index.js": "exports.a = { b: async () => 'ok' }"}, "index.a.b"),
            (
                {"index.js": "exports.handler = (event, context) => setTimeout(() => context.succeed('ok'), 5)"},
                "index.handler",
            ),
            (
                {"package.json": '{"type":"module"}', "index.js": "export const handler = async () => 'ok'"},
                "index.handler",
            ),
        ]
        for number, (files, handler) in enumerate(cases):
            with self.subTest(handler=handler, files=list(files)):
                name = self.function(files, f"case-{number}", Handler=handler)
                self.assertEqual(self.invoke(name)[0], "ok")

    def test_a_handler_that_leaves_nothing_to_wait_for_answers_null(self) -> None:
        self.function("exports.handler = () => {}")
        self.assertIsNone(self.invoke()[0])

    def test_the_sdk_of_the_runtime_is_there_and_speaks_to_the_emulator_as_the_role(self) -> None:
        for name, text in {
            "index.js": "const { STSClient, GetCallerIdentityCommand } = require('@aws-sdk/client-sts');",
            "index.mjs": "import { STSClient, GetCallerIdentityCommand } from '@aws-sdk/client-sts';",
        }.items():
            body = "async () => (await new STSClient({}).send(new GetCallerIdentityCommand({}))).Arn"
            export = f"exports.handler = {body}" if name == "index.js" else f"export const handler = {body}"
            function = self.function({name: f"{text} {export}"}, name.replace(".", "-"))
            self.assertEqual(self.invoke(function)[0], f"arn:aws:sts::{ACCOUNT}:assumed-role/fn/{function}")

    def test_only_the_sdk_of_the_runtime_is_there(self) -> None:
        self.assertTrue((NODE_MODULES / "aws-cdk-lib").is_dir())
        self.function("require('aws-cdk-lib'); exports.handler = async () => 1")
        payload, answer = self.invoke()
        self.assertEqual((answer["FunctionError"], payload["errorType"]), ("Unhandled", "Runtime.ImportModuleError"))

    def test_variables_are_lambda_s_and_the_function_s_own_and_nobody_else_s(self) -> None:
        self.function("exports.handler = async () => process.env", Environment={"Variables": {"TABLE": "x"}})
        found = self.invoke()[0]
        self.assertEqual(
            (found["TABLE"], found["AWS_REGION"], found["AWS_LAMBDA_FUNCTION_NAME"]), ("x", REGION, "data")
        )
        self.assertEqual(found["AWS_ENDPOINT_URL"], self.endpoint)
        self.assertFalse({"HOME", "PYTHONPATH", "USER", "EMULATOR_RUNNER"} & set(found))

    def test_fails_with_the_error_that_was_thrown(self) -> None:
        self.function("exports.handler = async () => { throw new TypeError('no') }")
        payload, answer = self.invoke()
        self.assertEqual(
            (payload["errorType"], payload["errorMessage"], answer["FunctionError"]), ("TypeError", "no", "Unhandled")
        )
        self.assertTrue(any("Invoke Error" in line for line in self.lines("/aws/lambda/data")))

    def test_fails_when_the_handler_is_not_there(self) -> None:
        self.function("exports.other = 1")
        self.assertEqual(self.invoke()[0]["errorType"], "Runtime.HandlerNotFound")
        self.function("", "none", Handler="missing.handler")
        self.assertEqual(self.invoke("none")[0]["errorType"], "Runtime.ImportModuleError")

    def test_fails_after_the_timeout_and_works_again(self) -> None:
        self.function(
            "exports.handler = async (event) => event ? new Promise((r) => setInterval(r, 1e6)) : 'ok'", Timeout=1
        )
        payload, answer = self.invoke(event=1)
        self.assertEqual((payload["errorType"], answer["FunctionError"]), ("Sandbox.Timedout", "Unhandled"))
        self.assertIn("Task timed out after 1.00 seconds", payload["errorMessage"])
        self.assertEqual(self.invoke()[0], "ok")

    def test_fails_when_the_process_ends_and_works_again(self) -> None:
        self.function("exports.handler = async (event) => event ? process.exit(3) : 'ok'")
        payload, _ = self.invoke(event=1)
        self.assertIn("Runtime exited with error: exit status 3", payload["errorMessage"])
        self.assertEqual(self.invoke()[0], "ok")

    def test_json_logs_are_records_with_levels(self) -> None:
        logging = {"LogFormat": "JSON", "ApplicationLogLevel": "WARN", "LogGroup": "/own"}
        self.function(
            "exports.handler = async () => { console.info('i'); console.warn('w', 1) }", LoggingConfig=logging
        )
        self.invoke()
        records = [json.loads(line) for line in self.lines("/own")]
        self.assertEqual([item["level"] for item in records if "level" in item], ["WARN"])
        self.assertEqual([item["type"] for item in records if "type" in item], ["platform.start", "platform.report"])

    def test_changed_code_and_configuration_take_effect(self) -> None:
        self.function("exports.handler = async () => process.env.A ?? 'old'")
        self.assertEqual(self.invoke()[0], "old")
        self.awslambda.update_function_configuration(FunctionName="data", Environment={"Variables": {"A": "set"}})
        self.assertEqual(self.invoke()[0], "set")
        code = zipped({"index.js": "exports.handler = async () => 'new'"})
        self.awslambda.update_function_code(FunctionName="data", ZipFile=code)
        self.assertEqual(self.invoke()[0], "new")

    def test_dry_run_runs_nothing_and_zero_concurrency_is_throttled(self) -> None:
        self.function("exports.handler = async () => 'ran'")
        _, answer = self.invoke(InvocationType="DryRun")
        self.assertEqual(answer["StatusCode"], 204)
        self.assertEqual(self.logs.describe_log_groups(logGroupNamePrefix="/aws/lambda/data-none")["logGroups"], [])
        self.awslambda.put_function_concurrency(FunctionName="data", ReservedConcurrentExecutions=0)
        with self.assertRaisesRegex(ClientError, "TooManyRequestsException"):
            self.invoke()

    def test_an_asynchronous_failure_is_retried_and_ends_in_the_dead_letter_queue(self) -> None:
        sqs = self.client("sqs")
        url = sqs.create_queue(QueueName="dead")["QueueUrl"]
        self.addCleanup(sqs.delete_queue, QueueUrl=url)
        target = f"arn:aws:sqs:{REGION}:{ACCOUNT}:dead"
        self.function("exports.handler = async () => { throw new Error('no') }", DeadLetterConfig={"TargetArn": target})
        _, answer = self.invoke(event={"x": 1}, InvocationType="Event")
        self.assertEqual(answer["StatusCode"], 202)
        options = {"QueueUrl": url, "MessageAttributeNames": ["All"]}
        message = eventually(lambda: sqs.receive_message(**options).get("Messages"))[0]
        self.assertEqual(json.loads(message["Body"]), {"x": 1})
        self.assertEqual(message["MessageAttributes"]["ErrorMessage"]["StringValue"], "no")
        starts = [line for line in self.lines("/aws/lambda/data") if line.startswith("START")]
        self.assertEqual(len(starts), 3)

    def test_refuses_other_runtimes_by_name(self) -> None:
        with self.assertRaisesRegex(ClientError, "got runtime python3.12 for handler index.handler"):
            self.function("x", Runtime="python3.12")

    def test_refuses_a_role_that_does_not_trust_lambda_or_does_not_exist(self) -> None:
        iam = self.client("iam")
        other = iam.create_role(RoleName="other", AssumeRolePolicyDocument=trust("ec2.amazonaws.com"))["Role"]["Arn"]
        self.addCleanup(iam.delete_role, RoleName="other")
        for role in (other, f"arn:aws:iam::{ACCOUNT}:role/nobody"):
            with self.assertRaisesRegex(ClientError, "The role defined for the function cannot be assumed by Lambda"):
                self.function("x", Role=role)

    def test_no_process_outlives_a_deleted_function(self) -> None:
        self.awslambda.create_function(
            FunctionName="gone",
            Code={"ZipFile": zipped({"index.js": "exports.handler = async () => process.pid"})},
            Runtime="nodejs20.x", Handler="index.handler", Role=self.role,
        )
        before = descendants(os.getpid())
        self.invoke("gone")
        started = descendants(os.getpid()) - before
        self.assertTrue(started)
        self.awslambda.delete_function(FunctionName="gone")
        eventually(lambda: not alive(started))


class FunctionResources(LambdaCase):
    def test_a_function_is_read_back_and_changes_in_place(self) -> None:
        vpc = self.make("AWS::EC2::VPC", {"CidrBlock": "10.1.0.0/16"}).physical_id
        subnet = {"VpcId": vpc, "CidrBlock": "10.1.1.0/24", "AvailabilityZone": f"{REGION}a"}
        network = {
            "SubnetIds": [self.make("AWS::EC2::Subnet", subnet).physical_id],
            "SecurityGroupIds": [
                self.make("AWS::EC2::SecurityGroup", {"GroupDescription": "g", "VpcId": vpc}).physical_id
            ],
        }
        old = {
            "FunctionName": "data-processing-dev",
            "Code": {"ZipFile": "exports.handler = async () => 1"},
            "Handler": "index.handler",
            "Role": self.role,
            "Runtime": "nodejs24.x",
            "MemorySize": 512,
            "Timeout": 60,
            "Description": "first",
            "Environment": {"Variables": {"A": "1"}},
            "VpcConfig": network,
            "DeadLetterConfig": {"TargetArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:dead"},
            "TracingConfig": {"Mode": "Active"},
            "LoggingConfig": {"LogGroup": "/aws/lambda/data-processing-dev", "LogFormat": "JSON"},
            "EphemeralStorage": {"Size": 1024},
            "KmsKeyArn": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1",
            "Architectures": ["arm64"],
            "ReservedConcurrentExecutions": 5,
            "Tags": [{"Key": "Owner", "Value": "a"}, {"Key": "Old", "Value": "b"}],
        }
        made = self.make(FUNCTION, old)
        found = self.awslambda.get_function(FunctionName=made.physical_id)
        config = found["Configuration"]
        self.assertEqual(made.attributes["Arn"], config["FunctionArn"])
        for name in ("MemorySize", "Timeout", "Description", "Environment", "DeadLetterConfig", "EphemeralStorage"):
            self.assertEqual(config[name], old[name], name)
        self.assertEqual((config["TracingConfig"], config["KMSKeyArn"]), (old["TracingConfig"], old["KmsKeyArn"]))
        self.assertEqual((config["Architectures"], config["LoggingConfig"]["LogFormat"]), (["arm64"], "JSON"))
        self.assertEqual(config["VpcConfig"]["VpcId"], vpc)
        self.assertEqual(found["Concurrency"], {"ReservedConcurrentExecutions": 5})

        new = {key: old[key] for key in ("FunctionName", "Handler", "Role", "Runtime")}
        new |= {
            "Code": {"ZipFile": "exports.handler = async () => 2"},
            "MemorySize": "256",
            "Tags": [{"Key": "Owner", "Value": "c"}],
        }
        self.update(FUNCTION, made, old, new)
        found = self.awslambda.get_function(FunctionName=made.physical_id)
        config = found["Configuration"]
        self.assertEqual((config["MemorySize"], config["Timeout"], config["Description"]), (256, 3, ""))
        self.assertFalse({"VpcConfig", "DeadLetterConfig", "KMSKeyArn", "Environment"} & set(config))
        self.assertEqual((config["TracingConfig"]["Mode"], config["EphemeralStorage"]["Size"]), ("PassThrough", 512))
        self.assertEqual(config["LoggingConfig"]["LogFormat"], "Text")
        self.assertNotIn("Concurrency", found)
        self.assertEqual(found["Tags"], {"Owner": "c"})
        self.assertEqual(self.invoke(made.physical_id)[0], 2)
        self.delete(FUNCTION, made, new)

    def test_permissions_versions_aliases_and_asynchronous_settings(self) -> None:
        function = self.function("exports.handler = async () => 'v1'")
        permission = {
            "Action": "lambda:InvokeFunction",
            "FunctionName": function,
            "Principal": "s3.amazonaws.com",
            "SourceArn": "arn:aws:s3:::data",
            "SourceAccount": ACCOUNT,
        }
        made = self.make("AWS::Lambda::Permission", permission)
        statement = json.loads(self.awslambda.get_policy(FunctionName=function)["Policy"])["Statement"][0]
        self.assertEqual(statement["Principal"], {"Service": "s3.amazonaws.com"})
        self.assertEqual(statement["Condition"]["ArnLike"], {"AWS:SourceArn": "arn:aws:s3:::data"})
        self.delete("AWS::Lambda::Permission", made, permission)
        with self.assertRaisesRegex(ClientError, "ResourceNotFoundException"):
            self.awslambda.get_policy(FunctionName=function)

        settings = {"FunctionName": function, "Qualifier": "$LATEST", "MaximumRetryAttempts": 0}
        made = self.make("AWS::Lambda::EventInvokeConfig", settings)
        self.update("AWS::Lambda::EventInvokeConfig", made, settings, {**settings, "MaximumRetryAttempts": 1})
        found = self.awslambda.get_function_event_invoke_config(FunctionName=function)
        self.assertEqual(found["MaximumRetryAttempts"], 1)

        version = self.make("AWS::Lambda::Version", {"FunctionName": function})
        alias = {"FunctionName": function, "FunctionVersion": version.attributes["Version"], "Name": "live"}
        self.make("AWS::Lambda::Alias", alias)
        code = zipped({"index.js": "exports.handler = async () => 'v2'"})
        self.awslambda.update_function_code(FunctionName=function, ZipFile=code)
        self.assertEqual((self.invoke()[0], self.invoke(Qualifier="live")[0]), ("v2", "v1"))


if __name__ == "__main__":
    unittest.main()
