"""URLs of queues: they lead to the emulator, whoever asked for them."""

import json
import unittest

import boto3
from service_case import ACCOUNT, REGION, SECRET, ServiceCase
from stack_case import body

OLDEST = "us-east-1"
"""Where botocore knows SQS by the name queue.amazonaws.com."""


class QueueUrls(ServiceCase):
    def test_the_url_of_a_stacks_queue_takes_messages(self) -> None:
        for region in (REGION, OLDEST):
            with self.subTest(region):
                stacks = self.client("cloudformation", region=region)
                template = json.loads(body(Queue={"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "orders"}}))
                outputs = {"Ref": {"Value": {"Ref": "Queue"}}, "Url": {"Value": {"Fn::GetAtt": ["Queue", "QueueUrl"]}}}
                stacks.create_stack(StackName="queues", TemplateBody=json.dumps({**template, "Outputs": outputs}))
                self.addCleanup(stacks.delete_stack, StackName="queues")
                values = {each["OutputValue"] for each in stacks.describe_stacks(StackName="queues")["Stacks"][0]["Outputs"]}
                self.assertEqual(values, {f"{self.endpoint}/{ACCOUNT}/orders"})
                self.client("sqs", region=region).send_message(QueueUrl=values.pop(), MessageBody=region)
        for region in (REGION, OLDEST):
            received = self.client("sqs", region=region).receive_message(QueueUrl=f"{self.endpoint}/{ACCOUNT}/orders", MaxNumberOfMessages=10)
            self.assertEqual([each["Body"] for each in received["Messages"]], [region])

    def test_every_call_tells_the_same_url_under_whatever_name_it_comes(self) -> None:
        numeric = self.endpoint.replace("localhost", "127.0.0.1")
        keys = {"aws_access_key_id": ACCOUNT, "aws_secret_access_key": SECRET}
        sqs = boto3.client("sqs", endpoint_url=numeric, region_name=OLDEST, **keys)
        expected = f"{self.endpoint}/{ACCOUNT}/told"
        self.assertEqual(sqs.create_queue(QueueName="told")["QueueUrl"], expected)
        self.addCleanup(sqs.delete_queue, QueueUrl=expected)
        self.assertEqual(sqs.get_queue_url(QueueName="told")["QueueUrl"], expected)
        self.assertEqual(sqs.list_queues(QueueNamePrefix="told")["QueueUrls"], [expected])

    def test_a_url_of_awss_form_is_the_same_queue(self) -> None:
        sqs = self.client("sqs")
        url = sqs.create_queue(QueueName="known")["QueueUrl"]
        self.addCleanup(sqs.delete_queue, QueueUrl=url)
        sqs.send_message(QueueUrl=f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/known", MessageBody="by the other")
        self.assertEqual([each["Body"] for each in sqs.receive_message(QueueUrl=url)["Messages"]], ["by the other"])


if __name__ == "__main__":
    unittest.main()
