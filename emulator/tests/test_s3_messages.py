"""What queues, topics and EventBridge are told of objects, field by field."""

import json
from typing import Any

from botocore.exceptions import ClientError
from service_case import ACCOUNT, OTHER_ACCOUNT, REGION, ServiceCase

from delivery_emulator import journal

BUCKET = "telling-bucket"
ARN = f"arn:aws:s3:::{BUCKET}"
RECORD = "awsRegion eventName eventSource eventTime eventVersion requestParameters responseElements s3 userIdentity"


def open_to_all(action: str) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": action, "Resource": "*"}]})


class Messages(ServiceCase):
    def setUp(self) -> None:
        self.s3, self.sqs = self.client("s3"), self.client("sqs")
        self.s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        self.s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        self.url = self.queue("told")
        self.addCleanup(self.take_away)

    def take_away(self) -> None:
        found = self.s3.list_object_versions(Bucket=BUCKET)
        for each in [*found.get("Versions", []), *found.get("DeleteMarkers", [])]:
            self.s3.delete_object(Bucket=BUCKET, Key=each["Key"], VersionId=each["VersionId"])
        self.s3.delete_bucket(Bucket=BUCKET)
        self.sqs.delete_queue(QueueUrl=self.url)

    def queue(self, name: str) -> str:
        return str(self.sqs.create_queue(QueueName=name, Attributes={"Policy": open_to_all("sqs:SendMessage")})["QueueUrl"])

    def told(self) -> list[Any]:
        found = self.sqs.receive_message(QueueUrl=self.url, MaxNumberOfMessages=10).get("Messages", [])
        for each in found:
            self.sqs.delete_message(QueueUrl=self.url, ReceiptHandle=each["ReceiptHandle"])
        return [json.loads(each["Body"]) for each in found]

    def test_a_queue_is_told_of_objects_and_of_delete_markers(self) -> None:
        to_queue = {"QueueArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:told", "Events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]}
        self.s3.put_bucket_notification_configuration(Bucket=BUCKET, NotificationConfiguration={"QueueConfigurations": [to_queue]})
        (test,) = self.told()
        self.assertEqual(sorted(test), ["Bucket", "Event", "HostId", "RequestId", "Service", "Time"])
        self.assertRegex(test["Time"], r"\.\d{3}Z$")
        made = self.s3.put_object(Bucket=BUCKET, Key="in/a b", Body=b"12345")
        marker = self.s3.delete_object(Bucket=BUCKET, Key="in/a b")
        created, removed = (each["Records"][0] for each in self.told())
        self.assertEqual([" ".join(sorted(each)) for each in (created, removed)], [RECORD, RECORD])
        self.assertEqual(sorted(created["responseElements"]), ["x-amz-id-2", "x-amz-request-id"])
        one, other = (each["s3"]["object"] for each in (created, removed))
        self.assertEqual((one["versionId"], one["eTag"], one["size"]), (made["VersionId"], made["ETag"].strip('"'), 5))
        self.assertEqual((removed["eventName"], other["versionId"]), ("ObjectRemoved:DeleteMarkerCreated", marker["VersionId"]))
        self.assertEqual(sorted(other), ["eTag", "key", "sequencer", "versionId"])
        self.assertGreater(other["sequencer"], one["sequencer"])

    def test_a_version_is_told_of_when_it_is_gone_and_others_are_left(self) -> None:
        to_queue = {"QueueArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:told", "Events": ["s3:ObjectRemoved:*"]}
        made = [self.s3.put_object(Bucket=BUCKET, Key="a", Body=body)["VersionId"] for body in (b"1", b"2")]
        marker = self.s3.delete_object(Bucket=BUCKET, Key="a")["VersionId"]
        self.s3.put_bucket_notification_configuration(Bucket=BUCKET, NotificationConfiguration={"QueueConfigurations": [to_queue]})
        self.told()
        for version in (made[0], marker, made[1]):
            self.s3.delete_object(Bucket=BUCKET, Key="a", VersionId=version)
        found = [each["Records"][0] for each in self.told()]
        self.assertEqual([each["eventName"] for each in found], ["ObjectRemoved:Delete"] * 3)
        self.assertEqual([each["s3"]["object"]["versionId"] for each in found], [made[0], marker, made[1]])
        self.s3.delete_object(Bucket=BUCKET, Key="a", VersionId=made[0])
        self.assertEqual(self.told(), [])

    def tell(self, *rules: tuple[str, list[str], dict[str, str]]) -> None:
        """Queues, each with its events and the rules of its filter."""
        self.s3.put_bucket_notification_configuration(
            Bucket=BUCKET,
            NotificationConfiguration={
                "QueueConfigurations": [
                    {
                        "QueueArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}",
                        "Events": [f"s3:{event}" for event in events],
                        "Filter": {"Key": {"FilterRules": [{"Name": end, "Value": value} for end, value in ends.items()]}},
                    }
                    for name, events, ends in rules
                ]
            },
        )

    def test_a_filter_is_of_whatever_case_and_percent_encoded(self) -> None:
        for names in (("Prefix", "Suffix"), ("prefix", "suffix")):
            with self.subTest(names):
                self.tell(("told", ["ObjectCreated:*"], dict(zip(names, ("in+%28a%29/", ".js%6Fn"), strict=True))))
                self.told()
                for key in ("in (a)/1.json", "in+%28a%29/2.json", "out/3.json", "in (a)/4.txt"):
                    self.s3.put_object(Bucket=BUCKET, Key=key, Body=b"")
                self.assertEqual([each["Records"][0]["s3"]["object"]["key"] for each in self.told()], ["in+%28a%29/1.json"])

    def test_two_who_may_be_told_of_the_same_are_refused(self) -> None:
        self.queue("other")
        created, put, removed = ["ObjectCreated:*"], ["ObjectCreated:Put"], ["ObjectRemoved:*"]
        for one, other, refused in (
            ((created, {"prefix": "a/"}), (put, {"prefix": "a/b/"}), True),
            ((put, {"suffix": ".json"}), (created, {"suffix": "n"}), True),
            ((created, {"prefix": "a/"}), (created, {"suffix": ".json"}), True),
            ((created, {"prefix": "a/"}), (created, {"prefix": "b/"}), False),
            ((created, {"prefix": "a/", "suffix": ".json"}), (created, {"prefix": "a/", "suffix": ".txt"}), False),
            ((created, {"prefix": "a/"}), (removed, {"prefix": "a/"}), False),
            ((put, {"prefix": "a/"}), (["ObjectCreated:Copy"], {"prefix": "a/"}), False),
        ):
            with self.subTest(one=one, other=other):
                rules = (("told", *one), ("other", *other))
                if refused:
                    with self.assertRaisesRegex(ClientError, "InvalidArgument.*Configuration is ambiguously defined"):
                        self.tell(*rules)
                else:
                    self.tell(*rules)

    def test_a_queue_whose_key_does_not_let_s3_in_is_refused(self) -> None:
        kms = self.client("kms")
        own = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*", "Resource": "*"}
        let = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": ["kms:Decrypt", "kms:GenerateDataKey*"], "Resource": "*"}
        key = kms.create_key(Policy=json.dumps({"Version": "2012-10-17", "Statement": [own]}))["KeyMetadata"]["KeyId"]
        for key_id in ("alias/aws/sqs", "alias/nobody-s", key):
            self.sqs.set_queue_attributes(QueueUrl=self.url, Attributes={"KmsMasterKeyId": key_id})
            with self.subTest(key_id), self.assertRaisesRegex(ClientError, "InvalidArgument.*Unable to validate the following destination"):
                self.tell(("told", ["ObjectCreated:*"], {"prefix": "a/"}))
        kms.put_key_policy(KeyId=key, PolicyName="default", Policy=json.dumps({"Version": "2012-10-17", "Statement": [own, let]}))
        self.tell(("told", ["ObjectCreated:*"], {"prefix": "a/"}))
        self.assertEqual(len(self.told()), 1)
        kms.disable_key(KeyId=key)
        self.s3.put_object(Bucket=BUCKET, Key="a/1", Body=b"")
        kms.enable_key(KeyId=key)
        self.assertEqual(self.told(), [])

    def test_a_queue_of_another_account_is_told_there(self) -> None:
        sqs = self.client("sqs", OTHER_ACCOUNT)
        url = str(sqs.create_queue(QueueName="far", Attributes={"Policy": open_to_all("sqs:SendMessage")})["QueueUrl"])
        to_queue = {"QueueArn": f"arn:aws:sqs:{REGION}:{OTHER_ACCOUNT}:far", "Events": ["s3:ObjectCreated:*"]}
        self.s3.put_bucket_notification_configuration(Bucket=BUCKET, NotificationConfiguration={"QueueConfigurations": [to_queue]})
        self.s3.put_object(Bucket=BUCKET, Key="a", Body=b"")
        self.assertEqual(len(sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]), 2)
        sqs.delete_queue(QueueUrl=url)
        self.s3.put_object(Bucket=BUCKET, Key="a", Body=b"")
        self.assertTrue(any(f"bucket {BUCKET} to" in each and "is gone or does not let S3 in" in each for each in journal.doubts()))

    def test_a_topic_is_told_under_the_subject_of_s3(self) -> None:
        sns = self.client("sns")
        topic = sns.create_topic(Name="told", Attributes={"Policy": open_to_all("sns:Publish")})["TopicArn"]
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=f"arn:aws:sqs:{REGION}:{ACCOUNT}:told")
        to_topic = {"TopicArn": topic, "Events": ["s3:ObjectCreated:Put"]}
        self.s3.put_bucket_notification_configuration(Bucket=BUCKET, NotificationConfiguration={"TopicConfigurations": [to_topic]})
        self.s3.put_object(Bucket=BUCKET, Key="a", Body=b"")
        self.assertEqual([each["Subject"] for each in self.told()], ["Amazon S3 Notification"] * 2)

    def test_the_default_bus_alone_is_told_as_eventbridge_documents(self) -> None:
        events = self.client("events")
        events.create_event_bus(Name="another")
        for bus in ("default", "another"):
            events.put_rule(Name="told", EventBusName=bus, EventPattern=json.dumps({"source": ["aws.s3"]}))
            events.put_targets(Rule="told", EventBusName=bus, Targets=[{"Id": "1", "Arn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:told"}])
        self.s3.put_bucket_notification_configuration(Bucket=BUCKET, NotificationConfiguration={"EventBridgeConfiguration": {}})
        self.s3.put_object(Bucket=BUCKET, Key="a", Body=b"12345")
        self.s3.put_object_tagging(Bucket=BUCKET, Key="a", Tagging={"TagSet": [{"Key": "k", "Value": "v"}]})
        self.s3.delete_object(Bucket=BUCKET, Key="a")
        created, tagged, deleted = self.told()
        self.assertEqual((tagged["detail-type"], "reason" in tagged["detail"]), ("Object Tags Added", False))
        self.assertEqual((created["detail-type"], created["account"], created["resources"]), ("Object Created", ACCOUNT, [ARN]))
        self.assertEqual(sorted(created["detail"]["object"]), ["etag", "key", "sequencer", "size", "version-id"])
        self.assertEqual((created["detail"]["reason"], created["detail"]["requester"]), ("PutObject", ACCOUNT))
        self.assertNotIn("deletion-type", created["detail"])
        self.assertEqual((deleted["detail"]["reason"], deleted["detail"]["deletion-type"]), ("DeleteObject", "Delete Marker Created"))
        self.assertEqual(sorted(deleted["detail"]["object"]), ["etag", "key", "sequencer", "version-id"])
