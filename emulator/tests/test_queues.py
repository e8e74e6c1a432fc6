"""Queues: dead letters that are moved back, doubles of FIFO queues, and what a redrive policy leaves behind."""

import json
from typing import Any

from lambda_case import eventually
from service_case import ACCOUNT, REGION, ServiceCase

ARN = f"arn:aws:sqs:{REGION}:{ACCOUNT}:"


class QueuesCase(ServiceCase):
    def setUp(self) -> None:
        self.sqs = self.client("sqs")

    def queue(self, name: str, **attributes: str) -> str:
        url = str(self.sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"])
        self.addCleanup(self.sqs.delete_queue, QueueUrl=url)
        return url

    def bodies(self, url: str) -> list[str]:
        found = self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0)
        return sorted(each["Body"] for each in found.get("Messages", []))


class Moves(QueuesCase):
    def setUp(self) -> None:
        super().setUp()
        self.letters = self.queue("letters")
        redrive = json.dumps({"deadLetterTargetArn": f"{ARN}letters", "maxReceiveCount": 1})
        self.orders, self.refunds = self.queue("orders", RedrivePolicy=redrive), self.queue("refunds", RedrivePolicy=redrive)

    def give_up(self, url: str, *bodies: str) -> None:
        for body in bodies:
            self.sqs.send_message(QueueUrl=url, MessageBody=body, MessageAttributes={"kind": {"DataType": "String", "StringValue": "x"}})
        for _ in range(2):
            self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0)

    def newest(self) -> dict[str, Any]:
        return dict(self.sqs.list_message_move_tasks(SourceArn=f"{ARN}letters")["Results"][0])

    def ended(self, status: str) -> dict[str, Any]:
        eventually(lambda: self.newest()["Status"] == status)
        return self.newest()

    def test_letters_go_back_to_the_queue_that_each_came_from(self) -> None:
        self.give_up(self.orders, "one", "two")
        self.give_up(self.refunds, "three")
        self.sqs.start_message_move_task(SourceArn=f"{ARN}letters")
        found = self.ended("COMPLETED")
        self.assertEqual((found["ApproximateNumberOfMessagesMoved"], found["ApproximateNumberOfMessagesToMove"]), (3, 3))
        self.assertNotIn("TaskHandle", found)
        self.assertEqual((self.bodies(self.letters), self.bodies(self.orders), self.bodies(self.refunds)), ([], ["one", "two"], ["three"]))

    def test_letters_go_to_another_queue_with_their_attributes(self) -> None:
        other = self.queue("other")
        self.give_up(self.orders, "one")
        self.sqs.start_message_move_task(SourceArn=f"{ARN}letters", DestinationArn=f"{ARN}other", MaxNumberOfMessagesPerSecond=500)
        self.ended("COMPLETED")
        found = self.sqs.receive_message(QueueUrl=other, AttributeNames=["All"], MessageAttributeNames=["All"])["Messages"][0]
        self.assertEqual(found["MessageAttributes"]["kind"]["StringValue"], "x")
        self.assertEqual(found["Attributes"]["ApproximateReceiveCount"], "1")

    def test_one_task_runs_at_a_time_until_it_is_cancelled(self) -> None:
        self.give_up(self.orders, *"abcde")
        task = self.sqs.start_message_move_task(SourceArn=f"{ARN}letters", MaxNumberOfMessagesPerSecond=1)["TaskHandle"]
        with self.assertRaisesRegex(Exception, "Only one active task is allowed for a source queue arn at a given time"):
            self.sqs.start_message_move_task(SourceArn=f"{ARN}letters")
        self.assertEqual(self.newest()["TaskHandle"], task)
        self.sqs.cancel_message_move_task(TaskHandle=task)
        self.assertEqual(self.newest()["Status"], "CANCELLED")
        self.assertNotEqual(self.bodies(self.letters), [])
        with self.assertRaisesRegex(Exception, "Task does not exist"):
            self.sqs.cancel_message_move_task(TaskHandle=task)

    def test_a_message_that_came_from_nowhere_fails_the_task(self) -> None:
        self.sqs.send_message(QueueUrl=self.letters, MessageBody="stray")
        self.sqs.start_message_move_task(SourceArn=f"{ARN}letters")
        self.assertEqual(self.ended("FAILED")["FailureReason"], "CouldNotDetermineMessageSource")
        self.assertEqual(self.bodies(self.letters), ["stray"])


class Attributes(QueuesCase):
    def test_a_queue_says_whose_letters_it_takes_and_when_it_was_made_in_seconds(self) -> None:
        allowed = json.dumps({"redrivePermission": "denyAll"})
        url = self.queue("letters", RedriveAllowPolicy=allowed)
        for names in (["All"], ["RedriveAllowPolicy", "CreatedTimestamp"]):
            found = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
            self.assertEqual(found["RedriveAllowPolicy"], allowed)
            self.assertRegex(found["CreatedTimestamp"], r"^\d{10}$")

    def test_batches_name_neither_what_nobody_sent_nor_what_nobody_missed(self) -> None:
        url = self.queue("orders")
        entries = [{"Id": "a", "MessageBody": "a"}]
        self.assertNotIn("Failed", self.sqs.send_message_batch(QueueUrl=url, Entries=entries))
        self.assertNotIn("Successful", self.sqs.send_message_batch(QueueUrl=url, Entries=[{"Id": "a", "MessageBody": ""}]))
        handles = [self.sqs.receive_message(QueueUrl=url)["Messages"][0]["ReceiptHandle"], "none"]
        hidden = [{"Id": f"i{at}", "ReceiptHandle": each, "VisibilityTimeout": 0} for at, each in enumerate(handles)]
        answer = self.sqs.change_message_visibility_batch(QueueUrl=url, Entries=hidden)
        self.assertEqual(([each["Id"] for each in answer["Successful"]], [each["Id"] for each in answer["Failed"]]), (["i0"], ["i1"]))


class Doubles(QueuesCase):
    def send(self, url: str, group: str) -> str:
        return str(self.sqs.send_message(QueueUrl=url, MessageBody="m", MessageGroupId=group, MessageDeduplicationId="d")["MessageId"])

    def test_a_double_is_none_where_the_first_has_been_deleted_already(self) -> None:
        url = self.queue("q.fifo", FifoQueue="true")
        first = self.send(url, "g")
        message = self.sqs.receive_message(QueueUrl=url)["Messages"][0]
        self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        self.assertEqual(self.send(url, "g"), first)
        self.assertNotIn("Messages", self.sqs.receive_message(QueueUrl=url))

    def test_groups_tell_doubles_apart_where_a_queue_says_so(self) -> None:
        for name, scope, found in (("q.fifo", "queue", 1), ("r.fifo", "messageGroup", 2)):
            url = self.queue(name, FifoQueue="true", DeduplicationScope=scope, FifoThroughputLimit="perQueue")
            self.send(url, "g")
            self.send(url, "h")
            self.assertEqual(len(self.bodies(url)), found, scope)
