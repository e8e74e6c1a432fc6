import json
from typing import Any

import boto3
from botocore.exceptions import ClientError
from service_case import ACCOUNT, OTHER_ACCOUNT, REGION, ServiceCase

from delivery_emulator.cloudformation.resources import load_all

load_all()


def statement(principal: Any, condition: Any = None, effect: str = "Allow", action: str = "sts:AssumeRole") -> dict[str, Any]:
    made = {"Effect": effect, "Principal": principal, "Action": action}
    return {**made, "Condition": condition} if condition else made


class Identity(ServiceCase):
    def test_an_access_key_of_twelve_digits_is_the_root_of_that_account(self) -> None:
        answer = self.client("sts", OTHER_ACCOUNT).get_caller_identity()
        self.assertEqual((answer["Account"], answer["Arn"]), (OTHER_ACCOUNT, f"arn:aws:iam::{OTHER_ACCOUNT}:root"))

    def test_an_iam_user_is_known_by_its_key(self) -> None:
        iam = self.client("iam")
        iam.create_user(UserName="ann")
        key = iam.create_access_key(UserName="ann")["AccessKey"]
        sts = self.client(
            "sts", aws_access_key_id=key["AccessKeyId"], aws_secret_access_key=key["SecretAccessKey"]
        )
        self.assertEqual(sts.get_caller_identity()["Arn"], f"arn:aws:iam::{ACCOUNT}:user/ann")

    def test_a_key_that_nobody_has_is_refused_in_every_protocol(self) -> None:
        nobody = {"aws_access_key_id": "AKIAAAAAAAAAAAAAAAAA", "aws_secret_access_key": "x"}
        for service, call in (
            ("sts", "get_caller_identity"),
            ("ssm", "describe_parameters"),
            ("s3", "list_buckets"),
            ("lambda", "list_functions"),
        ):
            with self.subTest(service=service), self.assertRaises(ClientError) as caught:
                getattr(self.client(service, **nobody), call)()
            self.assertEqual(caught.exception.response["Error"]["Code"], "InvalidClientTokenId")

    def test_an_operation_that_is_not_there_says_so(self) -> None:
        with self.assertRaises(ClientError) as caught:
            self.client("codepipeline").list_action_types()
        self.assertEqual(caught.exception.response["ResponseMetadata"]["HTTPStatusCode"], 501)


class AssumingRoles(ServiceCase):
    def role(self, *statements: dict[str, Any], account: str = ACCOUNT) -> str:
        iam = self.client("iam", account)
        document = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
        arn = iam.create_role(RoleName="r", Path="/p/", AssumeRolePolicyDocument=document)["Role"]["Arn"]
        self.addCleanup(iam.delete_role, RoleName="r")
        return str(arn)

    def allowed(self, arn: str, caller: Any = None, service: str | None = None, **request: Any) -> bool:
        sts = caller or (self.own_client("sts") if service else self.client("sts"))
        if service:
            def as_service(params: dict[str, Any], **_: Any) -> None:
                params["headers"]["x-emulator-service-principal"] = service

            sts.meta.events.register("before-call.sts.AssumeRole", as_service)
        try:
            sts.assume_role(RoleArn=arn, RoleSessionName="me", **request)
        except ClientError as error:
            self.assertEqual(error.response["Error"]["Code"], "AccessDenied")
            self.assertRegex(
                error.response["Error"]["Message"],
                r"^User: \S+ is not authorized to perform: sts:(AssumeRole|TagSession) on resource: arn:aws:iam::",
            )
            return False
        return True

    def test_the_session_is_the_role_in_its_account(self) -> None:
        arn = self.role(statement({"AWS": f"arn:aws:iam::{OTHER_ACCOUNT}:root"}))
        answer = self.client("sts", OTHER_ACCOUNT).assume_role(RoleArn=arn, RoleSessionName="me")
        keys = answer["Credentials"]
        session = boto3.client(
            "sts",
            endpoint_url=self.endpoint,
            region_name=REGION,
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys["SessionToken"],
        )
        identity = session.get_caller_identity()
        self.assertEqual(identity["Arn"], f"arn:aws:sts::{ACCOUNT}:assumed-role/r/me")
        self.assertEqual(identity["UserId"], answer["AssumedRoleUser"]["AssumedRoleId"])
        inner = self.client("iam")
        trust = json.dumps({"Version": "2012-10-17", "Statement": [statement({"AWS": arn})]})
        second = inner.create_role(RoleName="second", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
        self.addCleanup(inner.delete_role, RoleName="second")
        self.assertTrue(self.allowed(second, session))
        self.assertFalse(self.allowed(second, self.client("sts", OTHER_ACCOUNT)))

    def test_fails_for_a_role_that_does_not_exist(self) -> None:
        self.assertFalse(self.allowed(f"arn:aws:iam::{ACCOUNT}:role/nobody"))

    def test_asks_the_trust_policy(self) -> None:
        root = f"arn:aws:iam::{ACCOUNT}:root"
        mine = {"ArnEquals": {"aws:PrincipalArn": root}}
        for title, expected, statements in (
            ("the own account", True, [statement({"AWS": root})]),
            ("the account by its number", True, [statement({"AWS": ACCOUNT})]),
            ("everybody", True, [statement("*")]),
            ("another account", False, [statement({"AWS": OTHER_ACCOUNT})]),
            ("a service", False, [statement({"Service": "codebuild.amazonaws.com"})]),
            ("another action", False, [statement({"AWS": root}, action="sts:TagSession")]),
            ("a condition on the caller", True, [statement({"AWS": root}, mine)]),
            ("a condition on another", False, [statement({"AWS": root}, {"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::1:role/x"}})]),
            ("an external id that is not given", False, [statement({"AWS": root}, {"StringEquals": {"sts:ExternalId": "x"}})]),
            ("no external id", True, [statement({"AWS": root}, {"Null": {"sts:ExternalId": "true"}})]),
            ("a deny beside", False, [statement({"AWS": root}), statement("*", effect="Deny")]),
            ("a key nobody knows here", False, [statement({"AWS": root}, {"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}})]),
            ("a value nobody knows", False, [statement({"AWS": root}, {"Bool": {"aws:PrincipalArn": "perhaps"}})]),
            (
                "a deny under a key nobody knows here",
                False,
                [statement({"AWS": root}), statement("*", {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}, "Deny")],
            ),
        ):
            with self.subTest(title):
                self.assertEqual(self.allowed(self.role(*statements)), expected)
            self.doCleanups()

    def test_compares_the_external_id(self) -> None:
        arn = self.role(statement({"AWS": ACCOUNT}, {"StringEquals": {"sts:ExternalId": "right"}}))
        self.assertTrue(self.allowed(arn, ExternalId="right"))
        self.assertFalse(self.allowed(arn, ExternalId="wrong"))

    def test_lets_a_service_in_that_acts_by_the_header(self) -> None:
        arn = self.role(statement({"Service": "codepipeline.amazonaws.com"}))
        self.assertTrue(self.allowed(arn, service="codepipeline.amazonaws.com"))
        self.assertFalse(self.allowed(arn, service="codebuild.amazonaws.com"))

    def test_wants_tag_session_for_session_tags(self) -> None:
        arn = self.role(statement({"AWS": ACCOUNT}))
        self.assertFalse(self.allowed(arn, Tags=[{"Key": "k", "Value": "v"}]))
        self.doCleanups()
        arn = self.role(statement({"AWS": ACCOUNT}), statement({"AWS": ACCOUNT}, action="sts:TagSession"))
        self.assertTrue(self.allowed(arn, Tags=[{"Key": "k", "Value": "v"}]))
