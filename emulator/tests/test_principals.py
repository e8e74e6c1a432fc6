import io
import json
import unittest
import zipfile
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError
from service_case import ACCOUNT, OTHER_ACCOUNT, REGION, ServiceCase

NOBODY = f"arn:aws:iam::{OTHER_ACCOUNT}:role/nobody"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"


def policy(principal: Any, action: str = "kms:*", resource: Any = "*", **more: Any) -> str:
    statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": action, "Resource": resource, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def trust(principal: Any, **more: Any) -> str:
    statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole", **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


class Principals(ServiceCase):
    def refused(self, call: Callable[..., Any], **arguments: Any) -> str:
        with self.assertRaises(ClientError) as caught:
            call(**arguments)
        error = caught.exception.response["Error"]
        return f"{error['Code']}: {error['Message']}"

    def test_iam_refuses_a_trust_in_nobody(self) -> None:
        iam = self.client("iam")
        words = f'MalformedPolicyDocument: Invalid principal in policy: "AWS":"{NOBODY}"'
        made = {"RoleName": "trusting", "AssumeRolePolicyDocument": trust([ROOT, NOBODY])}
        self.assertEqual(self.refused(iam.create_role, **made), words)
        iam.create_role(RoleName="trusting", AssumeRolePolicyDocument=trust(ROOT))
        update = {"RoleName": "trusting", "PolicyDocument": trust(NOBODY)}
        self.assertEqual(self.refused(iam.update_assume_role_policy, **update), words)
        star = {"RoleName": "trusting", "PolicyDocument": trust(f"arn:aws:iam::{ACCOUNT}:role/*")}
        self.assertIn("Invalid principal in policy", self.refused(iam.update_assume_role_policy, **star))

    def test_accounts_values_of_conditions_and_roles_of_aws_need_not_be_there(self) -> None:
        iam = self.client("iam")
        named = {"ArnEquals": {"aws:PrincipalArn": NOBODY}}
        iam.create_role(RoleName="bound", AssumeRolePolicyDocument=trust(OTHER_ACCOUNT, Condition=named))
        linked = f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/x.amazonaws.com/X"
        iam.create_role(RoleName="linked", AssumeRolePolicyDocument=trust(linked))

    def test_a_role_that_is_there_is_taken(self) -> None:
        iam = self.client("iam", OTHER_ACCOUNT)
        arn = iam.create_role(RoleName="there", Path="/deep/", AssumeRolePolicyDocument=trust(OTHER_ACCOUNT))["Role"]["Arn"]
        self.client("iam").create_role(RoleName="trusts-it", AssumeRolePolicyDocument=trust(arn))
        self.client("kms").create_key(Policy=policy(arn), BypassPolicyLockoutSafetyCheck=True)

    def test_kms_refuses_a_key_for_nobody(self) -> None:
        kms = self.client("kms")
        words = (
            "MalformedPolicyDocumentException: Policy contains a statement with one or more invalid principals."
        )
        self.assertEqual(self.refused(kms.create_key, Policy=policy([ROOT, NOBODY])), words)
        key = kms.create_key(Policy=policy(ROOT))["KeyMetadata"]["KeyId"]
        put = {"KeyId": key, "PolicyName": "default"}
        self.assertEqual(self.refused(kms.put_key_policy, **put, Policy=policy([ROOT, NOBODY])), words)
        self.assertEqual(self.refused(kms.put_key_policy, **put, Policy=policy([ROOT, "AROAAAAAAAAAAAAAAAAAA"])), words)

    def test_s3_sns_and_sqs_refuse_nobody(self) -> None:
        s3, sns, sqs = self.client("s3"), self.client("sns"), self.client("sqs")
        s3.create_bucket(Bucket="guarded", CreateBucketConfiguration={"LocationConstraint": REGION})
        bucket = policy(NOBODY, "s3:GetObject", "arn:aws:s3:::guarded/*")
        self.assertEqual(
            self.refused(s3.put_bucket_policy, Bucket="guarded", Policy=bucket),
            "MalformedPolicy: Invalid principal in policy",
        )
        topic = sns.create_topic(Name="told")["TopicArn"]
        attribute = {"TopicArn": topic, "AttributeName": "Policy", "AttributeValue": policy(NOBODY, "sns:Publish", topic)}
        self.assertEqual(
            self.refused(sns.set_topic_attributes, **attribute),
            "InvalidParameter: Invalid parameter: Policy Error: PrincipalNotFound",
        )
        url = sqs.create_queue(QueueName="queue")["QueueUrl"]
        attributes = {"Policy": policy(NOBODY, "sqs:SendMessage")}
        self.assertEqual(
            self.refused(sqs.set_queue_attributes, QueueUrl=url, Attributes=attributes),
            "InvalidAttributeValue: Invalid value for the parameter Policy.",
        )

    def test_lambda_refuses_a_permission_for_nobody(self) -> None:
        lets_lambda = trust(ROOT).replace(f'"AWS": "{ROOT}"', '"Service": "lambda.amazonaws.com"')
        role = self.client("iam").create_role(RoleName="runs", AssumeRolePolicyDocument=lets_lambda)["Role"]["Arn"]
        code = io.BytesIO()
        with zipfile.ZipFile(code, "w") as archive:
            archive.writestr("index.js", "exports.handler = async () => 1;")
        functions = self.client("lambda")
        code_and_runtime = {"Code": {"ZipFile": code.getvalue()}, "Runtime": "nodejs22.x", "Handler": "index.handler"}
        functions.create_function(FunctionName="called", Role=role, **code_and_runtime)
        permission = {"FunctionName": "called", "StatementId": "one", "Action": "lambda:InvokeFunction"}
        self.assertEqual(
            self.refused(functions.add_permission, **permission, Principal=NOBODY),
            "InvalidParameterValueException: "
            "The provided principal was invalid. Please check the principal and try again.",
        )
        functions.add_permission(**permission, Principal=OTHER_ACCOUNT)

    def test_a_deleted_role_turns_into_its_id_and_a_new_one_of_its_name_is_somebody_else(self) -> None:
        iam, kms, sts = self.client("iam"), self.client("kms"), self.client("sts")
        gone = iam.create_role(RoleName="gone", AssumeRolePolicyDocument=trust(ROOT))["Role"]
        iam.create_role(RoleName="host", AssumeRolePolicyDocument=trust([gone["Arn"]]))
        key = kms.create_key(Policy=policy([ROOT, gone["Arn"]]))["KeyMetadata"]["KeyId"]
        iam.delete_role(RoleName="gone")
        host = iam.get_role(RoleName="host")["Role"]
        self.assertEqual(host["AssumeRolePolicyDocument"]["Statement"][0]["Principal"], {"AWS": [gone["RoleId"]]})
        self.assertTrue(gone["RoleId"].startswith("AROA"))
        stored = kms.get_key_policy(KeyId=key)["Policy"]
        self.assertIn(gone["RoleId"], stored)
        iam.create_role(RoleName="gone", AssumeRolePolicyDocument=trust(ROOT))
        session = sts.assume_role(RoleArn=gone["Arn"], RoleSessionName="again")["Credentials"]
        again = self.client(
            "sts",
            aws_access_key_id=session["AccessKeyId"],
            aws_secret_access_key=session["SecretAccessKey"],
            aws_session_token=session["SessionToken"],
        )
        self.assertIn("AccessDenied", self.refused(again.assume_role, RoleArn=host["Arn"], RoleSessionName="again"))
        self.assertIn(
            "invalid principals", self.refused(kms.put_key_policy, KeyId=key, PolicyName="default", Policy=stored)
        )


if __name__ == "__main__":
    unittest.main()
