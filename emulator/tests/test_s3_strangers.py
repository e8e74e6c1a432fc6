"""What is judged is what is done: a permission of S3 opens nothing but itself, to nobody and to the own account."""

import json
from typing import Any

from botocore.exceptions import ClientError
from door_case import DoorCase
from service_case import REGION

FORM = "multipart/form-data; boundary=b"


def form(**fields: str) -> bytes:
    parts = [f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()]
    return "".join([*parts, "--b--\r\n"]).encode()


class BucketsCase(DoorCase):
    def bucket(self, name: str, *statements: dict[str, Any], **settings: Any) -> None:
        configuration = {"LocationConstraint": REGION}
        self.s3.create_bucket(Bucket=name, CreateBucketConfiguration=configuration, **settings)
        self.s3.delete_public_access_block(Bucket=name)
        self.addCleanup(self.remove, name)
        if statements:
            document = {"Version": "2012-10-17", "Statement": list(statements)}
            self.s3.put_bucket_policy(Bucket=name, Policy=json.dumps(document))

    def remove(self, name: str) -> None:
        self.s3.delete_bucket_policy(Bucket=name)
        for version in self.s3.list_object_versions(Bucket=name).get("Versions", []):
            self.s3.delete_object(Bucket=name, Key=version["Key"], VersionId=version["VersionId"])
        self.s3.delete_bucket(Bucket=name)

    def setUp(self) -> None:
        self.s3 = self.client("s3")

    def content(self, bucket: str, key: str) -> str:
        return str(self.s3.get_object(Bucket=bucket, Key=key)["Body"].read().decode())


def let(effect: str, action: str, resource: str, **more: Any) -> dict[str, Any]:
    return {"Effect": effect, "Principal": "*", "Action": action, "Resource": f"arn:aws:s3:::{resource}", **more}


class Nobody(BucketsCase):
    def test_who_may_read_an_object_cannot_write_or_delete_it_by_a_sub_resource(self) -> None:
        self.bucket("shop", let("Allow", "s3:GetObject*", "shop/*"), let("Allow", "s3:Get*", "shop"))
        self.s3.put_object(Bucket="shop", Key="a", Body=b"good")
        for part in ("select", "attributes", "restore", "uploads", "acl", "tagging", "retention", "legal-hold", "versions"):
            for method in ("PUT", "DELETE", "POST"):
                with self.subTest(method=method, part=part):
                    status, _, _ = self.send(method, f"/shop/a?{part}", {}, b"evil")
                    self.assertGreaterEqual(status, 400)
                    self.assertEqual(self.content("shop", "a"), "good")
        for part in ("location", "versioning", "policy", "acl", "inventory&id=1", "uploads", "versions"):
            for method in ("PUT", "DELETE", "POST", "HEAD"):
                with self.subTest(method=method, part=part):
                    self.assertGreaterEqual(self.send(method, f"/shop?{part}", {}, b"evil")[0], 400)

    def test_a_copy_is_judged_by_the_object_that_is_copied(self) -> None:
        self.bucket("vault")
        self.s3.put_object(Bucket="vault", Key="k", Body=b"secret")
        self.bucket("drop", let("Allow", "s3:PutObject", "drop/*"), let("Allow", "s3:GetObject", "drop/*"))
        begun = self.s3.create_multipart_upload(Bucket="drop", Key="parts")["UploadId"]
        self.addCleanup(self.s3.abort_multipart_upload, Bucket="drop", Key="parts", UploadId=begun)
        for source in (
            "vault/k",
            "/vault/k",
            "//drop/vault/k",
            "https://drop/vault/k",
            "https:/vault/k",
            "s3:vault/k",
            "//vault%2Fk/vault/k",
            "vault%2Fk",
            "vault/k?versionId=null",
            "vault/k#drop",
            "vault/k;drop",
        ):
            for path in ("/drop/copy", f"/drop/parts?partNumber=1&uploadId={begun}"):
                with self.subTest(source=source, path=path):
                    status, body, _ = self.send("PUT", path, {"x-amz-copy-source": source})
                    self.assertIn(status, (403, 404), body)

    def test_a_defect_tells_a_stranger_nothing(self) -> None:
        status, body, _ = self.send("GET", "/k", {"Host": "a-1.s3-accesspoint.localhost"})
        self.assertEqual((status, "the emulator failed<" in body), (500, True))

    def test_a_form_is_judged_by_the_key_that_it_names(self) -> None:
        self.bucket("mail", let("Allow", "s3:PutObject", "mail/in/*"))
        for key, status in (("in/a", 204), ("out/a", 403), ("", 400)):
            with self.subTest(key=key):
                fields = form(key=key, file="x") if key else form(file="x")
                self.assertEqual(self.send("POST", "/mail", {"Content-Type": FORM}, fields)[0], status)

    def test_a_form_in_the_body_adds_nothing_to_the_query(self) -> None:
        self.bucket("old", let("Allow", "s3:GetObject", "old/*"), let("Allow", "s3:DeleteObject", "old/*"))
        self.s3.put_bucket_versioning(Bucket="old", VersioningConfiguration={"Status": "Enabled"})
        first = self.s3.put_object(Bucket="old", Key="a", Body=b"first")["VersionId"]
        self.s3.put_object(Bucket="old", Key="a", Body=b"second")
        self.assertEqual(self.send("GET", f"/old/a?versionId={first}", {})[0], 403)
        fields = form(versionId=first)
        self.assertNotIn("first", self.send("GET", "/old/a", {"Content-Type": FORM}, fields)[1])
        self.send("DELETE", "/old/a", {"Content-Type": FORM}, fields)
        kept = self.s3.get_object(Bucket="old", Key="a", VersionId=first)["Body"].read()
        self.assertEqual(kept, b"first")
        self.s3.delete_object(Bucket="old", Key="a", VersionId=self.markers("old")[0])

    def markers(self, bucket: str) -> list[str]:
        return [marker["VersionId"] for marker in self.s3.list_object_versions(Bucket=bucket).get("DeleteMarkers", [])]


