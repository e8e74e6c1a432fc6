import json
import unittest
from typing import Any

from botocore.exceptions import ClientError
from service_case import ACCOUNT, REGION, ServiceCase

from delivery_emulator.cloudformation.resource import Refused

ROOT = f"arn:aws:iam::{ACCOUNT}:root"


def document(action: str, **more: Any) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": action, **more}
    return {"Version": "2012-10-17", "Statement": [statement]}


def key_policy(sid: str) -> dict[str, Any]:
    return document("kms:*", Sid=sid, Principal={"AWS": ROOT}, Resource="*")


class Keys(ServiceCase):
    def setUp(self) -> None:
        self.kms = self.client("kms")

    def test_a_key_rotates_by_its_period_and_changes_in_place(self) -> None:
        old = {
            "Description": "logs",
            "KeyPolicy": key_policy("Old"),
            "EnableKeyRotation": True,
            "RotationPeriodInDays": "90",
            "PendingWindowInDays": 7,
            "Tags": [{"Key": "A", "Value": "1"}],
        }
        made = self.make("AWS::KMS::Key", old)
        arn = made.attributes["Arn"]
        rotation = self.kms.get_key_rotation_status(KeyId=arn)
        self.assertEqual((rotation["KeyRotationEnabled"], rotation["RotationPeriodInDays"]), (True, 90))
        self.assertIn("NextRotationDate", rotation)
        policy = self.kms.get_key_policy(KeyId=arn, PolicyName="default")["Policy"]
        self.assertEqual(json.loads(policy), old["KeyPolicy"])
        new = {**old, "RotationPeriodInDays": 180, "Description": "new", "KeyPolicy": key_policy("New"), "Tags": []}
        self.update("AWS::KMS::Key", made, old, new)
        self.assertEqual(self.kms.get_key_rotation_status(KeyId=arn)["RotationPeriodInDays"], 180)
        self.assertEqual(self.kms.describe_key(KeyId=arn)["KeyMetadata"]["Description"], "new")
        self.assertIn("New", self.kms.get_key_policy(KeyId=arn)["Policy"])
        self.assertEqual(self.kms.list_resource_tags(KeyId=arn)["Tags"], [])
        self.update("AWS::KMS::Key", made, new, {"KeyPolicy": new["KeyPolicy"], "Enabled": False})
        self.assertEqual(self.kms.describe_key(KeyId=arn)["KeyMetadata"]["KeyState"], "Disabled")
        rotation = self.kms.get_key_rotation_status(KeyId=arn)
        self.assertNotIn("RotationPeriodInDays", rotation)
        self.delete("AWS::KMS::Key", made, old)
        self.assertEqual(self.kms.describe_key(KeyId=arn)["KeyMetadata"]["KeyState"], "PendingDeletion")

    def test_an_alias_moves_to_another_key(self) -> None:
        one, two = (self.make("AWS::KMS::Key", {}).physical_id for _ in range(2))
        old = {"AliasName": "alias/logs-dev", "TargetKeyId": one}
        made = self.make("AWS::KMS::Alias", old)
        self.assertEqual(self.kms.describe_key(KeyId="alias/logs-dev")["KeyMetadata"]["KeyId"], one)
        self.update("AWS::KMS::Alias", made, old, {**old, "TargetKeyId": two})
        self.assertEqual(self.kms.describe_key(KeyId="alias/logs-dev")["KeyMetadata"]["KeyId"], two)
        self.delete("AWS::KMS::Alias", made, old)

    def test_an_asymmetric_key_signs_and_refuses_to_rotate(self) -> None:
        made = self.make("AWS::KMS::Key", {"KeySpec": "ECC_NIST_P256", "KeyUsage": "SIGN_VERIFY"})
        found = self.kms.describe_key(KeyId=made.physical_id)["KeyMetadata"]
        self.assertEqual((found["KeySpec"], found["KeyUsage"]), ("ECC_NIST_P256", "SIGN_VERIFY"))
        with self.assertRaisesRegex(ClientError, "UnsupportedOperationException"):
            self.kms.enable_key_rotation(KeyId=made.physical_id)

    def test_refuses_to_become_another_kind_of_key(self) -> None:
        old = {"KeySpec": "ECC_NIST_P256", "KeyUsage": "SIGN_VERIFY", "Description": "before"}
        made = self.make("AWS::KMS::Key", old)
        for name, value in (("KeySpec", "ECC_NIST_P384"), ("KeyUsage", "KEY_AGREEMENT"), ("MultiRegion", True)):
            changed = {**old, name: value, "Description": "after"}
            with self.assertRaisesRegex(Refused, f"^{name} of an existing key cannot be changed$"):
                self.update("AWS::KMS::Key", made, old, changed)
            self.assertEqual(self.kms.describe_key(KeyId=made.physical_id)["KeyMetadata"]["Description"], "before")
            self.update("AWS::KMS::Key", made, changed, old)

    def test_may_say_what_it_is_without_saying_so(self) -> None:
        made = self.make("AWS::KMS::Key", {})
        plain = {"KeySpec": "SYMMETRIC_DEFAULT", "KeyUsage": "ENCRYPT_DECRYPT", "MultiRegion": "false"}
        self.update("AWS::KMS::Key", made, {}, plain)
        self.update("AWS::KMS::Key", made, plain, {"MultiRegion": False})

    def test_refuses_periods_outside_the_range_and_policies_that_are_none(self) -> None:
        key = self.make("AWS::KMS::Key", {}).physical_id
        with self.assertRaisesRegex(ClientError, "less than or equal to 2560"):
            self.kms.enable_key_rotation(KeyId=key, RotationPeriodInDays=2561)
        for wrong in ("{", "{}"):
            with self.assertRaisesRegex(ClientError, "MalformedPolicyDocumentException"):
                self.kms.create_key(Policy=wrong)

    def test_a_disabled_key_encrypts_nothing(self) -> None:
        key = self.make("AWS::KMS::Key", {}).physical_id
        self.kms.encrypt(KeyId=key, Plaintext=b"x")
        self.kms.disable_key(KeyId=key)
        with self.assertRaisesRegex(ClientError, "is disabled"):
            self.kms.encrypt(KeyId=key, Plaintext=b"x")


