import json

from botocore.exceptions import ClientError
from lambda_case import LambdaCase, eventually
from service_case import ACCOUNT, ServiceCase
from test_s3 import ARN, BUCKET, statement

from delivery_emulator.cloudformation.resource import Refused


class BucketResources(ServiceCase):
    def test_refuses_a_bucket_that_exists_already_in_us_east_1_too(self) -> None:
        with self.assertRaisesRegex(Refused, f"^{BUCKET} already exists$"):
            for _ in range(2):
                self.make("AWS::S3::Bucket", {"BucketName": BUCKET})

    def empty(self, bucket: str) -> None:
        s3 = self.client("s3")
        for item in s3.list_objects_v2(Bucket=bucket).get("Contents", []):
            s3.delete_object(Bucket=bucket, Key=item["Key"])

    def test_a_bucket_is_read_back_and_changes_in_place(self) -> None:
        s3 = self.client("s3")
        logs = self.make("AWS::S3::Bucket", {"BucketName": "access-logs"}).physical_id
        self.addCleanup(self.empty, logs)
        key = self.client("kms").create_key()["KeyMetadata"]["Arn"]
        blocked = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
        default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
        tiers = [{"AccessTier": "ARCHIVE_ACCESS", "Days": 90}, {"AccessTier": "DEEP_ARCHIVE_ACCESS", "Days": "180"}]
        rule = {
            "Id": "tiering",
            "Status": "Enabled",
            "Transitions": [{"StorageClass": "INTELLIGENT_TIERING", "TransitionInDays": 0}],
            "NoncurrentVersionExpiration": {"NoncurrentDays": 30},
            "ExpiredObjectDeleteMarker": "true",
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
        }
        encryption = [{"ServerSideEncryptionByDefault": default, "BucketKeyEnabled": True}]
        old = {
            "BucketName": BUCKET,
            "BucketEncryption": {"ServerSideEncryptionConfiguration": encryption},
            "PublicAccessBlockConfiguration": dict.fromkeys(blocked, True),
            "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
            "VersioningConfiguration": {"Status": "Enabled"},
            "LoggingConfiguration": {"DestinationBucketName": logs, "LogFilePrefix": "data/"},
            "LifecycleConfiguration": {"Rules": [rule]},
            "IntelligentTieringConfigurations": [{"Id": "all", "Status": "Enabled", "Tierings": tiers}],
            "Tags": [{"Key": "Owner", "Value": "a"}],
        }
        made = self.make("AWS::S3::Bucket", old)
        where = {"Bucket": BUCKET}
        self.assertEqual(made.attributes["Arn"], ARN)
        applied = s3.get_bucket_encryption(**where)["ServerSideEncryptionConfiguration"]["Rules"][0]
        self.assertEqual(applied, {"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": True})
        self.assertEqual(
            s3.get_public_access_block(**where)["PublicAccessBlockConfiguration"], dict.fromkeys(blocked, True)
        )
        ownership = s3.get_bucket_ownership_controls(**where)["OwnershipControls"]["Rules"]
        self.assertEqual(ownership, [{"ObjectOwnership": "BucketOwnerEnforced"}])
        self.assertEqual(s3.get_bucket_versioning(**where)["Status"], "Enabled")
        logging = s3.get_bucket_logging(**where)["LoggingEnabled"]
        self.assertEqual((logging["TargetBucket"], logging["TargetPrefix"]), (logs, "data/"))
        (found,) = s3.get_bucket_lifecycle_configuration(**where)["Rules"]
        self.assertEqual(found["Transitions"], [{"Days": 0, "StorageClass": "INTELLIGENT_TIERING"}])
        self.assertEqual(found["NoncurrentVersionExpiration"], {"NoncurrentDays": 30})
        self.assertIs(found["Expiration"]["ExpiredObjectDeleteMarker"], True)
        self.assertEqual(found["AbortIncompleteMultipartUpload"], {"DaysAfterInitiation": 7})
        tiering = s3.get_bucket_intelligent_tiering_configuration(**where, Id="all")["IntelligentTieringConfiguration"]
        self.assertEqual([step["Days"] for step in tiering["Tierings"]], [90, 180])
        self.assertEqual(s3.get_bucket_tagging(**where)["TagSet"], [{"Key": "Owner", "Value": "a"}])

        self.update("AWS::S3::Bucket", made, old, {"BucketName": BUCKET, "Tags": [{"Key": "Owner", "Value": "b"}]})
        self.assertEqual(s3.get_bucket_versioning(**where)["Status"], "Suspended")
        self.assertNotIn("LoggingEnabled", s3.get_bucket_logging(**where))
        listed = s3.list_bucket_intelligent_tiering_configurations(**where)
        self.assertNotIn("IntelligentTieringConfigurationList", listed)
        for read in (
            s3.get_public_access_block,
            s3.get_bucket_ownership_controls,
            s3.get_bucket_lifecycle_configuration,
        ):
            with self.assertRaises(ClientError):
                read(**where)
        self.assertEqual(s3.get_bucket_tagging(**where)["TagSet"], [{"Key": "Owner", "Value": "b"}])
        self.delete("AWS::S3::Bucket", made, old)

    def test_a_locked_bucket_keeps_its_default_retention(self) -> None:
        retention = {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": "1"}}
        properties = {
            "BucketName": "evidence",
            "ObjectLockEnabled": True,
            "ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled", "Rule": retention},
        }
        made = self.make("AWS::S3::Bucket", properties)
        found = self.client("s3").get_object_lock_configuration(Bucket="evidence")["ObjectLockConfiguration"]
        kept = found["Rule"]["DefaultRetention"]
        self.assertEqual((kept["Mode"], kept["Days"]), ("GOVERNANCE", 1))
        kept_object = {"Bucket": "evidence", "Key": "kept"}
        version = self.client("s3").put_object(**kept_object, Body=b"x")["VersionId"]
        rule = {"Id": "uploads", "Status": "Enabled", "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}}
        self.update("AWS::S3::Bucket", made, properties, {**properties, "LifecycleConfiguration": {"Rules": [rule]}})
        (found,) = self.client("s3").get_bucket_lifecycle_configuration(Bucket="evidence")["Rules"]
        self.assertEqual(found["ID"], "uploads")
        self.client("s3").delete_object(**kept_object, VersionId=version, BypassGovernanceRetention=True)

    def test_a_bucket_can_be_lockable_without_a_default_retention(self) -> None:
        self.make("AWS::S3::Bucket", {"BucketName": "lockable", "ObjectLockEnabled": True})
        s3 = self.client("s3")
        found = s3.get_object_lock_configuration(Bucket="lockable")["ObjectLockConfiguration"]
        self.assertEqual(found, {"ObjectLockEnabled": "Enabled"})
        self.assertEqual(s3.get_bucket_versioning(Bucket="lockable")["Status"], "Enabled")

    def test_a_bucket_policy_changes_in_place(self) -> None:
        s3 = self.client("s3")
        self.make("AWS::S3::Bucket", {"BucketName": BUCKET})
        old = {
            "Bucket": BUCKET,
            "PolicyDocument": {"Version": "2012-10-17", "Statement": [statement("Deny", "s3:GetObject")]},
        }
        made = self.make("AWS::S3::BucketPolicy", old)
        new = {**old, "PolicyDocument": {"Version": "2012-10-17", "Statement": [statement("Deny", "s3:PutObject")]}}
        self.update("AWS::S3::BucketPolicy", made, old, new)
        found = json.loads(s3.get_bucket_policy(Bucket=BUCKET)["Policy"])
        self.assertEqual(found, new["PolicyDocument"])
        self.delete("AWS::S3::BucketPolicy", made, new)
        with self.assertRaisesRegex(ClientError, "NoSuchBucketPolicy"):
            s3.get_bucket_policy(Bucket=BUCKET)


class Notifications(LambdaCase):
    def test_an_object_under_the_prefix_runs_the_function_that_lets_s3_in(self) -> None:
        function = self.function("exports.handler = async (event) => console.log(JSON.stringify(event.Records[0].s3))")
        arn = self.awslambda.get_function_configuration(FunctionName=function)["FunctionArn"]
        permission = {
            "Action": "lambda:InvokeFunction",
            "FunctionName": function,
            "Principal": "s3.amazonaws.com",
            "SourceArn": ARN,
            "SourceAccount": ACCOUNT,
        }
        prefix = {"S3Key": {"Rules": [{"Name": "prefix", "Value": "incoming/"}]}}
        notification = {"LambdaConfigurations": [{"Event": "s3:ObjectCreated:*", "Function": arn, "Filter": prefix}]}
        allowed = self.make("AWS::Lambda::Permission", permission)
        versioned = {"VersioningConfiguration": {"Status": "Enabled"}}
        properties = {"BucketName": BUCKET, "NotificationConfiguration": notification, **versioned}
        self.make("AWS::S3::Bucket", properties)
        s3 = self.client("s3")
        for key in ("other/b", "incoming/a b"):
            version = s3.put_object(Bucket=BUCKET, Key=key, Body=b"12345")["VersionId"]
            self.addCleanup(s3.delete_object, Bucket=BUCKET, Key=key, VersionId=version)

        def records() -> list[str]:
            groups = self.logs.describe_log_groups(logGroupNamePrefix="/aws/lambda/data")["logGroups"]
            return [line for line in self.lines(groups[0]["logGroupName"]) if "incoming" in line] if groups else []

        (line,) = eventually(records)
        found = json.loads(line.split("\t")[-1])
        self.assertEqual((found["object"]["key"], found["object"]["size"]), ("incoming/a+b", 5))
        self.assertEqual(found["object"]["versionId"], version)
        self.delete("AWS::Lambda::Permission", allowed, permission)
        with self.assertLogs("delivery_emulator.services.s3_messages", "WARNING") as logged:
            version = s3.put_object(Bucket=BUCKET, Key="incoming/a b", Body=b"1")["VersionId"]
        s3.delete_object(Bucket=BUCKET, Key="incoming/a b", VersionId=version)
        self.assertIn("does not let S3 in", logged.output[0])
