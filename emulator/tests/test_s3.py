import json
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError
from service_case import ACCOUNT, OTHER_ACCOUNT, REGION, ServiceCase

BUCKET = "data-dev-222222222222-eu-central-1"
ARN = f"arn:aws:s3:::{BUCKET}"


def statement(effect: str, action: str, condition: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    made = {"Sid": "S", "Effect": effect, "Principal": "*", "Action": action, "Resource": [ARN, f"{ARN}/*"], **more}
    return {**made, **({"Condition": condition} if condition else {})}


def with_headers(client: Any, headers: dict[str, str]) -> Any:
    def add(request: Any, **_: Any) -> None:
        for name, value in headers.items():
            request.headers[name] = value

    client.meta.events.register("before-sign.s3", add)
    return client


class BucketCase(ServiceCase):
    def setUp(self) -> None:
        self.s3 = self.client("s3")
        self.s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        self.s3.delete_public_access_block(Bucket=BUCKET)
        self.addCleanup(self.remove)
        self.key = self.client("kms").create_key()["KeyMetadata"]["Arn"]

    def remove(self) -> None:
        self.s3.delete_bucket_policy(Bucket=BUCKET)
        for version in self.s3.list_object_versions(Bucket=BUCKET).get("Versions", []):
            self.s3.delete_object(Bucket=BUCKET, Key=version["Key"], VersionId=version["VersionId"])
        self.s3.delete_bucket(Bucket=BUCKET)

    def policy(self, *statements: dict[str, Any]) -> None:
        document = {"Version": "2012-10-17", "Statement": list(statements)}
        self.s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(document))

    def refused(self, call: Callable[[], Any], why: str) -> None:
        with self.assertRaises(ClientError) as caught:
            call()
        response = caught.exception.response
        self.assertEqual(response["Error"]["Code"], "AccessDenied")
        self.assertEqual(response["ResponseMetadata"]["HTTPStatusCode"], 403)
        self.assertIn(why, response["Error"]["Message"])

    def put(self, client: Any = None, **options: Any) -> Any:
        return (client or self.s3).put_object(Bucket=BUCKET, Key="incoming/a", Body=b"x", **options)


