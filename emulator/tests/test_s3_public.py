import json
import unittest
from typing import Any

from botocore.exceptions import ClientError
from service_case import ACCOUNT, REGION, ServiceCase

from delivery_emulator.services.s3_public import is_public


def policy(condition: dict[str, Any] | None = None, **more: Any) -> str:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::open/*", **more}
    return json.dumps({"Statement": [{**statement, **({"Condition": condition} if condition else {})}]})


class ThePublic(unittest.TestCase):
    def test_is_let_in_by_everything_that_is_not_fixed(self) -> None:
        public: list[str] = [
            policy(),
            policy(Principal={"AWS": "*"}),
            policy(Principal={"AWS": [ACCOUNT, "*"]}),
            policy({"Bool": {"aws:SecureTransport": "true"}}),
            policy({"StringEquals": {"aws:Referer": "https://shop.example"}}),
            policy({"StringLike": {"aws:SourceVpc": "vpc-*"}}),
            policy({"StringEquals": {"aws:SourceVpc": ["vpc-1", "${aws:PrincipalTag/vpc}"]}}),
            policy({"StringNotEquals": {"aws:SourceVpc": "vpc-1"}}),
            policy({"StringEqualsIfExists": {"aws:SourceVpc": "vpc-1"}}),
            policy({"StringLike": {"aws:userid": "AROAEXAMPLE:*"}}),
            policy({"IpAddress": {"aws:SourceIp": ["192.0.2.0/24", "0.0.0.0/1"]}}),
            policy({"IpAddress": {"aws:SourceIp": "2000::/16"}}),
            policy({"NotIpAddress": {"aws:SourceIp": "192.0.2.0/24"}}),
            policy({"StringEquals": {"s3:DataAccessPointArn": "arn:aws:s3:eu-central-1:*:accesspoint/one"}}),
        ]
        for each in public:
            with self.subTest(each):
                self.assertTrue(is_public(each))

    def test_is_kept_out_by_one_fixed_value(self) -> None:
        private: list[str] = [
            policy(Effect="Deny"),
            policy(Principal={"AWS": ACCOUNT}),
            policy(Principal={"Service": "cloudtrail.amazonaws.com"}),
            policy({"StringEquals": {"aws:SourceVpc": "vpc-1"}}),
            policy({"StringEquals": {"AWS:sourceVpc": ["vpc-1", "vpc-2"]}, "Bool": {"aws:SecureTransport": "true"}}),
            policy({"StringEquals": {"aws:PrincipalOrgID": "o-1"}}),
            policy({"ArnLike": {"aws:SourceArn": "arn:aws:cloudtrail:eu-central-1:222222222222:trail/audit"}}),
            policy({"IpAddress": {"aws:SourceIp": ["192.0.2.0/24", "10.0.0.0/8"]}}),
            policy({"StringLike": {"s3:DataAccessPointArn": "arn:aws:s3:eu-central-1:222222222222:accesspoint/*"}}),
        ]
        for each in private:
            with self.subTest(each):
                self.assertFalse(is_public(each))


class ABucket(ServiceCase):
    def test_blocks_public_policies_until_it_is_told_otherwise(self) -> None:
        s3 = self.client("s3")
        s3.create_bucket(Bucket="open", CreateBucketConfiguration={"LocationConstraint": REGION})
        self.addCleanup(s3.delete_bucket, Bucket="open")
        settings = s3.get_public_access_block(Bucket="open")["PublicAccessBlockConfiguration"]
        self.assertEqual(set(settings.values()), {True})
        with self.assertRaises(ClientError) as caught:
            s3.put_bucket_policy(Bucket="open", Policy=policy())
        error = caught.exception.response["Error"]
        self.assertEqual(error["Code"], "AccessDenied")
        self.assertRegex(error["Message"], r'^User: \S+:root is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::open"')
        s3.put_bucket_policy(Bucket="open", Policy=policy(Principal={"AWS": ACCOUNT}))
        s3.put_public_access_block(Bucket="open", PublicAccessBlockConfiguration={**settings, "BlockPublicPolicy": False})
        s3.put_bucket_policy(Bucket="open", Policy=policy())
        s3.delete_public_access_block(Bucket="open")
        s3.put_bucket_policy(Bucket="open", Policy=policy())
