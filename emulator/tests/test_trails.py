import unittest
from typing import Any

from botocore.exceptions import ClientError
from policies import allow_service, document
from service_case import ACCOUNT, REGION, ServiceCase

from delivery_emulator import journal

TRAIL_ARN = f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/audit-dev"


class Trails(ServiceCase):
    def setUp(self) -> None:
        self.cloudtrail = self.client("cloudtrail")
        self.bucket = self.make("AWS::S3::Bucket", {"BucketName": "trail-dev"}).physical_id

    def let_in(self, arn: str = TRAIL_ARN) -> None:
        source = {"StringEquals": {"aws:SourceArn": arn}}
        rules = document(
            allow_service("cloudtrail.amazonaws.com", "s3:GetBucketAcl", Condition=source),
            allow_service("cloudtrail.amazonaws.com", "s3:PutObject", Condition=source),
        )
        self.client("s3").put_bucket_policy(Bucket=self.bucket, Policy=rules)

    def key(self, *statements: dict[str, Any]) -> str:
        rules = document(*statements)
        return str(self.client("kms").create_key(Policy=rules, BypassPolicyLockoutSafetyCheck=True)["KeyMetadata"]["Arn"])

    def trail(self, **more: Any) -> dict[str, Any]:
        return {"TrailName": "audit-dev", "S3BucketName": self.bucket, "IsLogging": True, **more}

    def test_a_trail_changes_in_place(self) -> None:
        self.let_in()
        context = {"StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": TRAIL_ARN}}
        key = self.key(
            allow_service("cloudtrail.amazonaws.com", "kms:GenerateDataKey*", Condition=context),
            allow_service("cloudtrail.amazonaws.com", "kms:DescribeKey"),
        )
        data = {"Type": "AWS::S3::Object", "Values": ["arn:aws:s3:::data/"]}
        selectors = [{"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": [data]}]
        old = self.trail(
            KMSKeyId=key, EnableLogFileValidation=True, EventSelectors=selectors, Tags=[{"Key": "A", "Value": "1"}]
        )
        made = self.make("AWS::CloudTrail::Trail", old)
        found = self.cloudtrail.get_trail(Name="audit-dev")["Trail"]
        self.assertEqual((found["KmsKeyId"], found["LogFileValidationEnabled"]), (key, True))
        self.assertTrue(self.cloudtrail.get_trail_status(Name="audit-dev")["IsLogging"])
        self.assertEqual(self.cloudtrail.get_event_selectors(TrailName="audit-dev")["EventSelectors"], selectors)
        self.assertEqual(made.attributes["Arn"], TRAIL_ARN)
        new = self.trail(IsLogging="false", IsMultiRegionTrail=True, Tags=[])
        self.update("AWS::CloudTrail::Trail", made, old, new)
        found = self.cloudtrail.get_trail(Name="audit-dev")["Trail"]
        self.assertEqual((found["IsMultiRegionTrail"], found["LogFileValidationEnabled"]), (True, False))
        self.assertNotIn("KmsKeyId", found)
        self.assertFalse(self.cloudtrail.get_trail_status(Name="audit-dev")["IsLogging"])
        self.delete("AWS::CloudTrail::Trail", made, old)
        self.assertEqual(self.cloudtrail.describe_trails()["trailList"], [])

    def test_refuses_a_bucket_that_does_not_let_this_trail_in(self) -> None:
        for arn in (None, f"{TRAIL_ARN}-other"):
            if arn:
                self.let_in(arn)
            with self.assertRaisesRegex(ClientError, "Incorrect S3 bucket policy is detected for bucket: trail-dev"):
                self.make("AWS::CloudTrail::Trail", self.trail())

    def test_refuses_a_key_that_does_not_let_this_trail_in_and_keeps_the_trail(self) -> None:
        self.let_in()
        made = self.make("AWS::CloudTrail::Trail", self.trail())
        key = self.key(allow_service("logs.amazonaws.com", "kms:*"))
        with self.assertRaisesRegex(ClientError, "InsufficientEncryptionPolicyException"):
            self.update("AWS::CloudTrail::Trail", made, self.trail(), self.trail(KMSKeyId=key))
        self.assertNotIn("KmsKeyId", self.cloudtrail.get_trail(Name="audit-dev")["Trail"])

    def test_a_bucket_key_makes_cloudtrail_decrypt(self) -> None:
        self.let_in()
        rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}, "BucketKeyEnabled": True}
        self.client("s3").put_bucket_encryption(
            Bucket=self.bucket, ServerSideEncryptionConfiguration={"Rules": [rule]}
        )
        encrypt = allow_service("cloudtrail.amazonaws.com", ["kms:GenerateDataKey*", "kms:DescribeKey"])
        with self.assertRaisesRegex(ClientError, "InsufficientEncryptionPolicyException"):
            self.make("AWS::CloudTrail::Trail", self.trail(KMSKeyId=self.key(encrypt)))
        decrypt = allow_service("cloudtrail.amazonaws.com", "kms:Decrypt")
        made = self.make("AWS::CloudTrail::Trail", self.trail(KMSKeyId=self.key(encrypt, decrypt)))
        self.delete("AWS::CloudTrail::Trail", made, self.trail())
        self.client("s3").delete_bucket_encryption(Bucket=self.bucket)

    def test_a_name_is_there_once_and_that_of_a_trail_of_all_regions_once_in_an_account(self) -> None:
        self.let_in()
        self.make("AWS::CloudTrail::Trail", self.trail())
        elsewhere = self.client("cloudtrail", region="eu-west-1")
        taken = "TrailAlreadyExistsException.*Trail audit-dev already exists for customer: 222222222222"
        with self.assertRaisesRegex(ClientError, taken):
            self.cloudtrail.create_trail(Name="audit-dev", S3BucketName=self.bucket)
        self.assertEqual(elsewhere.describe_trails()["trailList"], [])
        self.let_in(TRAIL_ARN.replace(REGION, "eu-west-1"))
        elsewhere.create_trail(Name="audit-dev", S3BucketName=self.bucket)
        elsewhere.delete_trail(Name="audit-dev")
        self.let_in()
        self.cloudtrail.update_trail(Name="audit-dev", IsMultiRegionTrail=True)
        with self.assertRaisesRegex(ClientError, taken):
            elsewhere.create_trail(Name="audit-dev", S3BucketName=self.bucket)

    def test_a_trail_of_all_regions_is_seen_in_each_and_changed_at_home(self) -> None:
        self.let_in()
        self.make("AWS::CloudTrail::Trail", self.trail(IsMultiRegionTrail=True))
        elsewhere = self.client("cloudtrail", region="eu-west-1")
        [shadow] = elsewhere.describe_trails()["trailList"]
        self.assertEqual((shadow["TrailARN"], shadow["HomeRegion"]), (TRAIL_ARN, REGION))
        self.assertEqual(elsewhere.describe_trails(includeShadowTrails=False)["trailList"], [])
        self.assertTrue(elsewhere.get_trail_status(Name=TRAIL_ARN)["IsLogging"])
        for change in (elsewhere.stop_logging, elsewhere.delete_trail, elsewhere.update_trail):
            with self.assertRaisesRegex(ClientError, f"InvalidHomeRegionException.*home Region {REGION}"):
                change(Name="audit-dev")
        self.assertTrue(self.cloudtrail.get_trail_status(Name="audit-dev")["IsLogging"])

    def test_refuses_a_name_with_two_dashes_in_a_row(self) -> None:
        self.let_in()
        with self.assertRaisesRegex(ClientError, "InvalidTrailNameException"):
            self.make("AWS::CloudTrail::Trail", self.trail(TrailName="audit--dev"))

    def test_the_role_of_its_log_group_trusts_cloudtrail(self) -> None:
        self.let_in()
        iam = self.client("iam")
        self.client("logs").create_log_group(logGroupName="trail")
        group = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:trail:*"

        def trail(name: str, trust: dict[str, Any]) -> dict[str, Any]:
            statement = {"Effect": "Allow", "Action": "sts:AssumeRole", **trust}
            role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document(statement))["Role"]["Arn"]
            return self.trail(CloudWatchLogsLogGroupArn=group, CloudWatchLogsRoleArn=role)

        cloudtrail = {"Principal": {"Service": "cloudtrail.amazonaws.com"}}
        with self.assertRaisesRegex(ClientError, "Access denied. Check the trust relationships for your role."):
            self.make("AWS::CloudTrail::Trail", trail("other", {"Principal": {"Service": "lambda.amazonaws.com"}}))
        bound = {**cloudtrail, "Condition": {"StringEquals": {"aws:SourceArn": TRAIL_ARN}}}
        made = self.make("AWS::CloudTrail::Trail", trail("bound", bound))
        self.assertTrue(any("role/bound: no statement" in each for each in journal.doubts()), journal.doubts())
        self.delete("AWS::CloudTrail::Trail", made, self.trail())


if __name__ == "__main__":
    unittest.main()
