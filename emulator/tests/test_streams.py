"""Streams of DynamoDB, and functions that read them."""

import json
import time
import unittest
from types import SimpleNamespace
from typing import Any

from botocore.exceptions import ClientError
from lambda_case import LambdaCase, eventually
from service_case import ACCOUNT, REGION, ServiceCase

from delivery_emulator.cloudformation.resource import Made, Refused
from delivery_emulator.services import lambda_streams

TABLE, GLOBAL, MAPPING = "AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable", "AWS::Lambda::EventSourceMapping"
KEYED: dict[str, Any] = {
    "TableName": "orders",
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
}
ON_DEMAND = {**KEYED, "BillingMode": "PAY_PER_REQUEST"}
STREAMED = {**ON_DEMAND, "StreamSpecification": {"StreamViewType": "NEW_AND_OLD_IMAGES"}}
INDEX = {"IndexName": "by-id", "KeySchema": KEYED["KeySchema"], "Projection": {"ProjectionType": "ALL"}}


def throughput(read: Any, write: Any) -> dict[str, Any]:
    return {"ProvisionedThroughput": {"ReadCapacityUnits": read, "WriteCapacityUnits": write}}


class TableSettings(ServiceCase):
    def setUp(self) -> None:
        self.dynamodb = self.client("dynamodb")

    def described(self) -> dict[str, Any]:
        return self.dynamodb.describe_table(TableName="orders")["Table"]

    def test_a_table_has_the_capacity_that_it_is_given(self) -> None:
        old = {**KEYED, **throughput("5", 6), "GlobalSecondaryIndexes": [{**INDEX, **throughput(1, "2")}]}
        made = self.make(TABLE, old)
        found = self.described()
        index = found["GlobalSecondaryIndexes"][0]["ProvisionedThroughput"]
        self.assertEqual([found["ProvisionedThroughput"][name] for name in ("ReadCapacityUnits", "WriteCapacityUnits")], [5, 6])
        self.assertEqual([index[name] for name in ("ReadCapacityUnits", "WriteCapacityUnits")], [1, 2])
        self.update(TABLE, made, old, {**KEYED, **throughput(7, 8), "GlobalSecondaryIndexes": [{**INDEX, **throughput(3, 4)}]})
        found = self.described()
        self.assertEqual(found["ProvisionedThroughput"]["ReadCapacityUnits"], 7)
        self.assertEqual(found["GlobalSecondaryIndexes"][0]["ProvisionedThroughput"]["WriteCapacityUnits"], 4)

    def test_items_expire_by_one_attribute_at_a_time(self) -> None:
        def expiring(attribute: str, enabled: Any = True) -> dict[str, Any]:
            return {**ON_DEMAND, "TimeToLiveSpecification": {"AttributeName": attribute, "Enabled": enabled}}

        def standing() -> tuple[str, str | None]:
            found = self.dynamodb.describe_time_to_live(TableName="orders")["TimeToLiveDescription"]
            return found["TimeToLiveStatus"], found.get("AttributeName")

        made = self.make(TABLE, expiring("ends", "true"))
        self.assertEqual(standing(), ("ENABLED", "ends"))
        with self.assertRaisesRegex(Refused, "TimeToLive is active on a different AttributeName"):
            self.update(TABLE, made, expiring("ends"), expiring("later"))
        self.update(TABLE, made, expiring("ends"), ON_DEMAND)
        self.assertEqual(standing()[0], "DISABLED")
        self.update(TABLE, made, ON_DEMAND, expiring("later"))
        self.assertEqual(standing(), ("ENABLED", "later"))

    def test_a_stream_comes_and_goes_and_comes_under_another_name(self) -> None:
        made = self.make(TABLE, STREAMED)
        first = made.attributes["StreamArn"]
        self.assertTrue(first.startswith(f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/orders/stream/"))
        self.assertEqual(self.described()["StreamSpecification"]["StreamViewType"], "NEW_AND_OLD_IMAGES")
        with self.assertRaisesRegex(ClientError, "ResourceInUseException"):
            self.update(TABLE, made, STREAMED, {**STREAMED, "StreamSpecification": {"StreamViewType": "KEYS_ONLY"}})
        self.update(TABLE, made, STREAMED, ON_DEMAND)
        self.assertNotIn("StreamSpecification", self.described())
        self.dynamodb.put_item(TableName="orders", Item={"id": {"S": "unseen"}})
        self.assertNotEqual(self.update(TABLE, made, ON_DEMAND, STREAMED).attributes["StreamArn"], first)

    def test_a_global_table_is_one_table_in_this_region(self) -> None:
        replica = {"Region": REGION, "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True}, "Tags": [{"Key": "A", "Value": "1"}]}
        old = {**STREAMED, "Replicas": [replica]}
        made = self.make(GLOBAL, old)
        self.assertEqual(made.attributes["Arn"], f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/orders")
        self.update(GLOBAL, made, old, {**old, "Replicas": [{"Region": REGION, "DeletionProtectionEnabled": False}]})
        backups = self.dynamodb.describe_continuous_backups(TableName="orders")["ContinuousBackupsDescription"]
        self.assertEqual(backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"], "DISABLED")
        self.assertEqual(self.dynamodb.list_tags_of_resource(ResourceArn=made.attributes["Arn"])["Tags"], [])
        with self.assertRaisesRegex(Refused, f"one replica, in {REGION}, got others in us-west-2"):
            self.make(GLOBAL, {**old, "TableName": "two", "Replicas": [replica, {"Region": "us-west-2"}]})


class Readers(LambdaCase):
    def setUp(self) -> None:
        super().setUp()
        self.dynamodb = self.client("dynamodb")
        self.may("GetRecords", "GetShardIterator", "DescribeStream", "ListStreams")
        self.stream = self.make(TABLE, STREAMED).attributes["StreamArn"]

    def may(self, *actions: str, on: str = "*") -> None:
        statement = {"Effect": "Allow", "Action": [f"dynamodb:{action}" for action in actions], "Resource": on}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self.client("iam").put_role_policy(RoleName="fn", PolicyName="own", PolicyDocument=policy)

    def put(self, name: str, **more: str) -> None:
        self.dynamodb.put_item(TableName="orders", Item={"id": {"S": name}, **{key: {"S": value} for key, value in more.items()}})

    def reads(self, code: str, **more: Any) -> Made:
        self.function(code)
        return self.make(MAPPING, {"FunctionName": "data", "EventSourceArn": self.stream, "StartingPosition": "TRIM_HORIZON", **more})

    def told(self) -> list[Any]:
        return [json.loads(line[line.index("got ") + 4 :]) for line in self.lines("/aws/lambda/data") if "\tgot " in line]

    def test_changes_are_told_in_order_as_lambda_tells_them(self) -> None:
        self.put("a", x="1")
        self.reads("exports.handler = async (e) => { for (const r of e.Records) console.log('got ' + JSON.stringify(r)); }")
        self.put("a", x="1")  # changes nothing
        self.put("a", x="2")
        self.dynamodb.delete_item(TableName="orders", Key={"id": {"S": "a"}})
        records = eventually(lambda: found if len(found := self.told()) == 3 else None)
        self.assertEqual([each["eventName"] for each in records], ["INSERT", "MODIFY", "REMOVE"])
        change = records[1]
        self.assertEqual((change["eventSourceARN"], change["awsRegion"], change["eventSource"]), (self.stream, REGION, "aws:dynamodb"))
        told = change["dynamodb"]
        self.assertEqual((told["Keys"], told["OldImage"]["x"], told["NewImage"]["x"]), ({"id": {"S": "a"}}, {"S": "1"}, {"S": "2"}))
        self.assertIsInstance(told["ApproximateCreationDateTime"], int)

    def test_a_batch_that_fails_comes_again_before_what_is_behind_it_until_it_has_been_tried_enough(self) -> None:
        code = (
            "exports.handler = async ({ Records: r }) => { const ids = r.map((e) => e.dynamodb.Keys.id.S);"
            " console.log('got ' + JSON.stringify(ids)); if (ids.includes('bad')) throw new Error('no'); }"
        )
        for name in ("bad", "good"):
            self.put(name)
        self.reads(code, BatchSize=1, MaximumRetryAttempts="1")
        eventually(lambda: ["good"] in self.told())
        self.assertEqual(self.told(), [["bad"], ["bad"], ["good"]])

    def test_a_function_may_name_the_first_that_it_could_not_do(self) -> None:
        code = (
            "let tried = false; exports.handler = async ({ Records: r }) => {"
            " console.log('got ' + JSON.stringify(r.map((e) => e.dynamodb.Keys.id.S)));"
            " const bad = r.find((e) => e.dynamodb.Keys.id.S === 'bad' && !tried); tried = true;"
            " return { batchItemFailures: bad ? [{ itemIdentifier: bad.dynamodb.SequenceNumber }] : [] } }"
        )
        for name in ("first", "bad", "last"):
            self.put(name)
        self.reads(code, FunctionResponseTypes=["ReportBatchItemFailures"])
        eventually(lambda: len(self.told()) == 2)
        self.assertEqual(self.told(), [["first", "bad", "last"], ["bad", "last"]])

    def test_a_filter_lets_only_what_it_names_through(self) -> None:
        code = "exports.handler = async ({ Records: r }) => console.log('got ' + JSON.stringify(r.map((e) => [e.eventName, e.dynamodb.Keys.id.S])))"
        for name in ("a", "b", "c"):
            self.put(name, kind="order" if name != "b" else "offer")
        pattern = {"eventName": ["INSERT"], "dynamodb": {"NewImage": {"kind": {"S": ["order"]}}}}
        self.put("a", kind="order", more="1")
        self.reads(code, FilterCriteria={"Filters": [{"Pattern": json.dumps(pattern)}]})
        eventually(self.told)
        self.assertEqual(self.told(), [[["INSERT", "a"], ["INSERT", "c"]]])

    def test_a_batch_that_fails_is_split_and_a_destination_is_told_of_what_was_tried_enough(self) -> None:
        sqs = self.client("sqs")
        url = sqs.create_queue(QueueName="lost")["QueueUrl"]
        self.addCleanup(sqs.delete_queue, QueueUrl=url)
        target = f"arn:aws:sqs:{REGION}:{ACCOUNT}:lost"
        code = (
            "exports.handler = async ({ Records: r }) => { const ids = r.map((e) => e.dynamodb.Keys.id.S);"
            " console.log('got ' + JSON.stringify(ids)); if (ids.includes('bad')) throw new Error('no'); }"
        )
        for name in ("first", "bad", "good", "last"):
            self.put(name)
        self.function(code)
        asked = {"BisectBatchOnFunctionError": "true", "MaximumRetryAttempts": 0, "DestinationConfig": {"OnFailure": {"Destination": target}}}
        with self.assertRaisesRegex(ClientError, "does not have permissions to call SendMessage on SQS"):
            self.make(MAPPING, {"FunctionName": "data", "EventSourceArn": self.stream, "StartingPosition": "TRIM_HORIZON", **asked})
        may = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": target}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [may]})
        self.client("iam").put_role_policy(RoleName="fn", PolicyName="tells", PolicyDocument=policy)
        self.addCleanup(self.client("iam").delete_role_policy, RoleName="fn", PolicyName="tells")
        mapping = {"FunctionName": "data", "EventSourceArn": self.stream, "StartingPosition": "TRIM_HORIZON"}
        made = self.make(MAPPING, {**mapping, **asked})
        eventually(lambda: ["good", "last"] in self.told())
        self.assertEqual(self.told(), [["first", "bad", "good", "last"], ["first", "bad"], ["first"], ["bad"], ["good", "last"]])
        lost = json.loads(sqs.receive_message(QueueUrl=url)["Messages"][0]["Body"])
        self.assertEqual((lost["requestContext"]["condition"], lost["requestContext"]["approximateInvokeCount"]), ("RetryAttemptsExhausted", 1))
        self.assertEqual((lost["DDBStreamBatchInfo"]["batchSize"], lost["DDBStreamBatchInfo"]["streamArn"]), (1, self.stream))
        self.update(MAPPING, made, {**mapping, **asked}, mapping)
        found = self.awslambda.get_event_source_mapping(UUID=made.physical_id)
        self.assertEqual((found["BisectBatchOnFunctionError"], found["DestinationConfig"], found["FilterCriteria"]), (False, {}, {}))

    def test_a_mapping_keeps_how_old_records_may_be_and_what_is_older_is_passed(self) -> None:
        old = {"MaximumRecordAgeInSeconds": "60", "ParallelizationFactor": 2}
        made = self.reads("exports.handler = async () => { throw new Error('no') }", **old)
        found = self.awslambda.get_event_source_mapping(UUID=made.physical_id)
        self.assertEqual((found["MaximumRecordAgeInSeconds"], found["ParallelizationFactor"]), (60, 2))
        mapping = {"FunctionName": "data", "EventSourceArn": self.stream, "StartingPosition": "TRIM_HORIZON"}
        self.update(MAPPING, made, {**mapping, **old}, mapping)
        found = self.awslambda.get_event_source_mapping(UUID=made.physical_id)
        self.assertEqual((found["MaximumRecordAgeInSeconds"], found["ParallelizationFactor"]), (-1, 1))
        for age, position in ((59, 7), (61, 9)):
            reader = lambda_streams._Reader(7)
            asked = SimpleNamespace(max_retry_attempts=-1, max_record_age=60, destination_config=None)
            record = {"dynamodb": {"ApproximateCreationDateTime": time.time() - age}}
            lambda_streams._try_again(asked, reader, None, None, [record], 9)
            self.assertEqual(reader.position, position, age)

    def test_the_latest_position_tells_nothing_of_before_and_a_deleted_mapping_nothing_more(self) -> None:
        self.put("before")
        code = "exports.handler = async ({ Records: r }) => console.log('got ' + JSON.stringify(r.map((e) => e.dynamodb.Keys.id.S)))"
        mapping = {"FunctionName": "data", "EventSourceArn": self.stream, "StartingPosition": "LATEST"}
        made = self.reads(code, StartingPosition="LATEST")
        self.update(MAPPING, made, mapping, {**mapping, "BatchSize": 1, "Tags": [{"Key": "A", "Value": "1"}]})
        found = self.awslambda.get_event_source_mapping(UUID=made.physical_id)
        self.assertEqual((found["BatchSize"], found["MaximumRetryAttempts"]), (1, -1))
        self.put("after")
        eventually(self.told)
        self.assertEqual(self.told(), [["after"]])
        self.delete(MAPPING, made, mapping)

    def test_a_policy_on_the_stream_alone_is_enough_and_one_on_another_is_not(self) -> None:
        self.function("exports.handler = async () => 1")
        spec = {"FunctionName": "data", "EventSourceArn": self.stream, "StartingPosition": "LATEST"}
        table = self.stream.rpartition("/")[0]
        for on in (f"{table}/*".replace("orders", "others"), f"{self.stream}0"):
            self.may("GetRecords", "GetShardIterator", "DescribeStream", "ListStreams", on=on)
            with self.assertRaisesRegex(ClientError, "Cannot access stream"):
                self.make(MAPPING, spec)
        for on in (self.stream, f"{table}/*"):
            self.may("GetRecords", "GetShardIterator", "DescribeStream", "ListStreams", on=on)
            self.delete(MAPPING, self.make(MAPPING, spec), spec)

    def test_refuses_what_cannot_be_read(self) -> None:
        self.function("exports.handler = async () => 1")
        spec = {"FunctionName": "data", "EventSourceArn": self.stream, "StartingPosition": "LATEST"}
        absent = {**spec, "EventSourceArn": f"{self.stream}0"}
        timed = {**spec, "StartingPosition": "AT_TIMESTAMP"}
        stranger = {**spec, "EventSourceArn": f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/s"}
        for asked, words in ((absent, "Stream not found"), (timed, "got AT_TIMESTAMP"), (stranger, "reads queues and streams of DynamoDB only")):
            with self.assertRaisesRegex(ClientError, words):
                self.make(MAPPING, asked)
        self.may("GetRecords", "GetShardIterator", "DescribeStream")
        with self.assertRaisesRegex(ClientError, f"Cannot access stream {self.stream}. Please ensure the role can perform the GetRecords"):
            self.make(MAPPING, spec)


del LambdaCase

if __name__ == "__main__":
    unittest.main()
