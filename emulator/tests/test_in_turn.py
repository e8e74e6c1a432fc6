"""What moto looks at first and writes afterwards is written by one at a time, however many ask at once."""

import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest.mock import patch

from botocore.exceptions import ClientError
from moto.s3.models import S3Backend
from service_case import REGION, ServiceCase

AT_ONCE = 8
BUCKET = "written-once"
PLACE: Any = {"Bucket": BUCKET, "Key": "a"}


class AtOnce(ServiceCase):
    def setUp(self) -> None:
        self.addCleanup(sys.setswitchinterval, sys.getswitchinterval())
        sys.setswitchinterval(1e-6)

    def outcomes(self, call: Callable[[], Any], times: int) -> list[str]:
        """What becomes of a call that is made so many times, several at once."""

        def outcome(_: int) -> str:
            try:
                call()
            except ClientError as error:
                return str(error.response["Error"]["Code"])
            return "done"

        with ThreadPoolExecutor(AT_ONCE) as pool:
            return sorted(pool.map(outcome, range(times)))

    def with_bucket(self) -> Any:
        """A client, and a bucket in which whoever looks lets the others look before he goes on."""
        s3 = self.client("s3")
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        self.addCleanup(s3.delete_bucket, Bucket=BUCKET)
        look = S3Backend.get_object

        def looked(*args: Any, **kwargs: Any) -> Any:
            found = look(*args, **kwargs)
            time.sleep(0.05)
            return found

        looking = patch.object(S3Backend, "get_object", looked)
        looking.start()
        self.addCleanup(looking.stop)
        return s3

    def test_an_object_that_must_not_be_there_is_put_once(self) -> None:
        s3 = self.with_bucket()
        self.addCleanup(s3.delete_object, **PLACE)
        found = self.outcomes(lambda: s3.put_object(**PLACE, Body=b"x", IfNoneMatch="*"), AT_ONCE)
        self.assertEqual(found, ["PreconditionFailed"] * (AT_ONCE - 1) + ["done"])

    def test_an_object_that_must_not_be_there_is_put_together_once(self) -> None:
        s3 = self.with_bucket()
        self.addCleanup(s3.delete_object, **PLACE)
        uploads = []
        for _ in range(AT_ONCE):
            upload = {**PLACE, "UploadId": s3.create_multipart_upload(**PLACE)["UploadId"]}
            part = {"PartNumber": 1, "ETag": s3.upload_part(**upload, PartNumber=1, Body=b"x")["ETag"]}
            uploads.append({**upload, "MultipartUpload": {"Parts": [part]}, "IfNoneMatch": "*"})
        found = self.outcomes(lambda: s3.complete_multipart_upload(**uploads.pop()), AT_ONCE)
        self.assertEqual(found, ["PreconditionFailed"] * (AT_ONCE - 1) + ["done"])

    def test_an_object_that_must_be_this_one_is_deleted_once(self) -> None:
        s3 = self.with_bucket()
        tag = s3.put_object(**PLACE, Body=b"x")["ETag"]
        found = self.outcomes(lambda: s3.delete_object(**PLACE, IfMatch=tag), AT_ONCE)
        self.assertEqual(found, ["NoSuchKey"] * (AT_ONCE - 1) + ["done"])

    def test_every_update_counts_and_one_condition_holds(self) -> None:
        dynamodb = self.client("dynamodb")
        keys: Any = {"AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}], "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}]}
        dynamodb.create_table(TableName="counts", BillingMode="PAY_PER_REQUEST", **keys)
        self.addCleanup(dynamodb.delete_table, TableName="counts")
        key = {"id": {"S": "a"}}
        once = {"TableName": "counts", "Item": key, "ConditionExpression": "attribute_not_exists(id)"}
        found = self.outcomes(lambda: dynamodb.put_item(**once), AT_ONCE)
        self.assertEqual(found, ["ConditionalCheckFailedException"] * (AT_ONCE - 1) + ["done"])
        add = {"Key": key, "UpdateExpression": "SET n = if_not_exists(n, :none) + :one", "ExpressionAttributeValues": {":none": {"N": "0"}, ":one": {"N": "1"}}}
        self.outcomes(lambda: dynamodb.update_item(TableName="counts", **add), 40)
        self.assertEqual(dynamodb.get_item(TableName="counts", Key=key)["Item"]["n"], {"N": "40"})
