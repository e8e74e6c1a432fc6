"""What was let happen, judged again without each statement."""

import json
import subprocess
import sys
from typing import Any

from judged_case import JudgedCase
from policies import allow, document
from service_case import ACCOUNT, OTHER_ACCOUNT

from delivery_emulator.authorization import judge
from delivery_emulator.authorization.requests import requests
from delivery_emulator.authorization.statements import Recorded

ROLE = f"arn:aws:iam::{ACCOUNT}:role/r"


class Statements(JudgedCase):
    """The permission of every action of every statement, and what needs it."""

    def judged(self) -> list[dict[str, Any]]:
        # As a file holds it: nothing of the emulator's may be needed.
        return list(Recorded(json.loads(json.dumps(requests(judge.current())))).statements())

    def of(self, arn: str, kind: str = "identity") -> dict[str, list[str]]:
        """By action, the operations that need it."""
        mine = [each for each in self.judged() if arn in each["of"] and each["kind"] == kind]
        return {part["action"]: [by["operation"] for by in part["neededBy"]] for each in mine for part in each["actions"]}

    def test_an_action_is_needed_by_the_requests_that_are_refused_without_it(self) -> None:
        name = self.bucket()
        s3 = self.acting("s3", allow(["s3:ListBucket", "s3:GetObject"], Sid="Read"), allow("s3:PutObject", Sid="Write"))
        s3.list_objects_v2(Bucket=name)
        s3.put_object(Bucket=name, Key="a", Body=b"")
        self.assertEqual(self.of(ROLE), {"s3:ListBucket": ["s3:GET"], "s3:GetObject": [], "s3:PutObject": ["s3:PUT"]})

    def test_what_another_statement_allows_too_is_needed_in_neither(self) -> None:
        name = self.bucket()
        self.acting("s3", allow("s3:ListBucket"), allow("s3:List*")).list_objects_v2(Bucket=name)
        self.assertEqual(self.of(ROLE), {"s3:ListBucket": [], "s3:List*": []})

    def test_the_policy_of_a_resource_and_the_trust_of_a_role_are_taken_out_too(self) -> None:
        judge.begin("report")
        other = f"arn:aws:iam::{OTHER_ACCOUNT}:root"
        policy = document(
            {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": ["s3:ListBucket", "s3:GetObject"], "Resource": "*"},
            {"Effect": "Deny", "Principal": {"AWS": other}, "Action": "s3:PutObject", "Resource": "*"},
        )
        name = self.bucket(OTHER_ACCOUNT, policy)
        self.acting("s3", allow("s3:*")).list_objects_v2(Bucket=name)
        self.assertEqual(self.of(f"arn:aws:s3:::{name}", "resource"), {"s3:ListBucket": ["s3:GET"], "s3:GetObject": []})
        self.assertEqual(self.of(ROLE, "trust"), {"sts:AssumeRole": ["sts:AssumeRole"]})

    def test_what_a_service_does_needs_the_statement_that_lets_it_in(self) -> None:
        logs = {"Effect": "Allow", "Principal": {"Service": "logs.eu-central-1.amazonaws.com"}, "Resource": "*"}
        administrator = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*", "Resource": "*"}
        used = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"]
        arn = self.key(document(administrator, {**logs, "Action": [*used, "kms:Sign"]}))
        self.client("logs").create_log_group(logGroupName="/g", kmsKeyId=arn)
        self.addCleanup(self.client("logs").delete_log_group, logGroupName="/g")
        found = self.of(arn, "resource")
        self.assertEqual((found["kms:Sign"], found["kms:*"]), ([], []))
        self.assertTrue(found["kms:Encrypt"])

    def test_it_reads_a_file_and_refuses_another_shape(self) -> None:
        self.acting("s3", allow("s3:ListBucket")).list_objects_v2(Bucket=self.bucket())
        command = [sys.executable, "-m", "delivery_emulator.authorization.statements"]
        given = json.dumps(requests(judge.current()))
        ended = subprocess.run(command, input=given, capture_output=True, text=True, check=True)
        self.assertIn("s3:ListBucket", [part["action"] for each in json.loads(ended.stdout) for part in each["actions"]])
        ended = subprocess.run(command, input='{"schema": 2}', capture_output=True, text=True, check=False)
        self.assertEqual((ended.returncode, ended.stderr.splitlines()[-1]), (1, "ValueError: schema must be 1, got 2"))
