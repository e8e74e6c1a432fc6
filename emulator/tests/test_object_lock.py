from typing import Any

from botocore.exceptions import ClientError
from service_case import ServiceCase

from delivery_emulator.cloudformation.resource import Made, ResourceType

BUCKET = "AWS::S3::Bucket"


class TestObjectLock(ServiceCase):
    def bucket(self, name: str, mode: str) -> str:
        rule = {"DefaultRetention": {"Mode": mode, "Days": 1}}
        lock = {"ObjectLockEnabled": "Enabled", "Rule": rule}
        properties = {
            "BucketName": name,
            "ObjectLockEnabled": True,
            "VersioningConfiguration": {"Status": "Enabled"},
            "ObjectLockConfiguration": lock,
        }
        ResourceType.registry[BUCKET]().create(self.context(), properties)
        return name

    def written(self, bucket: str) -> tuple[str, str]:
        s3 = self.client("s3")
        first = s3.put_object(Bucket=bucket, Key="record", Body=b"one")["VersionId"]
        second = s3.put_object(Bucket=bucket, Key="record", Body=b"two")["VersionId"]
        return first, second

    def test_what_is_written_over_or_deleted_is_still_there(self) -> None:
        s3, bucket = self.client("s3"), self.bucket("locked-one", "COMPLIANCE")
        first, _ = self.written(bucket)
        s3.delete_object(Bucket=bucket, Key="record")
        self.assertEqual(s3.get_object(Bucket=bucket, Key="record", VersionId=first)["Body"].read(), b"one")

    def test_fails_to_delete_a_version_of_a_locked_object(self) -> None:
        s3, bucket = self.client("s3"), self.bucket("locked-two", "COMPLIANCE")
        first, _ = self.written(bucket)
        for bypass in (False, True):
            with self.assertRaisesRegex(ClientError, "AccessDenied"):
                s3.delete_object(Bucket=bucket, Key="record", VersionId=first, BypassGovernanceRetention=bypass)

    def test_governance_yields_to_who_asks_for_it_only(self) -> None:
        s3, bucket = self.client("s3"), self.bucket("locked-three", "GOVERNANCE")
        first, _ = self.written(bucket)
        with self.assertRaisesRegex(ClientError, "AccessDenied"):
            s3.delete_object(Bucket=bucket, Key="record", VersionId=first)
        s3.delete_object(Bucket=bucket, Key="record", VersionId=first, BypassGovernanceRetention=True)
        with self.assertRaisesRegex(ClientError, "NoSuchVersion"):
            s3.get_object(Bucket=bucket, Key="record", VersionId=first)

    def test_every_object_says_until_when_it_is_held(self) -> None:
        s3, bucket = self.client("s3"), self.bucket("locked-four", "COMPLIANCE")
        self.written(bucket)
        self.assertEqual(s3.head_object(Bucket=bucket, Key="record")["ObjectLockMode"], "COMPLIANCE")

    def test_another_retention_holds_what_comes_after_it_and_leaves_what_is_there(self) -> None:
        """API_PutObjectLockConfiguration: the rule is applied to every new object. A trial becomes years that way."""
        s3, bucket = self.client("s3"), self.bucket("locked-five", "GOVERNANCE")
        trial = s3.put_object(Bucket=bucket, Key="trial", Body=b"one")["VersionId"]
        before = s3.head_object(Bucket=bucket, Key="trial")["ObjectLockRetainUntilDate"]

        def locking(mode: str, days: int) -> dict[str, Any]:
            rule = {"DefaultRetention": {"Mode": mode, "Days": days}}
            return {
                "BucketName": bucket,
                "ObjectLockEnabled": True,
                "VersioningConfiguration": {"Status": "Enabled"},
                "ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled", "Rule": rule},
            }

        self.update(BUCKET, Made(bucket, {}), locking("GOVERNANCE", 1), locking("COMPLIANCE", 2192))
        later = s3.put_object(Bucket=bucket, Key="later", Body=b"two")["VersionId"]
        found = s3.head_object(Bucket=bucket, Key="later")
        self.assertEqual(found["ObjectLockMode"], "COMPLIANCE")
        self.assertGreater((found["ObjectLockRetainUntilDate"] - before).days, 2189)
        old = s3.head_object(Bucket=bucket, Key="trial")
        self.assertEqual((old["ObjectLockMode"], old["ObjectLockRetainUntilDate"]), ("GOVERNANCE", before))
        s3.delete_object(Bucket=bucket, Key="trial", VersionId=trial, BypassGovernanceRetention=True)
        with self.assertRaisesRegex(ClientError, "AccessDenied"):
            s3.delete_object(Bucket=bucket, Key="later", VersionId=later, BypassGovernanceRetention=True)
