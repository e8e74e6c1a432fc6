"""What takes effect late where the emulator was started with a lag, and at once where it was not."""

import dataclasses
import json
import time
import unittest
from typing import Any
from unittest.mock import patch

from botocore.exceptions import ClientError
from judged_case import JudgedCase
from service_case import ACCOUNT, REGION, ServiceCase
from test_logs import key_policy, logs_statement

from delivery_emulator import settings
from delivery_emulator.authorization import judge

GROUP = "/late/key"


def lag(test: unittest.TestCase, minute: float) -> None:
    """For the rest of a test a minute of AWS takes so many seconds."""
    before = settings.current()
    settings.use(dataclasses.replace(before, minute=minute))
    test.addCleanup(settings.use, before)


def later(seconds: float) -> Any:
    """The clock moved on."""
    return patch("delivery_emulator.delays.time.time", return_value=time.time() + seconds)


class DelayTest(JudgedCase):
    """A minute of AWS is one here, too, and the clock is moved: no slow machine comes near it."""

    def reader(self) -> Any:
        statement = {
            "Effect": "Allow",
            "Action": "kms:DescribeKey",
            "Resource": "*",
            "Condition": {"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/logs-dev"}},
        }
        return self.acting("kms", statement, name="reader")

    def aliased(self, name: str = "alias/logs-dev") -> str:
        key = self.key()
        kms = self.client("kms")
        kms.create_alias(AliasName=name, TargetKeyId=key)
        self.addCleanup(kms.delete_alias, AliasName=name)
        return key

    def test_an_alias_counts_in_authorization_after_five_minutes(self) -> None:
        lag(self, 60)
        key, reader = self.aliased(), self.reader()
        self.assertEqual(self.refused(reader.describe_key, KeyId=key)[0], "AccessDeniedException")
        self.assertEqual(self.client("kms").describe_key(KeyId="alias/logs-dev")["KeyMetadata"]["Arn"], key)
        with later(270):
            self.assertEqual(self.refused(reader.describe_key, KeyId=key)[0], "AccessDeniedException")
        with later(306):
            self.assertEqual(reader.describe_key(KeyId=key)["KeyMetadata"]["Arn"], key)

    def test_an_alias_counts_at_once_without_a_lag(self) -> None:
        key = self.aliased()
        self.assertEqual(self.reader().describe_key(KeyId=key)["KeyMetadata"]["Arn"], key)

    def test_another_alias_never_counts(self) -> None:
        lag(self, 60)
        key, reader = self.aliased("alias/others"), self.reader()
        with later(36_000):
            self.assertEqual(self.refused(reader.describe_key, KeyId=key)[0], "AccessDeniedException")

    def test_a_removed_alias_counts_for_five_minutes_more(self) -> None:
        key, kms, reader = self.key(), self.client("kms"), self.reader()
        lag(self, 60)
        with later(-600):
            kms.create_alias(AliasName="alias/logs-dev", TargetKeyId=key)
        kms.delete_alias(AliasName="alias/logs-dev")
        self.assertEqual(kms.list_aliases(KeyId=key)["Aliases"], [])
        with later(270):
            self.assertEqual(reader.describe_key(KeyId=key)["KeyMetadata"]["Arn"], key)
        with later(306):
            self.assertEqual(self.refused(reader.describe_key, KeyId=key)[0], "AccessDeniedException")

    def test_a_removed_alias_does_not_count_without_a_lag(self) -> None:
        key, kms, reader = self.key(), self.client("kms"), self.reader()
        kms.create_alias(AliasName="alias/logs-dev", TargetKeyId=key)
        kms.delete_alias(AliasName="alias/logs-dev")
        self.assertEqual(self.refused(reader.describe_key, KeyId=key)[0], "AccessDeniedException")

    def test_an_alias_that_is_moved_counts_for_the_key_that_had_it_and_not_for_the_new_one(self) -> None:
        lag(self, 60)
        with later(-600):
            before = self.aliased()
        after, reader = self.key(), self.reader()
        self.client("kms").update_alias(AliasName="alias/logs-dev", TargetKeyId=after.split("/")[1])
        with later(270):
            self.assertEqual(reader.describe_key(KeyId=before)["KeyMetadata"]["Arn"], before)
            self.assertEqual(self.refused(reader.describe_key, KeyId=after)[0], "AccessDeniedException")
        with later(306):
            self.assertEqual(self.refused(reader.describe_key, KeyId=before)[0], "AccessDeniedException")
            self.assertEqual(reader.describe_key(KeyId=after)["KeyMetadata"]["Arn"], after)

    def reader_by_tag(self) -> Any:
        condition = {"StringEquals": {"aws:ResourceTag/Team": "logs"}}
        statement = {"Effect": "Allow", "Action": "kms:DescribeKey", "Resource": "*", "Condition": condition}
        return self.acting("kms", statement, name="reader")

    def test_a_changed_tag_counts_in_authorization_after_five_minutes(self) -> None:
        lag(self, 60)
        key, kms, reader = self.key(), self.client("kms"), self.reader_by_tag()
        kms.tag_resource(KeyId=key, Tags=[{"TagKey": "Team", "TagValue": "logs"}])
        self.assertEqual(kms.list_resource_tags(KeyId=key)["Tags"], [{"TagKey": "Team", "TagValue": "logs"}])
        with later(270):
            self.assertEqual(self.refused(reader.describe_key, KeyId=key)[0], "AccessDeniedException")
        with later(306):
            self.assertEqual(reader.describe_key(KeyId=key)["KeyMetadata"]["Arn"], key)
            kms.untag_resource(KeyId=key, TagKeys=["Team"])
            self.assertEqual(reader.describe_key(KeyId=key)["KeyMetadata"]["Arn"], key)
        with later(612):
            self.assertEqual(self.refused(reader.describe_key, KeyId=key)[0], "AccessDeniedException")

    def test_tags_count_at_once_that_a_key_is_made_with_and_without_a_lag_all_do(self) -> None:
        kms, reader, tags = self.client("kms"), self.reader_by_tag(), [{"TagKey": "Team", "TagValue": "logs"}]
        key = self.key()
        self.assertEqual(self.refused(reader.describe_key, KeyId=key)[0], "AccessDeniedException")
        kms.tag_resource(KeyId=key, Tags=tags)
        self.assertEqual(reader.describe_key(KeyId=key)["KeyMetadata"]["Arn"], key)
        kms.untag_resource(KeyId=key, TagKeys=["Team"])
        self.assertEqual(self.refused(reader.describe_key, KeyId=key)[0], "AccessDeniedException")
        lag(self, 60)
        made = kms.create_key(Tags=tags)["KeyMetadata"]["Arn"]
        self.assertEqual(reader.describe_key(KeyId=made)["KeyMetadata"]["Arn"], made)

    def test_a_tag_is_no_answer_where_a_statement_is_not_for_kms_alone(self) -> None:
        condition = {"StringEquals": {"aws:ResourceTag/Team": "logs"}}
        mixed = {"Effect": "Allow", "Action": ["kms:DescribeKey", "s3:GetObject"], "Resource": "*", "Condition": condition}
        key, role = self.key(), self.role(mixed, name="reader")
        reader = self.client("kms", **self.session(role))
        self.assertEqual(reader.describe_key(KeyId=key)["KeyMetadata"]["Arn"], key)
        asked = [each.answer.effect for each in judge.current().of(role) if each.request.action == "kms:DescribeKey"]
        self.assertEqual(asked, ["cannot-tell"])

    def test_the_event_history_has_a_call_after_five_minutes(self) -> None:
        lag(self, 60)
        policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*"}]}
        key, logs = self.key(json.dumps(policy)), self.client("logs")
        logs.create_log_group(logGroupName="/late")
        self.addCleanup(logs.delete_log_group, logGroupName="/late")
        logs.associate_kms_key(logGroupName="/late", kmsKeyId=key)
        asked = {"LookupAttributes": [{"AttributeKey": "EventName", "AttributeValue": "AssociateKmsKey"}]}
        trail = self.client("cloudtrail")
        self.assertEqual(trail.lookup_events(**asked)["Events"], [])
        with later(306):
            self.assertEqual(len(trail.lookup_events(**asked)["Events"]), 1)

    def test_the_tagging_api_learns_of_a_resource_late(self) -> None:
        lag(self, 60)
        key, tagging = self.key(), self.client("resourcegroupstaggingapi")
        self.client("kms").tag_resource(KeyId=key, Tags=[{"TagKey": "Owner", "TagValue": "me"}])
        self.assertEqual(tagging.get_resources(ResourceARNList=[key])["ResourceTagMappingList"], [])
        with later(36):
            found = tagging.get_resources(ResourceARNList=[key])["ResourceTagMappingList"]
        self.assertEqual([item["ResourceARN"] for item in found], [f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{key.split('/')[1]}"])


class LogGroupKeyTest(ServiceCase):
    """What an event is stored under shows when the key is taken away: only events under it cannot be read any more."""

    def setUp(self) -> None:
        self.logs, self.kms = self.client("logs"), self.client("kms")
        self.key = str(self.kms.create_key(Policy=key_policy(logs_statement()))["KeyMetadata"]["Arn"])
        lag(self, 60)

    def group(self, **rest: str) -> None:
        self.logs.create_log_group(logGroupName=GROUP, **rest)
        self.addCleanup(self.logs.delete_log_group, logGroupName=GROUP)

    def write(self, stream: str) -> None:
        self.logs.create_log_stream(logGroupName=GROUP, logStreamName=stream)
        event = {"timestamp": int(time.time() * 1000), "message": stream}
        self.logs.put_log_events(logGroupName=GROUP, logStreamName=stream, logEvents=[event])

    def read(self, stream: str) -> list[str]:
        found = self.logs.get_log_events(logGroupName=GROUP, logStreamName=stream)["events"]
        filtered = self.logs.filter_log_events(logGroupName=GROUP, logStreamNames=[stream])["events"]
        self.assertEqual([each["message"] for each in found], [each["message"] for each in filtered])
        return [each["message"] for each in found]

    def unreadable(self, stream: str) -> None:
        for read in (
            lambda: self.logs.get_log_events(logGroupName=GROUP, logStreamName=stream),
            lambda: self.logs.filter_log_events(logGroupName=GROUP),
        ):
            with self.assertRaisesRegex(ClientError, "KMS key does not exist or is not allowed to be used"):
                read()

    def test_events_are_stored_under_an_associated_key_after_five_minutes(self) -> None:
        self.group()
        self.logs.associate_kms_key(logGroupName=GROUP, kmsKeyId=self.key)
        self.assertEqual(self.logs.describe_log_groups(logGroupNamePrefix=GROUP)["logGroups"][0]["kmsKeyId"], self.key)
        with later(270):
            self.write("before")
        with later(306):
            self.write("after")
            self.assertEqual((self.read("before"), self.read("after")), (["before"], ["after"]))
            self.kms.disable_key(KeyId=self.key)
            self.assertEqual(self.read("before"), ["before"])
            self.unreadable("after")
            self.kms.enable_key(KeyId=self.key)
            self.assertEqual(self.read("after"), ["after"])

    def test_events_are_stored_under_a_key_that_was_taken_away_for_five_minutes_more(self) -> None:
        self.group(kmsKeyId=self.key)
        self.logs.disassociate_kms_key(logGroupName=GROUP)
        with later(270):
            self.write("before")
        with later(306):
            self.write("after")
        self.kms.disable_key(KeyId=self.key)
        self.unreadable("before")
        self.assertEqual(self.read("after"), ["after"])

    def test_a_key_that_a_group_is_made_with_counts_at_once(self) -> None:
        self.group(kmsKeyId=self.key)
        self.write("first")
        self.kms.put_key_policy(KeyId=self.key, PolicyName="default", Policy=key_policy(logs_statement(Action="kms:Encrypt")))
        self.unreadable("first")

    def test_an_associated_key_counts_at_once_without_a_lag(self) -> None:
        lag(self, 0)
        self.group()
        self.write("before")
        self.logs.associate_kms_key(logGroupName=GROUP, kmsKeyId=self.key)
        self.write("after")
        self.kms.disable_key(KeyId=self.key)
        self.assertEqual(self.read("before"), ["before"])
        self.unreadable("after")


if __name__ == "__main__":
    unittest.main()
