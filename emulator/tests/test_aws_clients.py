"""What clients of AWS send and few tests do: compressed bodies, and URLs signed as in the oldest regions."""

import http.client

import boto3
from botocore.config import Config
from door_case import DoorCase
from patience import PATIENCE
from service_case import ACCOUNT, REGION, SECRET

KEYS = {"aws_access_key_id": ACCOUNT, "aws_secret_access_key": SECRET}


class Clients(DoorCase):
    def test_a_compressed_body_is_signed_as_it_is_sent_and_decompressed_once(self) -> None:
        compressed = Config(request_min_compression_size_bytes=10, retries={"max_attempts": 0})
        metrics = boto3.client("cloudwatch", endpoint_url=self.endpoint, region_name=REGION, config=compressed, **KEYS)
        data = [{"MetricName": f"metric{number}", "Value": number} for number in range(100)]
        metrics.put_metric_data(Namespace="compressed", MetricData=data)
        self.assertEqual(len(metrics.list_metrics(Namespace="compressed")["Metrics"]), 100)

    def test_the_urls_that_boto3_signs_by_default_in_the_oldest_region_are_served(self) -> None:
        s3 = boto3.client("s3", endpoint_url=self.endpoint, region_name="us-east-1", **KEYS)
        s3.create_bucket(Bucket="virginia")
        self.addCleanup(s3.delete_bucket, Bucket="virginia")
        self.addCleanup(s3.delete_object, Bucket="virginia", Key="k")
        upload = {"Bucket": "virginia", "Key": "k", "ContentType": "text/plain", "ServerSideEncryption": "AES256"}
        headers = {"Content-Type": "text/plain", "x-amz-server-side-encryption": "AES256"}
        self.assertEqual(self.fetch("PUT", s3.generate_presigned_url("put_object", upload), headers, "x"), (200, ""))
        for call, more, expected in (
            ("get_object", {"Key": "k", "ResponseContentType": "text/html"}, "x"),
            ("list_objects_v2", {"Prefix": "k"}, "<Key>k</Key>"),
            ("list_objects", {}, "<Key>k</Key>"),
            ("get_bucket_location", {}, "LocationConstraint"),
        ):
            with self.subTest(call):
                url = s3.generate_presigned_url(call, {"Bucket": "virginia", **more})
                self.assertIn("AWSAccessKeyId", url)
                status, body = self.fetch("GET", url, {})
                self.assertEqual((status, expected in body), (200, True))

    def fetch(self, method: str, url: str, headers: dict[str, str], body: str | None = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.server_port, timeout=PATIENCE)
        self.addCleanup(connection.close)
        host, _, path = url.removeprefix("http://").partition("/")
        connection.request(method, f"/{path}", body, {"Host": host, **headers})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


del DoorCase
