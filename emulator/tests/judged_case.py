"""Roles and sessions whose policies are judged."""

from typing import Any

from botocore.exceptions import ClientError
from policies import document
from service_case import ACCOUNT, REGION, ServiceCase

from delivery_emulator.authorization import judge


class JudgedCase(ServiceCase):
    def setUp(self) -> None:
        judge.begin("enforce")
        self.addCleanup(judge.begin, "off")

    def role(self, *statements: dict[str, Any], name: str = "r", account: str = ACCOUNT, **rest: Any) -> str:
        iam = self.client("iam", account)
        trust = document({"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"})
        arn = str(iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust, **rest)["Role"]["Arn"])
        self.addCleanup(iam.delete_role, RoleName=name)
        if statements:
            iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=document(*statements))
            self.addCleanup(iam.delete_role_policy, RoleName=name, PolicyName="p")
        return arn

    def session(self, arn: str, by: Any = None, **rest: Any) -> dict[str, str]:
        keys = (by or self.client("sts")).assume_role(RoleArn=arn, RoleSessionName="se", **rest)["Credentials"]
        names = {"AccessKeyId": "aws_access_key_id", "SecretAccessKey": "aws_secret_access_key", "SessionToken": "aws_session_token"}
        return {mine: keys[theirs] for theirs, mine in names.items()}

    def acting(self, service: str, *statements: dict[str, Any], **rest: Any) -> Any:
        return self.client(service, **self.session(self.role(*statements, **rest)))

    def refused(self, call: Any, /, **request: Any) -> tuple[str, str]:
        with self.assertRaises(ClientError) as caught:
            call(**request)
        error = caught.exception.response["Error"]
        return error["Code"], error["Message"]

    def bucket(self, account: str = ACCOUNT, policy: str | None = None, name: str = "things") -> str:
        s3 = self.client("s3", account)
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
        self.addCleanup(self._empty, s3, name)
        if policy:
            s3.put_bucket_policy(Bucket=name, Policy=policy)
        return name

    def _empty(self, s3: Any, name: str) -> None:
        for item in s3.list_objects_v2(Bucket=name).get("Contents", []):
            s3.delete_object(Bucket=name, Key=item["Key"])
        s3.delete_bucket(Bucket=name)

    def key(self, policy: str | None = None, account: str = ACCOUNT) -> str:
        kms = self.client("kms", account)
        return str(kms.create_key(**({"Policy": policy, "BypassPolicyLockoutSafetyCheck": True} if policy else {}))["KeyMetadata"]["Arn"])
