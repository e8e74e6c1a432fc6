"""What takes effect late where the emulator was started with a lag, and at once where it was not."""

import dataclasses
import json
import time
import unittest
from typing import Any
from unittest.mock import patch

from judged_case import JudgedCase
from service_case import ACCOUNT, REGION

from delivery_emulator import settings


class DelayTest(JudgedCase):
    """A minute of AWS is one here, too, and the clock is moved: no slow machine comes near it."""

    def lag(self, minute: float) -> None:
        before = settings.current()
        settings.use(dataclasses.replace(before, minute=minute))
        self.addCleanup(settings.use, before)

    def reader(self) -> Any:
        statement = {
            "Effect": "Allow",
            "Action": "kms:DescribeKey",
            "Resource": "*",
            "Condition": {"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/logs-dev"}},
        }
        return self.acting("kms", statement, name="reader")

    def later(self, seconds: float) -> Any:
        return patch("delivery_emulator.delays.time.time", return_value=time.time() + seconds)

    def aliased(self, name: str = "alias/logs-dev") -> str:
        key = self.key()
        kms = self.client("kms")
        kms.create_alias(AliasName=name, TargetKeyId=key)
        self.addCleanup(kms.delete_alias, AliasName=name)
        return key

    def test_an_alias_counts_in_authorization_after_five_minutes(self) -> None:
        self.lag(60)
        key, reader = self.aliased(), self.reader()
        self.assertEqual(self.refused(reader.describe_key, KeyId=key)[0], "AccessDeniedException")
        self.assertEqual(self.client("kms").describe_key(KeyId="alias/logs-dev")["KeyMetadata"]["Arn"], key)
        with self.later(270):
            self.assertEqual(self.refused(reader.describe_key, KeyId=key)[0], "AccessDeniedException")
        with self.later(306):
            self.assertEqual(reader.describe_key(KeyId=key)["KeyMetadata"]["Arn"], key)

    def test_an_alias_counts_at_once_without_a_lag(self) -> None:
        key = self.aliased()
        self.assertEqual(self.reader().describe_key(KeyId=key)["KeyMetadata"]["Arn"], key)

    def test_another_alias_never_counts(self) -> None:
        self.lag(60)
        key, reader = self.aliased("alias/others"), self.reader()
        with self.later(36_000):
            self.assertEqual(self.refused(reader.describe_key, KeyId=key)[0], "AccessDeniedException")

    def test_the_event_history_has_a_call_after_five_minutes(self) -> None:
        self.lag(60)
        policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*"}]}
        key, logs = self.key(json.dumps(policy)), self.client("logs")
        logs.create_log_group(logGroupName="/late")
        self.addCleanup(logs.delete_log_group, logGroupName="/late")
        logs.associate_kms_key(logGroupName="/late", kmsKeyId=key)
        asked = {"LookupAttributes": [{"AttributeKey": "EventName", "AttributeValue": "AssociateKmsKey"}]}
        trail = self.client("cloudtrail")
        self.assertEqual(trail.lookup_events(**asked)["Events"], [])
        with self.later(306):
            self.assertEqual(len(trail.lookup_events(**asked)["Events"]), 1)

    def test_the_tagging_api_learns_of_a_resource_late(self) -> None:
        self.lag(60)
        key, tagging = self.key(), self.client("resourcegroupstaggingapi")
        self.client("kms").tag_resource(KeyId=key, Tags=[{"TagKey": "Owner", "TagValue": "me"}])
        self.assertEqual(tagging.get_resources(ResourceARNList=[key])["ResourceTagMappingList"], [])
        with self.later(36):
            found = tagging.get_resources(ResourceARNList=[key])["ResourceTagMappingList"]
        self.assertEqual([item["ResourceARN"] for item in found], [f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{key.split('/')[1]}"])


if __name__ == "__main__":
    unittest.main()
