import json
import unittest
from typing import Any

from policies import allow_service, policy
from service_case import ServiceCase


class Messages(ServiceCase):
    def test_a_queue_changes_in_place(self) -> None:
        sqs = self.client("sqs")
        dead = self.make("AWS::SQS::Queue", {"QueueName": "dead"})
        old = {
            "QueueName": "work",
            "KmsMasterKeyId": "alias/data",
            "KmsDataKeyReusePeriodSeconds": 300,
            "MessageRetentionPeriod": 1209600,
            "VisibilityTimeout": "60",
            "RedrivePolicy": {"deadLetterTargetArn": dead.attributes["Arn"], "maxReceiveCount": 3},
            "Tags": [{"Key": "A", "Value": "1"}],
        }
        made = self.make("AWS::SQS::Queue", old)
        read = {"QueueUrl": made.physical_id, "AttributeNames": ["All"]}
        found = sqs.get_queue_attributes(**read)["Attributes"]
        self.assertEqual((found["KmsMasterKeyId"], found["MessageRetentionPeriod"]), ("alias/data", "1209600"))
        self.assertEqual((found["VisibilityTimeout"], found["QueueArn"]), ("60", made.attributes["Arn"]))
        self.assertEqual(json.loads(found["RedrivePolicy"])["maxReceiveCount"], 3)
        new = {"QueueName": "work", "KmsMasterKeyId": "alias/other", "Tags": [{"Key": "B", "Value": "2"}]}
        self.update("AWS::SQS::Queue", made, old, new)
        found = sqs.get_queue_attributes(**read)["Attributes"]
        self.assertEqual((found["KmsMasterKeyId"], found["VisibilityTimeout"]), ("alias/other", "30"))
        self.assertNotIn("RedrivePolicy", found)
        self.assertEqual(sqs.list_queue_tags(QueueUrl=made.physical_id)["Tags"], {"B": "2"})
        self.delete("AWS::SQS::Queue", made, old)

    def test_a_queue_policy_moves_and_goes(self) -> None:
        sqs = self.client("sqs")
        one, two = (self.make("AWS::SQS::Queue", {"QueueName": name}).physical_id for name in ("one", "two"))

        def has_policy(url: str) -> bool:
            return "Policy" in sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]

        old = {"Queues": [one], "PolicyDocument": policy(allow_service("sns.amazonaws.com", "sqs:SendMessage"))}
        made = self.make("AWS::SQS::QueuePolicy", old)
        self.assertEqual((has_policy(one), has_policy(two)), (True, False))
        sqs.set_queue_attributes(QueueUrl=one, Attributes={"KmsMasterKeyId": "alias/other"})
        self.assertTrue(has_policy(one))
        new = {**old, "Queues": [two]}
        self.update("AWS::SQS::QueuePolicy", made, old, new)
        self.assertEqual((has_policy(one), has_policy(two)), (False, True))
        self.delete("AWS::SQS::QueuePolicy", made, new)
        self.assertEqual((has_policy(one), has_policy(two)), (False, False))

    def test_a_topic_with_policy_and_subscriber_changes_in_place(self) -> None:
        sns = self.client("sns")
        old = {
            "TopicName": "alarms",
            "DisplayName": "Alarms",
            "KmsMasterKeyId": "alias/logs",
            "Tags": [{"Key": "A", "Value": "1"}],
        }
        made = self.make("AWS::SNS::Topic", old)
        arn = made.physical_id

        def attributes() -> dict[str, Any]:
            return dict(sns.get_topic_attributes(TopicArn=arn)["Attributes"])

        self.assertEqual((attributes()["DisplayName"], attributes()["KmsMasterKeyId"]), ("Alarms", "alias/logs"))
        self.update("AWS::SNS::Topic", made, old, {**old, "DisplayName": "New", "Tags": []})
        self.assertEqual(attributes()["DisplayName"], "New")
        self.assertEqual(sns.list_tags_for_resource(ResourceArn=arn)["Tags"], [])

        rules = {
            "Topics": [arn],
            "PolicyDocument": policy(allow_service("cloudwatch.amazonaws.com", "sns:Publish", Sid="Alarms")),
        }
        given = self.make("AWS::SNS::TopicPolicy", rules)
        self.assertIn("Alarms", attributes()["Policy"])
        self.delete("AWS::SNS::TopicPolicy", given, rules)
        self.assertIn("__default_statement_ID", attributes()["Policy"])

        subscriber = {"TopicArn": arn, "Protocol": "email", "Endpoint": "a@example.com"}
        subscribed = self.make("AWS::SNS::Subscription", subscriber)
        wanted = {**subscriber, "FilterPolicy": {"kind": ["x"]}}
        self.update("AWS::SNS::Subscription", subscribed, subscriber, wanted)
        listed = sns.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"]
        self.assertEqual([item["SubscriptionArn"] for item in listed], ["PendingConfirmation"])
        found = sns.get_subscription_attributes(SubscriptionArn=subscribed.physical_id)["Attributes"]
        self.assertEqual((found["Endpoint"], found["PendingConfirmation"]), ("a@example.com", "true"))
        self.assertEqual(json.loads(found["FilterPolicy"]), {"kind": ["x"]})
        self.delete("AWS::SNS::Subscription", subscribed, subscriber)
        self.assertEqual(sns.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"], [])


class Alarms(ServiceCase):
    def test_no_alarm_looks_at_data(self) -> None:
        cloudwatch = self.client("cloudwatch")
        above = {"ComparisonOperator": "GreaterThanThreshold", "Statistic": "Sum", "Threshold": 0}
        asked = {"MetricName": "Errors", "Namespace": "Shop", "Period": 60, "EvaluationPeriods": 1}
        cloudwatch.put_metric_alarm(AlarmName="a", TreatMissingData="breaching", **above, **asked)
        cloudwatch.put_metric_data(Namespace="Shop", MetricData=[{"MetricName": "Errors", "Value": 1}])
        (found,) = cloudwatch.describe_alarms(AlarmNames=["a"])["MetricAlarms"]
        self.assertNotEqual(found["StateValue"], "ALARM")

    def test_an_alarm_changes_in_place(self) -> None:
        cloudwatch = self.client("cloudwatch")
        topic = self.make("AWS::SNS::Topic", {}).physical_id
        old = {
            "AlarmName": "errors-dev",
            "AlarmDescription": "function errors",
            "AlarmActions": [topic],
            "ComparisonOperator": "GreaterThanThreshold",
            "EvaluationPeriods": "1",
            "MetricName": "Errors",
            "Namespace": "AWS/Lambda",
            "Dimensions": [{"Name": "FunctionName", "Value": "data"}],
            "Period": 300,
            "Statistic": "Sum",
            "Threshold": 0,
            "TreatMissingData": "notBreaching",
            "Tags": [{"Key": "A", "Value": "1"}],
        }
        made = self.make("AWS::CloudWatch::Alarm", old)
        (found,) = cloudwatch.describe_alarms(AlarmNames=["errors-dev"])["MetricAlarms"]
        for name in (
            "AlarmDescription",
            "AlarmActions",
            "MetricName",
            "Dimensions",
            "Period",
            "TreatMissingData",
            "Threshold",
        ):
            self.assertEqual(found[name], old[name], name)
        self.assertEqual((found["ActionsEnabled"], found["AlarmArn"]), (True, made.attributes["Arn"]))
        new = {**old, "Threshold": 5, "ActionsEnabled": "false", "Tags": []}
        self.update("AWS::CloudWatch::Alarm", made, old, new)
        (found,) = cloudwatch.describe_alarms(AlarmNames=["errors-dev"])["MetricAlarms"]
        self.assertEqual((found["Threshold"], found["ActionsEnabled"]), (5.0, False))
        self.assertEqual(cloudwatch.list_tags_for_resource(ResourceARN=found["AlarmArn"])["Tags"], [])
        self.delete("AWS::CloudWatch::Alarm", made, old)

    def test_a_rule_with_targets_changes_in_place(self) -> None:
        events = self.client("events")
        topic = self.make("AWS::SNS::Topic", {}).physical_id
        pattern = {"source": ["aws.kms"], "detail": {"eventName": ["DisableKey", "ScheduleKeyDeletion"]}}
        target = {
            "Id": "topic",
            "Arn": topic,
            "InputTransformer": {"InputPathsMap": {"a": "$.detail"}, "InputTemplate": '"<a>"'},
        }
        old = {"Name": "key-disabled", "EventPattern": pattern, "State": "ENABLED", "Targets": [target]}
        made = self.make("AWS::Events::Rule", old)
        found = events.describe_rule(Name="key-disabled")
        self.assertEqual((json.loads(found["EventPattern"]), found["Arn"]), (pattern, made.attributes["Arn"]))
        new = {**old, "State": "DISABLED", "Description": "d", "Targets": [{"Id": "other", "Arn": topic}]}
        self.update("AWS::Events::Rule", made, old, new)
        found = events.describe_rule(Name="key-disabled")
        self.assertEqual((found["State"], found["Description"]), ("DISABLED", "d"))
        self.assertEqual(events.list_targets_by_rule(Rule="key-disabled")["Targets"], [{"Id": "other", "Arn": topic}])
        self.delete("AWS::Events::Rule", made, new)


if __name__ == "__main__":
    unittest.main()