class Identities(ServiceCase):
    def setUp(self) -> None:
        self.iam = self.client("iam")

    def test_a_role_changes_in_place(self) -> None:
        boundary = self.make("AWS::IAM::ManagedPolicy", {"PolicyDocument": document("s3:*", Resource="*")}).physical_id
        trust = document("sts:AssumeRole", Principal={"Service": "lambda.amazonaws.com"})
        old = {
            "RoleName": f"data-dev-{REGION}",
            "AssumeRolePolicyDocument": trust,
            "Description": "first",
            "PermissionsBoundary": boundary,
            "Policies": [{"PolicyName": "inline", "PolicyDocument": document("s3:GetObject", Resource="*")}],
            "Tags": [{"Key": "A", "Value": "1"}],
        }
        made = self.make("AWS::IAM::Role", old)
        role = self.iam.get_role(RoleName=made.physical_id)["Role"]
        self.assertEqual(role["PermissionsBoundary"]["PermissionsBoundaryArn"], boundary)
        self.assertEqual((role["Arn"], role["Description"]), (made.attributes["Arn"], "first"))
        other = document("sts:AssumeRole", Principal={"Service": "events.amazonaws.com"})
        new = {**old, "AssumeRolePolicyDocument": other, "Description": "new", "Policies": [], "Tags": []}
        new.pop("PermissionsBoundary")
        self.update("AWS::IAM::Role", made, old, new)
        role = self.iam.get_role(RoleName=made.physical_id)["Role"]
        self.assertEqual((role["AssumeRolePolicyDocument"], role["Description"]), (other, "new"))
        self.assertNotIn("PermissionsBoundary", role)
        self.assertEqual(self.iam.list_role_policies(RoleName=made.physical_id)["PolicyNames"], [])
        self.assertEqual(self.iam.list_role_tags(RoleName=made.physical_id)["Tags"], [])

    def test_takes_policies_without_version_but_no_managed_ones(self) -> None:
        """IAM user guide, "IAM JSON policy elements: Version": it is optional. For managed policies moto has AWS's refusal."""
        allow = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
        trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
        properties = {
            "AssumeRolePolicyDocument": {"Statement": [trust]},
            "Policies": [{"PolicyName": "p", "PolicyDocument": {"Statement": [allow]}}],
        }
        made = self.make("AWS::IAM::Role", properties)
        changed = {**properties, "AssumeRolePolicyDocument": {"Statement": [trust, trust]}}
        self.update("AWS::IAM::Role", made, properties, changed)
        iam = self.client("iam")
        document = iam.get_role(RoleName=made.physical_id)["Role"]["AssumeRolePolicyDocument"]
        self.assertEqual(len(document["Statement"]), 2)
        with self.assertRaisesRegex(Exception, "Policy document must be version 2012-10-17 or greater."):
            iam.create_policy(PolicyName="old", PolicyDocument=json.dumps({"Statement": [allow]}))

    def test_a_managed_policy_changes_in_place(self) -> None:
        trust = document("sts:AssumeRole", Principal={"Service": "lambda.amazonaws.com"})
        role = self.make("AWS::IAM::Role", {"AssumeRolePolicyDocument": trust}).physical_id
        old = {
            "ManagedPolicyName": "work-dev",
            "PolicyDocument": document("s3:GetObject", Resource="*"),
            "Roles": [role],
        }
        made = self.make("AWS::IAM::ManagedPolicy", old)
        new = {**old, "PolicyDocument": document("s3:PutObject", Resource="*")}
        for _ in range(6):
            self.update("AWS::IAM::ManagedPolicy", made, old, new)
        version = self.iam.get_policy(PolicyArn=made.physical_id)["Policy"]["DefaultVersionId"]
        found = self.iam.get_policy_version(PolicyArn=made.physical_id, VersionId=version)["PolicyVersion"]
        self.assertEqual(found["Document"], new["PolicyDocument"])
        attached = self.iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
        self.assertEqual([policy["PolicyArn"] for policy in attached], [made.physical_id])
        self.delete("AWS::IAM::ManagedPolicy", made, old)


if __name__ == "__main__":
    unittest.main()
