"""Functions that are given what others write: messages of a queue, events of a log group."""

import base64
import gzip
import json
import unittest
from typing import Any

from botocore.exceptions import ClientError
from lambda_case import LambdaCase, eventually, zipped
from patience import PATIENCE
from service_case import ACCOUNT, REGION

from delivery_emulator import journal
from delivery_emulator.services.lambda_filters import failed_items

MAPPING = "AWS::Lambda::EventSourceMapping"
FILTER = "AWS::Logs::SubscriptionFilter"
TELLS = "exports.handler = async (event) => { console.log('got ' + JSON.stringify(event)); return REPLY; }"


class Answers(unittest.TestCase):
    def test_name_what_has_failed_in_lambdas_form_only(self) -> None:
        def named(*items: object) -> str:
            return json.dumps({"batchItemFailures": [{"itemIdentifier": each} for each in items]})

        for payload in ("", "null", "{}", '{"batchItemFailures": []}', '{"batchItemFailures": null}'):
            self.assertEqual(failed_items(payload), set(), payload)
        self.assertEqual(failed_items(named("a", "b")), {"a", "b"})
        for payload in (named(""), named(None), named("a", ""), '{"batchItemFailures": [{"id": "a"}]}', '{"batchItemFailures": "a"}', "[1]", "no"):
            self.assertIsNone(failed_items(payload), payload)