class BucketPolicies(BucketCase):
    def test_loopback_counts_as_tls_unless_a_header_says_otherwise(self) -> None:
        self.policy(statement("Deny", "s3:*", {"Bool": {"aws:SecureTransport": "false"}}))
        self.put()
        insecure = with_headers(self.own_client("s3"), {"x-emulator-insecure-transport": "true"})
        self.refused(lambda: self.put(insecure), "with an explicit deny in a resource-based policy")
        self.refused(lambda: insecure.list_objects_v2(Bucket=BUCKET), "s3:ListBucket")

    def test_the_refusal_names_the_caller_the_action_and_the_object(self) -> None:
        self.policy(statement("Deny", "s3:PutObject"))
        who = f"arn:aws:iam::{ACCOUNT}:root"
        self.refused(
            self.put, f'User: {who} is not authorized to perform: s3:PutObject on resource: "{ARN}/incoming/a"'
        )

    def test_objects_are_refused_unless_encrypted_with_that_key(self) -> None:
        header = "s3:x-amz-server-side-encryption"
        self.policy(
            statement("Deny", "s3:PutObject", {"StringNotEquals": {header: "aws:kms"}}),
            statement("Deny", "s3:PutObject", {"StringNotEquals": {f"{header}-aws-kms-key-id": self.key}}),
        )
        other = self.client("kms").create_key()["KeyMetadata"]["Arn"]
        self.refused(self.put, "explicit deny")
        self.refused(lambda: self.put(ServerSideEncryption="AES256"), "explicit deny")
        self.refused(lambda: self.put(ServerSideEncryption="aws:kms", SSEKMSKeyId=other), "explicit deny")
        self.put(ServerSideEncryption="aws:kms", SSEKMSKeyId=self.key)
        found = self.s3.head_object(Bucket=BUCKET, Key="incoming/a")
        self.assertEqual((found["ServerSideEncryption"], found["SSEKMSKeyId"]), ("aws:kms", self.key))

    def test_what_must_be_written_once_is_not_written_over(self) -> None:
        once = {"Null": {"s3:if-none-match": "true"}, "Bool": {"s3:ObjectCreationOperation": "true"}}
        self.policy(statement("Deny", "s3:PutObject", once))
        self.refused(self.put, "explicit deny")
        self.put(IfNoneMatch="*")
        with self.assertRaisesRegex(ClientError, "PreconditionFailed"):
            self.put(IfNoneMatch="*")

    def test_the_parts_of_an_upload_need_no_condition_and_its_completion_does(self) -> None:
        once = {"Null": {"s3:if-none-match": "true"}, "Bool": {"s3:ObjectCreationOperation": "true"}}
        self.policy(statement("Deny", "s3:PutObject", once))
        upload = {"Bucket": BUCKET, "Key": "incoming/b"}
        upload["UploadId"] = self.s3.create_multipart_upload(**upload)["UploadId"]
        part = self.s3.upload_part(**upload, PartNumber=1, Body=b"x")
        whole = {"MultipartUpload": {"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}}
        self.refused(lambda: self.s3.complete_multipart_upload(**upload, **whole), "explicit deny")
        self.s3.complete_multipart_upload(**upload, **whole, IfNoneMatch="*")

    def test_an_absent_header_is_absent_also_with_default_encryption(self) -> None:
        header = "s3:x-amz-server-side-encryption"
        present = {"Null": {header: "false"}}
        self.policy(statement("Deny", "s3:PutObject", {**present, "StringNotEquals": {header: "aws:kms"}}))
        self.put()
        self.refused(lambda: self.put(ServerSideEncryption="AES256"), "explicit deny")
        self.policy(statement("Deny", "s3:PutObject", {"Null": {header: "true"}}))
        self.refused(self.put, "explicit deny")

    def test_parts_of_an_encrypted_upload_pass_the_policy_its_start_passed(self) -> None:
        header = "s3:x-amz-server-side-encryption"
        self.policy(statement("Deny", "s3:PutObject", {"StringNotEquals": {header: "aws:kms"}}))
        begin = {"Bucket": BUCKET, "Key": "big"}
        self.refused(lambda: self.s3.create_multipart_upload(**begin), "explicit deny")
        options = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": self.key}
        upload = {**begin, "UploadId": self.s3.create_multipart_upload(**begin, **options)["UploadId"]}
        tag = self.s3.upload_part(**upload, PartNumber=1, Body=b"x")["ETag"]
        self.s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": tag}]})
        self.assertEqual(self.s3.head_object(**begin)["SSEKMSKeyId"], self.key)

    def test_principals_are_judged_by_arn_and_account(self) -> None:
        mine = f"arn:aws:iam::{ACCOUNT}:root"
        self.policy(statement("Deny", "s3:GetObject", {"ArnNotEquals": {"aws:PrincipalArn": mine}}))
        self.put()
        self.s3.get_object(Bucket=BUCKET, Key="incoming/a")
        self.policy(statement("Deny", "s3:GetObject", {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}}))
        self.refused(lambda: self.s3.get_object(Bucket=BUCKET, Key="incoming/a"), "explicit deny")

    def test_another_account_needs_an_allow(self) -> None:
        self.put()
        other = self.client("s3", OTHER_ACCOUNT)
        read = {"Bucket": BUCKET, "Key": "incoming/a"}
        self.refused(
            lambda: other.get_object(**read), "because no resource-based policy allows the s3:GetObject action"
        )
        self.policy(statement("Allow", "s3:GetObject", Principal={"AWS": f"arn:aws:iam::{OTHER_ACCOUNT}:root"}))
        self.assertEqual(other.get_object(**read)["Body"].read(), b"x")
        self.refused(lambda: other.put_object(**read, Body=b"y"), "no resource-based policy")

    def test_an_aws_service_needs_an_allow_for_what_it_acts_for(self) -> None:
        trail = f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/t"
        headers = {"x-emulator-service-principal": "cloudtrail.amazonaws.com", "x-emulator-source-arn": trail}
        service = with_headers(self.own_client("s3"), headers)
        self.refused(lambda: self.put(service), "User: cloudtrail.amazonaws.com")
        allow = statement("Allow", "s3:PutObject", Principal={"Service": "cloudtrail.amazonaws.com"})
        self.policy({**allow, "Condition": {"StringEquals": {"aws:SourceArn": f"{trail}-other"}}})
        self.refused(lambda: self.put(service), "no resource-based policy")
        self.policy({**allow, "Condition": {"StringEquals": {"aws:SourceArn": trail}}})
        self.put(service)

    def test_refuses_what_it_cannot_judge_and_says_so(self) -> None:
        self.policy(statement("Deny", "s3:PutObject", {"Bool": {"aws:SecureTransport": "perhaps"}}))
        self.refused(self.put, "because the emulator cannot judge the policy: S: ")

    def test_an_allow_it_cannot_judge_does_not_hinder_the_owner(self) -> None:
        self.policy(statement("Allow", "s3:PutObject", {"Bool": {"aws:SecureTransport": "perhaps"}}))
        self.put()

    def test_a_copy_reads_its_source(self) -> None:
        self.put()
        self.policy(statement("Deny", "s3:GetObject"))
        copy = {"Bucket": BUCKET, "Key": "b", "CopySource": {"Bucket": BUCKET, "Key": "incoming/a"}}
        self.refused(lambda: self.s3.copy_object(**copy), "s3:GetObject")

    def test_deleting_many_objects_is_judged_per_object(self) -> None:
        self.put()
        self.policy(statement("Deny", "s3:DeleteObject"))
        self.refused(lambda: self.s3.delete_objects(Bucket=BUCKET, Delete={"Objects": [{"Key": "incoming/a"}]}), "deny")

    def test_the_owner_s_root_user_is_never_locked_out(self) -> None:
        self.policy(statement("Deny", "s3:*"))
        self.refused(lambda: self.s3.list_objects_v2(Bucket=BUCKET), "explicit deny")
        self.s3.get_bucket_policy(Bucket=BUCKET)
        self.s3.delete_bucket_policy(Bucket=BUCKET)
        self.s3.list_objects_v2(Bucket=BUCKET)

    def test_refuses_a_policy_that_is_not_json(self) -> None:
        with self.assertRaisesRegex(ClientError, "MalformedPolicy"):
            self.s3.put_bucket_policy(Bucket=BUCKET, Policy="{")


class Encryption(BucketCase):
    def test_every_bucket_is_encrypted_and_the_default_is_applied(self) -> None:
        def default() -> Any:
            rules = self.s3.get_bucket_encryption(Bucket=BUCKET)["ServerSideEncryptionConfiguration"]["Rules"]
            return rules[0]["ApplyServerSideEncryptionByDefault"]

        self.assertEqual(default(), {"SSEAlgorithm": "AES256"})
        self.assertEqual(self.put()["ServerSideEncryption"], "AES256")
        rule = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": self.key}
        rules = [{"ApplyServerSideEncryptionByDefault": rule, "BucketKeyEnabled": True}]
        self.s3.put_bucket_encryption(Bucket=BUCKET, ServerSideEncryptionConfiguration={"Rules": rules})
        answer = self.put()
        self.assertEqual((answer["SSEKMSKeyId"], answer["BucketKeyEnabled"]), (self.key, True))
        self.assertNotIn("SSEKMSKeyId", self.put(ServerSideEncryption="AES256"))
        self.s3.delete_bucket_encryption(Bucket=BUCKET)
        self.assertEqual(default(), {"SSEAlgorithm": "AES256"})

    def test_refuses_a_key_that_does_not_exist_or_is_disabled(self) -> None:
        with self.assertRaisesRegex(ClientError, "KMS.NotFoundException"):
            self.put(ServerSideEncryption="aws:kms", SSEKMSKeyId=self.key[:-1] + "_")
        self.client("kms").disable_key(KeyId=self.key)
        with self.assertRaisesRegex(ClientError, "KMS.DisabledException"):
            self.put(ServerSideEncryption="aws:kms", SSEKMSKeyId=self.key)

    def test_refuses_what_it_does_not_have_instead_of_doing_something_else(self) -> None:
        with self.assertRaisesRegex(ClientError, "no sub-resource .metrics"):
            self.s3.delete_bucket_metrics_configuration(Bucket=BUCKET, Id="a")
        self.s3.head_bucket(Bucket=BUCKET)
