import json
import unittest
from typing import Any

from botocore.exceptions import ClientError
from service_case import ACCOUNT, REGION, ServiceCase

from delivery_emulator import journal

TRAIL_ARN = f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/audit-dev"


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(service: str, action: str | list[str], **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": {"Service": service}, "Action": action, "Resource": "*", **more}


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

        old = {"Queues": [one], "PolicyDocument": policy(allow("sns.amazonaws.com", "sqs:SendMessage"))}
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
            "PolicyDocument": policy(allow("cloudwatch.amazonaws.com", "sns:Publish", Sid="Alarms")),
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


class Trails(ServiceCase):
    def setUp(self) -> None:
        self.cloudtrail = self.client("cloudtrail")
        self.bucket = self.make("AWS::S3::Bucket", {"BucketName": "trail-dev"}).physical_id

    def let_in(self, arn: str = TRAIL_ARN) -> None:
        source = {"StringEquals": {"aws:SourceArn": arn}}
        rules = policy(
            allow("cloudtrail.amazonaws.com", "s3:GetBucketAcl", Condition=source),
            allow("cloudtrail.amazonaws.com", "s3:PutObject", Condition=source),
        )
        self.client("s3").put_bucket_policy(Bucket=self.bucket, Policy=json.dumps(rules))

    def key(self, *statements: dict[str, Any]) -> str:
        rules = json.dumps(policy(*statements))
        return str(self.client("kms").create_key(Policy=rules)["KeyMetadata"]["Arn"])

    def trail(self, **more: Any) -> dict[str, Any]:
        return {"TrailName": "audit-dev", "S3BucketName": self.bucket, "IsLogging": True, **more}

    def test_a_trail_changes_in_place(self) -> None:
        self.let_in()
        context = {"StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": TRAIL_ARN}}
        key = self.key(
            allow("cloudtrail.amazonaws.com", "kms:GenerateDataKey*", Condition=context),
            allow("cloudtrail.amazonaws.com", "kms:DescribeKey"),
        )
        data = {"Type": "AWS::S3::Object", "Values": ["arn:aws:s3:::data/"]}
        selectors = [{"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": [data]}]
        old = self.trail(
            KMSKeyId=key, EnableLogFileValidation=True, EventSelectors=selectors, Tags=[{"Key": "A", "Value": "1"}]
        )
        made = self.make("AWS::CloudTrail::Trail", old)
        found = self.cloudtrail.get_trail(Name="audit-dev")["Trail"]
        self.assertEqual((found["KmsKeyId"], found["LogFileValidationEnabled"]), (key, True))
        self.assertTrue(self.cloudtrail.get_trail_status(Name="audit-dev")["IsLogging"])
        self.assertEqual(self.cloudtrail.get_event_selectors(TrailName="audit-dev")["EventSelectors"], selectors)
        self.assertEqual(made.attributes["Arn"], TRAIL_ARN)
        new = self.trail(IsLogging="false", IsMultiRegionTrail=True, Tags=[])
        self.update("AWS::CloudTrail::Trail", made, old, new)
        found = self.cloudtrail.get_trail(Name="audit-dev")["Trail"]
        self.assertEqual((found["IsMultiRegionTrail"], found["LogFileValidationEnabled"]), (True, False))
        self.assertNotIn("KmsKeyId", found)
        self.assertFalse(self.cloudtrail.get_trail_status(Name="audit-dev")["IsLogging"])
        self.delete("AWS::CloudTrail::Trail", made, old)
        self.assertEqual(self.cloudtrail.describe_trails()["trailList"], [])

    def test_refuses_a_bucket_that_does_not_let_this_trail_in(self) -> None:
        for arn in (None, f"{TRAIL_ARN}-other"):
            if arn:
                self.let_in(arn)
            with self.assertRaisesRegex(ClientError, "Incorrect S3 bucket policy is detected for bucket: trail-dev"):
                self.make("AWS::CloudTrail::Trail", self.trail())

    def test_refuses_a_key_that_does_not_let_this_trail_in_and_keeps_the_trail(self) -> None:
        self.let_in()
        made = self.make("AWS::CloudTrail::Trail", self.trail())
        key = self.key(allow("logs.amazonaws.com", "kms:*"))
        with self.assertRaisesRegex(ClientError, "InsufficientEncryptionPolicyException"):
            self.update("AWS::CloudTrail::Trail", made, self.trail(), self.trail(KMSKeyId=key))
        self.assertNotIn("KmsKeyId", self.cloudtrail.get_trail(Name="audit-dev")["Trail"])

    def test_a_bucket_key_makes_cloudtrail_decrypt(self) -> None:
        self.let_in()
        rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}, "BucketKeyEnabled": True}
        self.client("s3").put_bucket_encryption(
            Bucket=self.bucket, ServerSideEncryptionConfiguration={"Rules": [rule]}
        )
        encrypt = allow("cloudtrail.amazonaws.com", ["kms:GenerateDataKey*", "kms:DescribeKey"])
        with self.assertRaisesRegex(ClientError, "InsufficientEncryptionPolicyException"):
            self.make("AWS::CloudTrail::Trail", self.trail(KMSKeyId=self.key(encrypt)))
        decrypt = allow("cloudtrail.amazonaws.com", "kms:Decrypt")
        made = self.make("AWS::CloudTrail::Trail", self.trail(KMSKeyId=self.key(encrypt, decrypt)))
        self.delete("AWS::CloudTrail::Trail", made, self.trail())
        self.client("s3").delete_bucket_encryption(Bucket=self.bucket)

    def test_the_role_of_its_log_group_trusts_cloudtrail(self) -> None:
        self.let_in()
        iam = self.client("iam")
        self.client("logs").create_log_group(logGroupName="trail")
        group = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:trail:*"

        def trail(name: str, trust: dict[str, Any]) -> dict[str, Any]:
            statement = {"Effect": "Allow", "Action": "sts:AssumeRole", **trust}
            role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(policy(statement)))["Role"]["Arn"]
            return self.trail(CloudWatchLogsLogGroupArn=group, CloudWatchLogsRoleArn=role)

        cloudtrail = {"Principal": {"Service": "cloudtrail.amazonaws.com"}}
        with self.assertRaisesRegex(ClientError, "Access denied. Check the trust relationships for your role."):
            self.make("AWS::CloudTrail::Trail", trail("other", {"Principal": {"Service": "lambda.amazonaws.com"}}))
        bound = {**cloudtrail, "Condition": {"StringEquals": {"aws:SourceArn": TRAIL_ARN}}}
        made = self.make("AWS::CloudTrail::Trail", trail("bound", bound))
        self.assertTrue(any("role/bound: no statement" in each for each in journal.doubts()), journal.doubts())
        self.delete("AWS::CloudTrail::Trail", made, self.trail())


if __name__ == "__main__":
    unittest.main()
