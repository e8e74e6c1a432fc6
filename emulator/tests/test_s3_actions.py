import unittest

from delivery_emulator.services.s3_actions import UnknownSubresource, bucket_action, check_subresource, object_action


class Actions(unittest.TestCase):
    def test_buckets(self) -> None:
        for method, query, action in (
            ("GET", "", "ListBucket"),
            ("HEAD", "", "ListBucket"),
            ("GET", "list-type prefix", "ListBucket"),
            ("GET", "versions", "ListBucketVersions"),
            ("GET", "uploads", "ListBucketMultipartUploads"),
            ("GET", "location", "GetBucketLocation"),
            ("GET", "policy", "GetBucketPolicy"),
            ("PUT", "policy", "PutBucketPolicy"),
            ("DELETE", "policy", "DeleteBucketPolicy"),
            ("PUT", "encryption", "PutEncryptionConfiguration"),
            ("DELETE", "encryption", "PutEncryptionConfiguration"),
            ("DELETE", "lifecycle", "PutLifecycleConfiguration"),
            ("PUT", "intelligent-tiering id", "PutIntelligentTieringConfiguration"),
            ("PUT", "", "CreateBucket"),
            ("DELETE", "", "DeleteBucket"),
        ):
            with self.subTest(method=method, query=query):
                self.assertEqual(bucket_action(method, query.split()), f"s3:{action}")

    def test_objects(self) -> None:
        for method, query, action in (
            ("GET", "", "GetObject"),
            ("HEAD", "", "GetObject"),
            ("GET", "versionId", "GetObjectVersion"),
            ("GET", "acl versionId", "GetObjectVersionAcl"),
            ("GET", "attributes", "GetObjectAttributes"),
            ("GET", "uploadId", "ListMultipartUploadParts"),
            ("PUT", "", "PutObject"),
            ("PUT", "partNumber uploadId", "PutObject"),
            ("POST", "uploads", "PutObject"),
            ("POST", "uploadId", "PutObject"),
            ("PUT", "tagging", "PutObjectTagging"),
            ("PUT", "retention versionId", "PutObjectRetention"),
            ("PUT", "legal-hold", "PutObjectLegalHold"),
            ("DELETE", "", "DeleteObject"),
            ("DELETE", "versionId", "DeleteObjectVersion"),
            ("DELETE", "tagging", "DeleteObjectTagging"),
            ("DELETE", "uploadId", "AbortMultipartUpload"),
            ("POST", "restore", "RestoreObject"),
        ):
            with self.subTest(method=method, query=query):
                self.assertEqual(object_action(method, query.split()), f"s3:{action}")

    def test_refuses_sub_resources_it_does_not_know(self) -> None:
        check_subresource("GET", ["policy"], with_key=False)
        check_subresource("GET", ["X-Amz-Signature", "response-content-type"], with_key=True)
        check_subresource("PUT", ["uploadId", "partNumber", "x-id"], with_key=True)
        for method, query, with_key in (
            ("GET", "metrics", False),
            ("GET", "policy", True),
            ("GET", "acl policy", False),
            ("DELETE", "versioning", False),
            ("HEAD", "acl", False),
            ("GET", "retention", True),
            ("DELETE", "acl", True),
            ("PUT", "select", True),
            ("PUT", "uploads", True),
            ("PUT", "uploadId", True),
        ):
            with self.subTest(method=method, query=query), self.assertRaises(UnknownSubresource):
                check_subresource(method, query.split(), with_key)


if __name__ == "__main__":
    unittest.main()
