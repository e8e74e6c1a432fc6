"""Topics: what queues and functions are told, what filters let through, and what becomes of messages that nobody takes."""

import json
from typing import Any

from botocore.exceptions import ClientError
from lambda_case import LambdaCase, eventually
from service_case import ACCOUNT, OTHER_ACCOUNT, REGION, ServiceCase

from delivery_emulator import journal

TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:news"
ECHO = "exports.handler = async (event) => { console.log(JSON.stringify(event)); };"


def queue_arn(name: str, account: str = ACCOUNT) -> str:
    return f"arn:aws:sqs:{REGION}:{account}:{name}"


def lets_in(name: str, topic: str = TOPIC, account: str = ACCOUNT) -> str:
    condition = {"ArnEquals": {"aws:SourceArn": topic}}
    statement = {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage"}
    return json.dumps({"Version": "2012-10-17", "Statement": [{**statement, "Resource": queue_arn(name, account), "Condition": condition}]})


class TopicCase(ServiceCase):
    def setUp(self) -> None:
        super().setUp()
        self.sns, self.sqs = self.client("sns"), self.client("sqs")
        self.sns.create_topic(Name="news")
        self.addCleanup(self.sns.delete_topic, TopicArn=TOPIC)

    def queue(self, name: str, policy: str | None = None, account: str = ACCOUNT) -> str:
        sqs = self.client("sqs", account)
        attributes = {} if policy == "" else {"Policy": policy or lets_in(name, account=account)}
        url = str(sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"])
        self.addCleanup(sqs.delete_queue, QueueUrl=url)
        return url

    def subscribe(self, endpoint: str, protocol: str = "sqs", **attributes: str) -> str:
        made = self.sns.subscribe(TopicArn=TOPIC, Protocol=protocol, Endpoint=endpoint, Attributes=attributes, ReturnSubscriptionArn=True)
        self.addCleanup(self.sns.unsubscribe, SubscriptionArn=made["SubscriptionArn"])
        return str(made["SubscriptionArn"])

    def told(self, url: str, account: str = ACCOUNT) -> list[Any]:
        sqs = self.client("sqs", account)
        found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]).get("Messages", [])
        for each in found:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])
        return list(found)


class Queues(TopicCase):
    def test_have_an_envelope_unless_they_want_none(self) -> None:
        self.subscribe(queue_arn("one"), RawMessageDelivery="false")
        self.subscribe(queue_arn("two"), RawMessageDelivery="true")
        one, two = self.queue("one"), self.queue("two")
        attributes = {"kind": {"DataType": "String", "StringValue": "x"}, "raw": {"DataType": "Binary", "BinaryValue": b"\x00\x01"}}
        made = self.sns.publish(TopicArn=TOPIC, Message="hello", Subject="s", MessageAttributes=attributes)
        (enveloped,) = self.told(one)
        body = json.loads(enveloped["Body"])
        self.assertEqual((body["Type"], body["Message"], body["Subject"], body["MessageId"]), ("Notification", "hello", "s", made["MessageId"]))
        self.assertEqual(body["MessageAttributes"]["kind"], {"Type": "String", "Value": "x"})
        (raw,) = self.told(two)
        self.assertEqual((raw["Body"], raw["MessageAttributes"]["raw"]["BinaryValue"]), ("hello", b"\x00\x01"))

    def test_are_told_in_the_account_that_they_are_in(self) -> None:
        url = self.queue("far", account=OTHER_ACCOUNT)
        self.subscribe(queue_arn("far", OTHER_ACCOUNT))
        self.sns.publish(TopicArn=TOPIC, Message="hello")
        self.assertEqual(len(self.told(url, OTHER_ACCOUNT)), 1)

    def test_are_told_their_own_text(self) -> None:
        url = self.queue("one")
        self.subscribe(queue_arn("one"), RawMessageDelivery="true")
        self.sns.publish(TopicArn=TOPIC, Message=json.dumps({"default": "d", "sqs": "q"}), MessageStructure="json")
        self.assertEqual(self.told(url)[0]["Body"], "q")

    def test_encrypted_with_a_key_that_keeps_sns_out_are_not_told(self) -> None:
        url = self.queue("secret")
        self.subscribe(queue_arn("secret"))
        for key_id in ("alias/aws/sqs", "alias/nobody-s"):
            with self.subTest(key_id):
                self.sqs.set_queue_attributes(QueueUrl=url, Attributes={"KmsMasterKeyId": key_id})
                self.sns.publish(TopicArn=TOPIC, Message="hello")
                self.assertEqual(self.told(url), [])
                said = f"not delivered: topic {TOPIC} to {queue_arn('secret')}: "
                self.assertTrue(any(each.startswith(said) and key_id in each for each in journal.doubts()))

    def test_without_a_policy_for_the_topic_are_not_told_and_the_dead_letter_queue_is(self) -> None:
        closed, letters = self.queue("closed", ""), self.queue("letters")
        self.subscribe(queue_arn("closed"), RedrivePolicy=json.dumps({"deadLetterTargetArn": queue_arn("letters")}))
        self.subscribe(queue_arn("gone"))
        self.sns.publish(TopicArn=TOPIC, Message="hello")
        self.assertEqual(self.told(closed), [])
        self.assertEqual([json.loads(each["Body"])["Message"] for each in self.told(letters)], ["hello"])
        for endpoint in ("closed", "gone"):
            self.assertTrue(any(f"topic {TOPIC} to {queue_arn(endpoint)}:" in each for each in journal.doubts()), endpoint)


