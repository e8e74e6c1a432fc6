import http.client
import io
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from typing import Any
from unittest import mock

import boto3
from botocore.config import Config
from door_case import DoorCase
from patience import PATIENCE
from service_case import ACCOUNT, REGION, SECRET

from delivery_emulator import signature, signature_version2

STRANGE_KEY = "incoming/ä b+c~(1)!*'@=&%2F;,$:.json"


class SignedUrls(DoorCase):
    def setUp(self) -> None:
        self.s3 = self.client("s3")
        self.s3.create_bucket(Bucket="parcels", CreateBucketConfiguration={"LocationConstraint": REGION})
        self.s3.put_object(Bucket="parcels", Key=STRANGE_KEY, Body=b"content")
        self.addCleanup(self.s3.delete_bucket, Bucket="parcels")
        self.addCleanup(self.s3.delete_object, Bucket="parcels", Key=STRANGE_KEY)

    def url(self, method: str = "get_object", version: str = "s3v4", style: str = "path", **settings: Any) -> str:
        config = Config(signature_version=version, s3={"addressing_style": style})
        keys = {"aws_access_key_id": ACCOUNT, "aws_secret_access_key": settings.pop("secret", SECRET)}
        client = boto3.client("s3", endpoint_url=self.endpoint, region_name=REGION, config=config, **keys)
        parameters = {"Bucket": "parcels", "Key": STRANGE_KEY}
        return str(client.generate_presigned_url(method, parameters, settings.pop("seconds", 60)))

    def fetch(self, url: str, method: str = "GET", body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
        host, _, path = url.removeprefix("http://").partition("/")
        connection = http.client.HTTPConnection("127.0.0.1", self.server.server_port, timeout=PATIENCE)
        self.addCleanup(connection.close)
        connection.request(method, f"/{path}", body, {"Host": host, **headers})
        answer = connection.getresponse()
        return answer.status, answer.read()

    def test_open_what_they_were_signed_for(self) -> None:
        for version in ("s3v4", "s3"):
            for style in ("path", "virtual"):
                with self.subTest(version=version, style=style):
                    self.assertEqual(self.fetch(self.url(version=version, style=style)), (200, b"content"))
                    self.assertEqual(self.fetch(self.url("put_object", version, style), "PUT", b"content")[0], 200)

    def test_fail_for_anything_else(self) -> None:
        for version in ("s3v4", "s3"):
            url = self.url(version=version)
            for title, tried, method in (
                ("another method", url, "DELETE"),
                ("another key", url.replace("incoming", "outgoing"), "GET"),
                ("another secret", self.url(version=version, secret="test"), "GET"),
                ("a longer life", url.replace("Expires=60", "Expires=600").replace("Expires=1", "Expires=2"), "GET"),
                ("another configuration", f"{url}&versionId=1", "GET"),
                ("no signature", url.partition("?")[0], "GET"),
            ):
                with self.subTest(title, version=version):
                    self.assertEqual(self.fetch(tried, method)[0], 403)

    def test_fail_with_a_header_by_which_they_would_do_more(self) -> None:
        self.s3.put_object(Bucket="parcels", Key="other", Body=b"secret")
        self.addCleanup(self.s3.delete_object, Bucket="parcels", Key="other")
        for version in ("s3v4", "s3"):
            for name, value in (
                ("x-amz-copy-source", "parcels/other"),
                ("x-amz-acl", "public-read"),
                ("x-amz-tagging", "a=b"),
                ("x-emulator-service-principal", "cloudtrail.amazonaws.com"),
                ("x-emulator-insecure-transport", "false"),
            ):
                with self.subTest(name, version=version):
                    self.assertEqual(self.fetch(self.url("put_object", version), "PUT", b"", **{name: value})[0], 403)
        self.assertEqual(self.s3.get_object(Bucket="parcels", Key=STRANGE_KEY)["Body"].read(), b"content")

    def test_of_version_2_fail_with_a_sub_resource_that_it_does_not_sign(self) -> None:
        for method, verb, part in (
            ("get_object", "GET", "legal-hold"),
            ("get_object", "GET", "attributes"),
            ("get_object", "GET", "%61cl"),
            ("put_object", "PUT", "retention"),
            ("put_object", "PUT", "t%61gging"),
        ):
            with self.subTest(part):
                status, body = self.fetch(f"{self.url(method, 's3')}&{part}", verb, b"" if verb == "PUT" else None)
                self.assertEqual((status, b"does not cover" in body), (403, True))

    def test_of_version_2_fail_at_a_host_that_is_another_bucket_for_the_server(self) -> None:
        port = self.server.server_port
        for bucket in ("parcels.other", "www.parcels", "localhost"):
            url = self.presigned(bucket, "k")
            for name in (f"{bucket}.localhost", f"{bucket}.s3.localhost"):
                with self.subTest(name):
                    moved = url.replace(f"localhost:{port}/{bucket}/", f"{name}:{port}/")
                    self.assertEqual(self.fetch(moved)[0], 403)

    def presigned(self, bucket: str, key: str) -> str:
        config = Config(signature_version="s3", s3={"addressing_style": "path"})
        keys = {"aws_access_key_id": ACCOUNT, "aws_secret_access_key": SECRET}
        client = boto3.client("s3", endpoint_url=self.endpoint, region_name=REGION, config=config, **keys)
        return str(client.generate_presigned_url("get_object", {"Bucket": bucket, "Key": key}, 60))

    def test_of_other_services_are_nothing_to_s3(self) -> None:
        self.assertEqual(self.fetch(str(self.client("sts").generate_presigned_url("get_caller_identity")))[0], 403)

    def test_mean_one_thing_only_where_a_plus_is_a_space(self) -> None:
        config = Config(signature_version="s3v4", s3={"addressing_style": "path"})
        keys = {"aws_access_key_id": ACCOUNT, "aws_secret_access_key": SECRET}
        client = boto3.client("s3", endpoint_url=self.endpoint, region_name=REGION, config=config, **keys)
        url = client.generate_presigned_url("list_objects_v2", {"Bucket": "parcels", "Prefix": "a+b"}, 60)
        self.assertEqual(self.fetch(url)[0], 200)
        self.assertEqual(self.fetch(url.replace("a%2Bb", "a+b"))[0], 403)
        spaced = client.generate_presigned_url("list_objects_v2", {"Bucket": "parcels", "Prefix": "a b"}, 60)
        self.assertEqual(self.fetch(spaced.replace("a%20b", "a+b"))[0], 200)

    def test_fail_after_their_time(self) -> None:
        later = datetime.now(timezone.utc) + timedelta(seconds=61)
        for version in ("s3v4", "s3"):
            url = self.url(version=version)
            with self.subTest(version=version), _now_is(later):
                status, body = self.fetch(url)
                self.assertEqual((status, b"Request has expired" in body), (403, True))

    def test_keys_of_every_kind_can_be_reached_by_a_signed_request(self) -> None:
        for style in ("path", "virtual"):
            config = Config(s3={"addressing_style": style})
            keys = {"aws_access_key_id": ACCOUNT, "aws_secret_access_key": SECRET}
            s3 = boto3.client("s3", endpoint_url=self.endpoint, region_name=REGION, config=config, **keys)
            for key in (STRANGE_KEY, "a//b", "a/./b", "a/../b", " a ", "ключ", "a?b#c", "%25", "+"):
                with self.subTest(key=key, style=style), _resolving_localhost():
                    s3.put_object(Bucket="parcels", Key=key, Body=io.BytesIO(b"1"))
                    self.assertEqual(s3.get_object(Bucket="parcels", Key=key)["Body"].read(), b"1")
                    self.assertIn(key, [item["Key"] for item in s3.list_objects_v2(Bucket="parcels", Prefix=key)["Contents"]])
                    if key != STRANGE_KEY:
                        s3.delete_object(Bucket="parcels", Key=key)


@contextmanager
def _now_is(moment: datetime) -> Iterator[None]:
    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return moment

    with mock.patch.object(signature, "datetime", Later), mock.patch.object(signature_version2, "datetime", Later):
        yield


@contextmanager
def _resolving_localhost() -> Iterator[None]:
    """Names below localhost are this machine, whatever the system's resolver thinks of them."""
    original = socket.getaddrinfo

    def resolve(host: Any, *rest: Any, **more: Any) -> Any:
        return original("127.0.0.1" if str(host).endswith(".localhost") else host, *rest, **more)

    with mock.patch.object(socket, "getaddrinfo", resolve):
        yield


del DoorCase
