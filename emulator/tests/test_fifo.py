"""Topics and queues that keep an order: what they number, and what a topic takes and tells."""

import json
from typing import Any

from botocore.exceptions import ClientError
from service_case import ACCOUNT, REGION, ServiceCase


class Fifo(ServiceCase):
    def setUp(self) -> None:
        self.sns, self.sqs = self.client("sns"), self.client("sqs")

    def queue(self, **attributes: str) -> str:
        url = str(self.sqs.create_queue(QueueName="q.fifo", Attributes={"FifoQueue": "true", **attributes})["QueueUrl"])
        self.addCleanup(self.sqs.delete_queue, QueueUrl=url)
        return url

    def topic(self) -> str:
        attributes = {"FifoTopic": "true", "ContentBasedDeduplication": "true"}
        arn = str(self.sns.create_topic(Name="t.fifo", Attributes=attributes)["TopicArn"])
        self.addCleanup(self.sns.delete_topic, TopicArn=arn)
        return arn

    def told(self, url: str) -> list[Any]:
        return list(self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["All"]).get("Messages", []))

    def test_messages_have_numbers_that_grow_where_contents_tell_doubles_apart(self) -> None:
        url = self.queue(ContentBasedDeduplication="true")
        sent = [self.sqs.send_message(QueueUrl=url, MessageBody=body, MessageGroupId="g")["SequenceNumber"] for body in "abc"]
        self.assertEqual(sent, sorted(sent))
        found = self.told(url)
        self.assertEqual([each["Attributes"]["SequenceNumber"] for each in found], sent)
        self.assertRegex(sent[0], r"^\d{20}$")

    def test_a_topic_tells_a_queue_that_makes_no_ids_of_contents(self) -> None:
        policy = {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "*"}
        url, topic = self.queue(Policy=json.dumps({"Version": "2012-10-17", "Statement": [policy]})), self.topic()
        subscribed = {"Endpoint": f"arn:aws:sqs:{REGION}:{ACCOUNT}:q.fifo", "Attributes": {"RawMessageDelivery": "true"}}
        self.sns.subscribe(TopicArn=topic, Protocol="sqs", **subscribed)
        for message in ("one", "one", "two"):
            self.sns.publish(TopicArn=topic, Message=message, MessageGroupId="g")
        self.assertEqual([each["Body"] for each in self.told(url)], ["one", "two"])

    def test_a_topic_refuses_messages_without_a_group_or_a_text(self) -> None:
        topic = self.topic()
        told = {"Message": "m"}, {"Message": "", "MessageGroupId": "g"}
        words = "The MessageGroupId parameter is required for FIFO topics", "Empty message"
        for message, why in zip(told, words, strict=True):
            with self.assertRaises(ClientError) as caught:
                self.sns.publish(TopicArn=topic, **message)
            error = caught.exception.response["Error"]
            self.assertEqual((error["Code"], error["Message"]), ("InvalidParameter", f"Invalid parameter: {why}"))