class OwnAccount(BucketsCase):
    def raw(self, method: str, path: str, body: bytes = b"", **headers: str) -> int:
        """A request of the root user to S3, with a query that no SDK would send."""
        return self.send(method, path, self.signed("s3", body, method=method, path=path, **headers), body)[0]

    def test_what_a_policy_denies_is_not_to_be_had_by_a_sub_resource(self) -> None:
        self.bucket("audit", let("Deny", "s3:DeleteObject", "audit/*"), let("Deny", "s3:DeleteBucket", "audit"))
        self.addCleanup(self.s3.delete_bucket_policy, Bucket="audit")
        for part in ("acl", "retention", "legal-hold", "attributes", "restore", "select", "uploads", "uploadId=1&tagging"):
            with self.subTest(part=part):
                self.s3.put_object(Bucket="audit", Key="a", Body=b"x")
                self.assertGreaterEqual(self.raw("DELETE", f"/audit/a?{part}"), 400)
                self.assertEqual(self.content("audit", "a"), "x")
        self.s3.delete_bucket_policy(Bucket="audit")
        self.s3.delete_object(Bucket="audit", Key="a")
        document = {"Version": "2012-10-17", "Statement": let("Deny", "s3:DeleteBucket", "audit")}
        self.s3.put_bucket_policy(Bucket="audit", Policy=json.dumps(document))
        for part in ("acl", "inventory&id=1", "logging", "notification", "object-lock", "versioning", "location"):
            with self.subTest(part=part):
                self.assertGreaterEqual(self.raw("DELETE", f"/audit?{part}"), 400)
                self.s3.head_bucket(Bucket="audit")

    def test_an_object_that_is_written_once_is_not_written_over_as_a_part_of_nothing(self) -> None:
        only_new = {"Null": {"s3:if-none-match": "true"}, "Bool": {"s3:ObjectCreationOperation": "true"}}
        self.bucket("once", let("Deny", "s3:PutObject", "once/*", Condition=only_new))
        self.s3.put_object(Bucket="once", Key="a", Body=b"first", IfNoneMatch="*")
        for path in ("/once/a", "/once/a?uploads", "/once/a?uploadId=1", "/once/a?partNumber=1", "/once/a?uploads&uploadId=1&partNumber=1"):
            with self.subTest(path):
                self.assertGreaterEqual(self.raw("PUT", path, b"second"), 400)
                self.assertEqual(self.content("once", "a"), "first")
        self.assertGreaterEqual(self.raw("POST", "/once", form(key="a", file="second"), **{"Content-Type": FORM}), 400)
        self.assertEqual(self.content("once", "a"), "first")

    def test_an_upload_belongs_to_the_key_for_which_it_was_begun(self) -> None:
        self.bucket("uploads")
        self.s3.put_object(Bucket="uploads", Key="a", Body=b"first")
        upload = {"Bucket": "uploads", "Key": "a"}
        upload["UploadId"] = self.s3.create_multipart_upload(**upload)["UploadId"]
        self.addCleanup(self.s3.abort_multipart_upload, **upload)
        part = self.s3.upload_part(**upload, PartNumber=1, Body=b"second")["ETag"]
        parts = {"Parts": [{"PartNumber": 1, "ETag": part}]}
        with self.assertRaisesRegex(ClientError, "NoSuchUpload"):
            self.s3.complete_multipart_upload(**{**upload, "Key": "b"}, MultipartUpload=parts, IfNoneMatch="*")
        with self.assertRaisesRegex(ClientError, "NoSuchUpload"):
            self.s3.list_parts(**{**upload, "Key": "b"})
        self.assertEqual(self.content("uploads", "a"), "first")

    def test_a_sub_resource_that_is_not_there_is_not_the_object(self) -> None:
        self.bucket("closed", let("Deny", "s3:GetObject", "closed/*"))
        self.s3.put_object(Bucket="closed", Key="a", Body=b"x")
        self.assertEqual(self.raw("GET", "/closed/a?retention"), 400)
        self.assertEqual(self.raw("GET", "/closed?acl&policy"), 400)

    def test_a_key_is_deleted_as_it_is_spelled(self) -> None:
        self.bucket("spaces", let("Deny", "s3:DeleteObject", "spaces/ kept"))
        self.s3.put_object(Bucket="spaces", Key=" kept", Body=b"x")
        with self.assertRaises(ClientError):
            self.s3.delete_objects(Bucket="spaces", Delete={"Objects": [{"Key": " kept"}]})
        self.assertEqual(self.content("spaces", " kept"), "x")


del BucketsCase, DoorCase