class Queues(LambdaCase):
    def setUp(self) -> None:
        super().setUp()
        self.sqs = self.client("sqs")
        self.url = self.sqs.create_queue(QueueName="in", Attributes={"VisibilityTimeout": str(PATIENCE)})["QueueUrl"]
        self.addCleanup(self.sqs.delete_queue, QueueUrl=self.url)
        self.arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:in"
        self.may("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")

    def may(self, *actions: str) -> None:
        policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": [*actions], "Resource": "*"}]}
        self.client("iam").put_role_policy(RoleName="fn", PolicyName="own", PolicyDocument=json.dumps(policy))

    def records(self) -> list[dict[str, Any]]:
        told = [line for line in self.lines("/aws/lambda/data") if "got {" in line]
        return [record for line in told for record in json.loads(line[line.index("{") :])["Records"]]

    def left(self) -> tuple[str, str]:
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self.sqs.get_queue_attributes(QueueUrl=self.url, AttributeNames=names)["Attributes"]
        return found[names[0]], found[names[1]]

    def test_are_read_and_emptied(self) -> None:
        self.function(TELLS.replace("REPLY", "undefined"))
        self.make(MAPPING, {"FunctionName": "data", "EventSourceArn": self.arn})
        attributes = {"kind": {"DataType": "String", "StringValue": "x"}}
        sent = self.sqs.send_message(QueueUrl=self.url, MessageBody="hello", MessageAttributes=attributes)
        record = eventually(self.records)[0]
        self.assertEqual((record["body"], record["messageId"], record["md5OfBody"]), ("hello", sent["MessageId"], sent["MD5OfMessageBody"]))
        self.assertEqual((record["eventSource"], record["eventSourceARN"]), ("aws:sqs", self.arn))
        self.assertEqual(record["messageAttributes"]["kind"]["stringValue"], "x")
        eventually(lambda: self.left() == ("0", "0"))

    def test_keep_what_the_function_could_not_do(self) -> None:
        self.function("exports.handler = async (event) => { throw new Error('got ' + event.Records.length); }")
        self.make(MAPPING, {"FunctionName": "data", "EventSourceArn": self.arn})
        self.sqs.send_message(QueueUrl=self.url, MessageBody="bad")
        eventually(lambda: any("got 1" in line for line in self.lines("/aws/lambda/data")))
        self.assertEqual(self.left(), ("0", "1"))

    def test_keep_the_messages_that_the_function_names(self) -> None:
        code = "exports.handler = async ({ Records: r }) => ({ batchItemFailures: r.filter((m) => m.body === 'bad').map((m) => ({ itemIdentifier: m.messageId })) })"
        self.function(code)
        properties = {"FunctionName": "data", "EventSourceArn": self.arn, "FunctionResponseTypes": ["ReportBatchItemFailures"]}
        for body in ("good", "bad"):
            self.sqs.send_message(QueueUrl=self.url, MessageBody=body)
        self.make(MAPPING, properties)
        eventually(lambda: self.left() == ("0", "1"))

    def test_keep_everything_where_the_function_names_what_it_was_not_given(self) -> None:
        self.function("exports.handler = async () => ({ batchItemFailures: [{ itemIdentifier: 'unknown' }] })")
        self.sqs.send_message(QueueUrl=self.url, MessageBody="one")
        self.make(MAPPING, {"FunctionName": "data", "EventSourceArn": self.arn, "FunctionResponseTypes": ["ReportBatchItemFailures"]})
        eventually(lambda: any(line.startswith("END") for line in self.lines("/aws/lambda/data")))
        self.assertEqual(self.left(), ("0", "1"))

    def test_what_no_filter_lets_through_is_removed_unread(self) -> None:
        self.function(TELLS.replace("REPLY", "undefined"))
        patterns = [{"body": {"kind": ["order"], "n": [{"numeric": [">", 3]}]}}, {"body": [{"prefix": "plain"}]}]
        filters = {"Filters": [{"Pattern": json.dumps(each)} for each in patterns]}
        for body in ('{"kind":"order","n":4}', '{"kind":"order","n":3}', '{"kind":"offer","n":4}', "plain text", "other text"):
            self.sqs.send_message(QueueUrl=self.url, MessageBody=body)
        self.make(MAPPING, {"FunctionName": "data", "EventSourceArn": self.arn, "FilterCriteria": filters})
        eventually(lambda: self.left() == ("0", "0"))
        self.assertEqual(sorted(each["body"] for each in eventually(self.records)), ["plain text", '{"kind":"order","n":4}'])

    def test_no_filter_is_taken_that_lambda_does_not_understand_nor_what_queues_have_not(self) -> None:
        self.function(TELLS.replace("REPLY", "undefined"))
        spec = {"FunctionName": "data", "EventSourceArn": self.arn}
        for pattern in ("body", '{"body": "order"}', '{"body": []}', '{"body": [{"begins": "x"}]}', "[1]"):
            with self.assertRaisesRegex(ClientError, "Invalid filter pattern definition", msg=pattern):
                self.make(MAPPING, {**spec, "FilterCriteria": {"Filters": [{"Pattern": pattern}]}})
        with self.assertRaisesRegex(ClientError, "at most 10 filters, got 11"):
            self.make(MAPPING, {**spec, "FilterCriteria": {"Filters": [{"Pattern": "{}"}] * 11}})
        with self.assertRaisesRegex(ClientError, "Unsupported BisectBatchOnFunctionError parameter"):
            self.make(MAPPING, {**spec, "BisectBatchOnFunctionError": True})
        with self.assertRaisesRegex(ClientError, "Unsupported MaximumRetryAttempts parameter"):
            self.make(MAPPING, {**spec, "MaximumRetryAttempts": 0})
        made = self.make(MAPPING, spec)
        with self.assertRaisesRegex(ClientError, "Invalid filter pattern definition"):
            self.update(MAPPING, made, spec, {**spec, "FilterCriteria": {"Filters": [{"Pattern": "body"}]}})

    def test_are_left_alone_while_the_mapping_is_disabled(self) -> None:
        self.function(TELLS.replace("REPLY", "undefined"))
        old = {"FunctionName": "data", "EventSourceArn": self.arn, "Enabled": False, "BatchSize": 1}
        made = self.make(MAPPING, old)
        self.assertEqual(made.attributes["Id"], made.physical_id)
        self.sqs.send_message(QueueUrl=self.url, MessageBody="later")
        self.assertEqual(self.left(), ("1", "0"))
        self.update(MAPPING, made, old, {"FunctionName": "data", "EventSourceArn": self.arn, "ScalingConfig": {"MaximumConcurrency": 2}})
        found = self.awslambda.get_event_source_mapping(UUID=made.physical_id)
        self.assertEqual((found["State"], found["BatchSize"], found["ScalingConfig"]), ("Enabled", 10, {"MaximumConcurrency": 2}))
        self.assertEqual(eventually(self.records)[0]["body"], "later")
        self.delete(MAPPING, made, old)
        self.assertEqual(self.awslambda.list_event_source_mappings()["EventSourceMappings"], [])

    def test_are_not_read_against_the_rules(self) -> None:
        self.function("exports.handler = async () => 1", Timeout=PATIENCE + 1)
        with self.assertRaisesRegex(ClientError, f"Queue visibility timeout: {PATIENCE} seconds is less than Function timeout: {PATIENCE + 1} seconds"):
            self.make(MAPPING, {"FunctionName": "data", "EventSourceArn": self.arn})
        self.awslambda.update_function_configuration(FunctionName="data", Timeout=3)
        with self.assertRaisesRegex(ClientError, "Maximum batch window in seconds must be greater than 0"):
            self.make(MAPPING, {"FunctionName": "data", "EventSourceArn": self.arn, "BatchSize": 11})
        with self.assertRaisesRegex(ClientError, "the emulator reads queues and streams of DynamoDB only, got the event source arn:aws:kinesis"):
            self.make(MAPPING, {"FunctionName": "data", "EventSourceArn": f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/s"})
        self.may("sqs:ReceiveMessage")
        with self.assertRaisesRegex(ClientError, "does not have permissions to call DeleteMessage on SQS"):
            self.make(MAPPING, {"FunctionName": "data", "EventSourceArn": self.arn})


class LogGroups(LambdaCase):
    def setUp(self) -> None:
        super().setUp()
        self.logs.create_log_group(logGroupName="app")
        self.logs.create_log_stream(logGroupName="app", logStreamName="s")
        self.function(TELLS.replace("REPLY", "undefined"))
        self.arn = self.awslambda.get_function(FunctionName="data")["Configuration"]["FunctionArn"]
        self.old = {"LogGroupName": "app", "FilterPattern": "ERROR", "DestinationArn": self.arn, "FilterName": "errors"}

    def let_in(self, **options: str) -> None:
        source = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:app:*"
        asked = {"FunctionName": "data", "StatementId": options.get("Qualifier", "logs"), "Action": "lambda:InvokeFunction", "SourceArn": source, **options}
        self.awslambda.add_permission(**asked, Principal="logs.amazonaws.com", SourceAccount=ACCOUNT)

    def write(self, *messages: str) -> None:
        events = [{"timestamp": 1795826000000, "message": each} for each in messages]
        self.logs.put_log_events(logGroupName="app", logStreamName="s", logEvents=events)

    def told(self) -> list[dict[str, Any]]:
        lines = [line for line in self.lines("/aws/lambda/data") if "awslogs" in line]
        packed = [json.loads(line[line.index("{") :])["awslogs"]["data"] for line in lines]
        return [json.loads(gzip.decompress(base64.b64decode(each))) for each in packed]

    def test_send_what_the_pattern_asks_for(self) -> None:
        self.let_in()
        made = self.make(FILTER, self.old)
        self.write("all is well", "ERROR one")
        data = eventually(self.told)[0]
        self.assertEqual((data["logGroup"], data["logStream"], data["subscriptionFilters"]), ("app", "s", ["errors"]))
        self.assertEqual([event["message"] for event in data["logEvents"]], ["ERROR one"])
        self.update(FILTER, made, self.old, {**self.old, "FilterPattern": "WARN"})
        found = self.logs.describe_subscription_filters(logGroupName="app")["subscriptionFilters"]
        self.assertEqual([(each["filterName"], each["filterPattern"]) for each in found], [("errors", "WARN")])
        self.delete(FILTER, made, self.old)
        self.assertEqual(self.logs.describe_subscription_filters(logGroupName="app")["subscriptionFilters"], [])

    def test_send_to_the_alias_or_version_that_the_destination_names(self) -> None:
        version = self.awslambda.publish_version(FunctionName="data")["Version"]
        self.awslambda.create_alias(FunctionName="data", Name="live", FunctionVersion=version)
        self.awslambda.update_function_code(FunctionName="data", ZipFile=zipped({"index.js": "exports.handler = async () => 'newest';"}))
        for name in ("live", version):
            arn = f"{self.arn}:{name}"
            with self.assertRaisesRegex(ClientError, "Make sure you have given CloudWatch Logs permission to execute your function"):
                self.make(FILTER, {**self.old, "DestinationArn": arn, "FilterName": name})
            self.let_in(Qualifier=name)
            self.make(FILTER, {**self.old, "DestinationArn": arn, "FilterName": name})
        self.write("ERROR one")
        told = eventually(lambda: found if len(found := self.told()) == 2 else None)
        self.assertEqual(sorted(each["subscriptionFilters"][0] for each in told), [version, "live"])

    def test_send_nothing_to_what_is_gone_and_say_so(self) -> None:
        self.let_in()
        self.make(FILTER, self.old)
        self.awslambda.remove_permission(FunctionName="data", StatementId="logs")
        self.write("ERROR one")
        self.assertIn(f"not delivered: events of log group app to {self.arn}, which is gone or does not let the group in", journal.doubts())
        self.assertEqual(self.told(), [])

    def test_send_nothing_to_a_function_that_does_not_let_them(self) -> None:
        with self.assertRaisesRegex(ClientError, "Make sure you have given CloudWatch Logs permission to execute your function"):
            self.make(FILTER, self.old)
