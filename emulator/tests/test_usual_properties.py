"""Properties that usual templates set and our own do not."""

import json
import unittest

from botocore.exceptions import ClientError
from lambda_case import eventually
from service_case import ServiceCase

CORS = {"AllowedMethods": ["GET"], "AllowedOrigins": ["*"], "ExposedHeaders": ["ETag"], "MaxAge": "30", "Id": "c"}


class UsualProperties(ServiceCase):
    def test_a_bucket_keeps_its_cors_rules_and_its_website(self) -> None:
        s3 = self.client("s3")
        old = {
            "BucketName": "a-site",
            "CorsConfiguration": {"CorsRules": [CORS]},
            "WebsiteConfiguration": {"IndexDocument": "index.html", "ErrorDocument": "e.html"},
        }
        made = self.make("AWS::S3::Bucket", old)
        rule = {"AllowedMethods": ["GET"], "AllowedOrigins": ["*"], "ExposeHeaders": ["ETag"], "MaxAgeSeconds": 30}
        found = s3.get_bucket_cors(Bucket="a-site")["CORSRules"][0]
        self.assertEqual({name: found.get(name) for name in rule}, rule)
        website = s3.get_bucket_website(Bucket="a-site")
        self.assertEqual((website["IndexDocument"], website["ErrorDocument"]), ({"Suffix": "index.html"}, {"Key": "e.html"}))
        redirect = {"RedirectAllRequestsTo": {"HostName": "example.com", "Protocol": "https"}}
        new = {"BucketName": "a-site", "WebsiteConfiguration": redirect}
        self.update("AWS::S3::Bucket", made, old, new)
        with self.assertRaisesRegex(ClientError, "NoSuchCORSConfiguration"):
            s3.get_bucket_cors(Bucket="a-site")
        self.assertEqual(s3.get_bucket_website(Bucket="a-site")["RedirectAllRequestsTo"], redirect["RedirectAllRequestsTo"])
        self.update("AWS::S3::Bucket", made, new, {"BucketName": "a-site"})
        with self.assertRaisesRegex(ClientError, "NoSuchWebsiteConfiguration"):
            s3.get_bucket_website(Bucket="a-site")

    def test_a_queue_that_keeps_an_order_changes_how_it_does(self) -> None:
        sqs = self.client("sqs")
        old = {"FifoQueue": True, "ContentBasedDeduplication": True, "DeduplicationScope": "messageGroup", "FifoThroughputLimit": "perMessageGroupId"}
        old["QueueName"] = "ordered.fifo"
        made = self.make("AWS::SQS::Queue", old)

        def standing() -> list[str]:
            found = sqs.get_queue_attributes(QueueUrl=made.physical_id, AttributeNames=["All"])["Attributes"]
            return [found[name] for name in ("ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit")]

        self.assertEqual(standing(), ["true", "messageGroup", "perMessageGroupId"])
        self.update("AWS::SQS::Queue", made, old, {"QueueName": "ordered.fifo", "FifoQueue": True})
        self.assertEqual(standing(), ["false", "queue", "perQueue"])
        with self.assertRaisesRegex(ClientError, "MessageDeduplicationId"):
            sqs.send_message(QueueUrl=made.physical_id, MessageBody="x", MessageGroupId="g")

    def test_a_queue_that_keeps_an_order_is_called_so(self) -> None:
        made = self.make("AWS::SQS::Queue", {"FifoQueue": "true"}, logical_id="L" * 90)
        name = made.attributes["QueueName"]
        self.assertTrue(name.endswith(".fifo") and len(name) <= 80, name)

    def test_a_topic_that_keeps_an_order_is_called_and_published_to_as_one(self) -> None:
        sns = self.client("sns")
        old = {"FifoTopic": True, "ContentBasedDeduplication": True}
        made = self.make("AWS::SNS::Topic", old)
        self.assertTrue(made.physical_id.endswith(".fifo"))
        sns.publish(TopicArn=made.physical_id, Message="x", MessageGroupId="g")
        self.update("AWS::SNS::Topic", made, old, {"FifoTopic": True})
        with self.assertRaisesRegex(ClientError, "MessageDeduplicationId"):
            sns.publish(TopicArn=made.physical_id, Message="x", MessageGroupId="g")

    def test_a_rule_tells_an_ordered_queue_in_its_group(self) -> None:
        queue = self.make("AWS::SQS::Queue", {"QueueName": "told.fifo", "FifoQueue": True, "ContentBasedDeduplication": True})
        told = {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "*"}
        policy = {"Version": "2012-10-17", "Statement": [told]}
        self.make("AWS::SQS::QueuePolicy", {"Queues": [queue.physical_id], "PolicyDocument": policy})
        target = {"Id": "q", "Arn": queue.attributes["Arn"], "SqsParameters": {"MessageGroupId": "g"}}
        self.make("AWS::Events::Rule", {"Name": "r", "EventPattern": {"source": ["shop"]}, "Targets": [target]})
        self.client("events").put_events(Entries=[{"Source": "shop", "DetailType": "t", "Detail": "{}"}])
        sqs = self.client("sqs")
        options = {"QueueUrl": queue.physical_id, "AttributeNames": ["All"]}
        message = eventually(lambda: sqs.receive_message(**options).get("Messages"))[0]
        self.assertEqual((json.loads(message["Body"])["source"], message["Attributes"]["MessageGroupId"]), ("shop", "g"))

    def test_a_dashboard_is_kept_and_changes(self) -> None:
        cloudwatch = self.client("cloudwatch")
        old = {"DashboardName": "d", "DashboardBody": json.dumps({"widgets": []})}
        made = self.make("AWS::CloudWatch::Dashboard", old)
        new = {**old, "DashboardBody": json.dumps({"widgets": [], "start": "-PT1H"})}
        self.update("AWS::CloudWatch::Dashboard", made, old, new)
        self.assertEqual(cloudwatch.get_dashboard(DashboardName="d")["DashboardBody"], new["DashboardBody"])
        with self.assertRaisesRegex(ClientError, "InvalidParameterInput"):
            self.make("AWS::CloudWatch::Dashboard", {"DashboardBody": "{"})
        self.delete("AWS::CloudWatch::Dashboard", made, new)


if __name__ == "__main__":
    unittest.main()