class Filters(TopicCase):
    def passes(self, policy: Any, scope: str, **message: Any) -> bool:
        arn = self.sns.subscribe(
            TopicArn=TOPIC, Protocol="sqs", Endpoint=queue_arn("one"), ReturnSubscriptionArn=True,
            Attributes={"FilterPolicyScope": scope, "FilterPolicy": json.dumps(policy)},
        )["SubscriptionArn"]  # fmt: skip
        self.sns.publish(TopicArn=TOPIC, **{"Message": "m", **message})
        self.sns.unsubscribe(SubscriptionArn=arn)
        return bool(self.told(self.url))

    def setUp(self) -> None:
        super().setUp()
        self.url = self.queue("one")

    def test_ask_attributes(self) -> None:
        def text(value: str, kind: str = "String") -> dict[str, Any]:
            return {"a": {"DataType": kind, "StringValue": value}}

        lists = text('["x", "y"]', "String.Array")
        for rule, attributes, expected in (
            (["x"], text("x"), True),
            (["x"], text("z"), False),
            (["x"], lists, True),
            ([{"anything-but": ["x"]}], text("z"), True),
            ([{"anything-but": ["x"]}], lists, False),
            ([{"anything-but": {"prefix": "x"}}], text("xy"), False),
            ([{"anything-but": "x"}], {}, False),
            ([{"prefix": "x"}], text("xyz"), True),
            ([{"suffix": "z"}], text("xyz"), True),
            ([{"equals-ignore-case": "XYZ"}], text("xyz"), True),
            ([{"exists": True}], text("x"), True),
            ([{"exists": False}], text("x"), False),
            ([{"exists": False}], {}, True),
            ([{"numeric": [">", 1, "<=", 5]}], text("5", "Number"), True),
            ([{"numeric": [">", 1, "<=", 5]}], text("6", "Number"), False),
            ([{"numeric": ["=", 5]}], text("5"), False),
            ([5], text("5.0", "Number"), True),
            ([{"cidr": "10.0.0.0/24"}], text("10.0.0.9"), True),
            ([{"wildcard": "a*z"}], text("abz"), True),
        ):
            with self.subTest(rule=rule, attributes=attributes):
                self.assertEqual(self.passes({"a": rule}, "MessageAttributes", MessageAttributes=attributes), expected)

    def test_ask_the_body(self) -> None:
        for policy, body, expected in (
            ({"a": {"b": ["x"]}}, {"a": {"b": "x"}}, True),
            ({"a": {"b": ["x"]}}, {"a": {"b": "y"}}, False),
            ({"a": {"b": ["x"]}}, {"a": [{"b": "y"}, {"b": "x"}]}, True),
            ({"a": {"b": [{"exists": False}]}}, {}, True),
            ({"a": [True]}, {"a": 1}, False),
            ({"a": [None]}, {"a": None}, True),
            ({"$or": [{"a": ["x"]}, {"b": [{"numeric": [">", 3]}]}]}, {"b": 4}, True),
            ({"a": ["x"]}, "no object", False),
        ):
            with self.subTest(policy=policy, body=body):
                self.assertEqual(self.passes(policy, "MessageBody", Message=json.dumps(body)), expected)

    def test_that_sns_does_not_take_leave_no_subscription_behind(self) -> None:
        with self.assertRaisesRegex(ClientError, "FilterPolicy: failed to parse JSON"):
            self.subscribe(queue_arn("one"), FilterPolicy="{")
        self.assertEqual(self.sns.list_subscriptions_by_topic(TopicArn=TOPIC)["Subscriptions"], [])


class Functions(TopicCase, LambdaCase):
    def events(self) -> list[Any]:
        return [json.loads(line.split("\t")[-1]) for line in self.lines("/aws/lambda/data") if '"Records"' in line]

    def test_are_told_who_published_what(self) -> None:
        self.function(ECHO)
        arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:data"
        subscription = self.subscribe(arn, "lambda")
        self.sns.publish(TopicArn=TOPIC, Message="unheard")
        self.assertTrue(any(f"topic {TOPIC} to {arn}: the policy" in each for each in journal.doubts()))
        permission = {"Action": "lambda:InvokeFunction", "Principal": "sns.amazonaws.com", "SourceArn": TOPIC}
        self.awslambda.add_permission(FunctionName="data", StatementId="sns", **permission)
        made = self.sns.publish(TopicArn=TOPIC, Message="heard", MessageAttributes={"n": {"DataType": "Number", "StringValue": "5"}})
        (event,) = eventually(self.events)
        (record,) = event["Records"]
        self.assertEqual((record["EventSource"], record["EventVersion"], record["EventSubscriptionArn"]), ("aws:sns", "1.0", subscription))
        notification = record["Sns"]
        self.assertEqual((notification["Message"], notification["TopicArn"], notification["MessageId"]), ("heard", TOPIC, made["MessageId"]))
        self.assertEqual((notification["Subject"], notification["MessageAttributes"]), (None, {"n": {"Type": "Number", "Value": "5"}}))
        self.assertEqual(sorted(notification)[-4:], ["Timestamp", "TopicArn", "Type", "UnsubscribeUrl"])
