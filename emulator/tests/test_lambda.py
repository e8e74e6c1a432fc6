import base64
import json
import os
import subprocess

from botocore.exceptions import ClientError
from lambda_case import LambdaCase, eventually, trust, zipped
from processes import alive, descendants
from service_case import ACCOUNT, NODE_MODULES, REGION


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

    def test_a_warm_process_serves_the_next_invocation(self) -> None:
        self.function("let n = 0; exports.handler = async () => ++n")
        self.assertEqual(self.invoke()[0], 1)
        self.assertEqual(self.invoke()[0], 2)

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

    def test_helpers_of_the_runtime_s_sdk_are_there(self) -> None:
        self.function(
            "const { DynamoDBDocumentClient } = require('@aws-sdk/lib-dynamodb');"
            " const { marshall } = require('@aws-sdk/util-dynamodb');"
            " const { getSignedUrl } = require('@aws-sdk/s3-request-presigner');"
            " exports.handler = async () => [typeof DynamoDBDocumentClient.from, marshall({ a: 1 }), typeof getSignedUrl]"
        )
        self.assertEqual(self.invoke()[0], ["function", {"a": {"N": "1"}}, "function"])

    def test_the_machine_s_node_runs_whatever_was_asked_for(self) -> None:
        self.function("exports.handler = async () => process.version", Runtime="nodejs18.x")
        self.assertEqual(self.invoke()[0], subprocess.run(["node", "-v"], capture_output=True, text=True).stdout.strip())

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
        self.assertTrue(eventually(lambda: self.invoke()[0] == "ok"))  # a cold start may take longer than a second

    def test_the_time_of_a_function_begins_once_its_code_is_loaded(self) -> None:
        self.function("Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500)\nexports.handler = async () => 'ok'", Timeout=1)
        payload, answer = self.invoke(LogType="Tail")
        self.assertEqual((payload, answer.get("FunctionError")), ("ok", None))
        self.assertRegex(base64.b64decode(answer["LogResult"]).decode(), r"Max Memory Used: \d+ MB\tInit Duration: \d{4,}\.\d\d ms")
        self.assertNotIn("Init Duration", base64.b64decode(self.invoke(LogType="Tail")[1]["LogResult"]).decode())

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
        self.function("exports.handler = async () => process.env.AA ?? 'old'")
        self.assertEqual(self.invoke()[0], "old")
        self.awslambda.update_function_configuration(FunctionName="data", Environment={"Variables": {"AA": "set"}})
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
        with self.assertRaisesRegex(ClientError, "got runtime ruby3.3 for handler index.handler"):
            self.function("x", Runtime="ruby3.3")

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
