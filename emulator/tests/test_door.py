from __future__ import annotations

import http.client
import io
import json
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from typing import Any
from unittest import mock

import boto3
from botocore.awsrequest import AWSRequest
from botocore.auth import SigV4Auth
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from delivery_emulator import clients, signature
from service_case import ACCOUNT, OTHER_ACCOUNT, REGION, SECRET, ServiceCase

STRANGE_KEY = "incoming/ä b+c~(1)!*'@=&%2F;,$:.json"


class DoorCase(ServiceCase):
    """Speaks HTTP by hand, as a page or a stranger would."""

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> tuple[int, str, Mapping[str, str]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.server_port, timeout=20)
        self.addCleanup(connection.close)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in {"Host": f"localhost:{self.server.server_port}", **headers}.items():
            connection.putheader(name, value)
        if body:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body or None)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), {name.lower(): value for name, value in answer.getheaders()}

    def signed(self, service: str, body: bytes, secret: str = SECRET, key: str = ACCOUNT, **headers: str) -> dict[str, str]:
        """Headers of a request to `/`, signed as an SDK signs it."""
        request = AWSRequest("POST", f"{self.endpoint}/", {"Host": self.endpoint[7:], **headers}, body)
        SigV4Auth(Credentials(key, secret), service, REGION).add_auth(request)
        return {name: str(value) for name, value in request.headers.items()}


WHO = b"Action=GetCallerIdentity&Version=2011-06-15"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class WebPages(DoorCase):
    def test_a_signed_request_of_a_program_is_served(self) -> None:
        status, body, headers = self.send("POST", "/", self.signed("sts", WHO, **FORM), WHO)
        self.assertEqual((status, f"<Account>{ACCOUNT}</Account>" in body), (200, True))
        self.assertEqual([name for name in headers if name.startswith("access-control")], [])

    def test_fails_whatever_a_page_sends_even_where_it_is_signed(self) -> None:
        for sent in (
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Origin": ""},
            {"Origin": "http://localhost:3000"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-origin"},
            {"Sec-Fetch-Site": "none"},
        ):
            with self.subTest(sent):
                status, body, headers = self.send("POST", "/", {**self.signed("sts", WHO, **FORM), **sent}, WHO)
                self.assertEqual((status, "comes from a web page" in body), (403, True))
                self.assertEqual([name for name in headers if name.startswith("access-control")], [])

    def test_fails_a_preflight(self) -> None:
        asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
        status, _, headers = self.send("OPTIONS", "/", {**asked, "Access-Control-Request-Headers": "authorization"})
        self.assertEqual((status, [name for name in headers if name.startswith("access-control")]), (403, []))

    def test_answers_to_names_of_this_machine_only(self) -> None:
        port = self.server.server_port
        for host, served in (
            ("localhost", True),
            (f"localhost:{port}", True),
            (f"LOCALHOST:{port}", True),
            (f"bucket.s3.localhost:{port}", True),
            (f"127.0.0.1:{port}", True),
            ("127.8.9.10", True),
            (f"[::1]:{port}", True),
            (f"evil.example:{port}", False),
            (f"localhost.evil.example:{port}", False),
            (f"evillocalhost:{port}", False),
            ("sts.amazonaws.com", False),
            ("10.0.0.1", False),
            ("0.0.0.0", False),
            ("[::]", False),
            ("[fe80::1]", False),
            ("127.0.0.1.evil.example", False),
            ("localhost@evil.example", False),
            ("localhost, evil.example", False),
            ("localhost evil.example", False),
            ("2130706433", False),
            ("", False),
        ):
            with self.subTest(host):
                headers = self.signed("sts", WHO, **FORM)
                status, body, _ = self.send("POST", "/", {**headers, "Host": host}, WHO)
                self.assertEqual("refuses this request" not in body, served, body)
                self.assertEqual(status, 200 if host == f"localhost:{port}" else 403)

    def test_fails_another_host_in_the_request_line(self) -> None:
        status, body, _ = self.send("GET", "http://evil.example/", {})
        self.assertEqual((status, "its Host is no name" in body), (403, True))

    def test_nobody_reaches_what_moto_adds_to_aws(self) -> None:
        s3 = self.client("s3")
        s3.create_bucket(Bucket="still-there", CreateBucketConfiguration={"LocationConstraint": REGION})
        self.addCleanup(s3.delete_bucket, Bucket="still-there")
        for path in ("/moto-api/reset", "/moto-api/data.json", "/moto-api/", "/moto-api", "/%6Doto-api/reset"):
            for headers in ({}, self.signed("sts", b"")):
                with self.subTest(path=path, signed=bool(headers)):
                    status, body, _ = self.send("POST", path, headers)
                    self.assertEqual((status, "moto's own API" in body), (403, True))
        for path in ("/latest/meta-data/iam/security-credentials/default-role", "/latest/api/token"):
            self.assertIn(self.send("GET", path, {})[0], (403, 404))
        self.assertIn("still-there", [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]])


class Nobody(DoorCase):
    def test_fails_an_unsigned_call_of_every_protocol(self) -> None:
        query = b"Action=CreateStack&StackName=s&Version=2010-05-15&TemplateBody={}"
        for title, method, path, headers, body in (
            ("query", "POST", "/", FORM, query),
            ("query without a content type", "POST", "/", {}, query),
            ("query in the URL", "GET", "/?Action=ListUsers&Version=2010-05-08", {}, b""),
            ("JSON", "POST", "/", {"X-Amz-Target": "AmazonSSM.DescribeParameters"}, b"{}"),
            ("JSON without a target", "POST", "/", {"Content-Type": "application/x-amz-json-1.1"}, b"{}"),
            ("REST of Lambda", "GET", "/2015-03-31/functions/", {}, b""),
            ("moto's way to a service by path", "GET", "/lambda_us-east-1/2015-03-31/functions/", {}, b""),
            ("federation", "POST", "/", FORM, b"Action=AssumeRoleWithWebIdentity&RoleArn=r&Version=2011-06-15"),
            ("user pools", "POST", "/", {"X-Amz-Target": "AWSCognitoIdentityProviderService.ListUserPools"}, b"{}"),
            ("all buckets", "GET", "/", {}, b""),
            ("a new bucket", "PUT", "/a-bucket-of-nobody", {}, b""),
        ):
            with self.subTest(title):
                status, answer, _ = self.send(method, path, headers, body)
                self.assertIn(status, (403, 404), answer)
        names = [bucket["Name"] for bucket in self.client("s3").list_buckets()["Buckets"]]
        self.assertNotIn("a-bucket-of-nobody", names)

    def test_an_object_is_anonymously_what_its_bucket_policy_lets_it_be(self) -> None:
        s3 = self.client("s3")
        s3.create_bucket(Bucket="shop", CreateBucketConfiguration={"LocationConstraint": REGION})
        s3.put_object(Bucket="shop", Key="public/a", Body=b"a")
        s3.put_object(Bucket="shop", Key="private/b", Body=b"b")
        allow = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::shop/public/*"}
        s3.put_bucket_policy(Bucket="shop", Policy=json.dumps({"Version": "2012-10-17", "Statement": [allow]}))
        self.assertEqual(self.send("GET", "/shop/public/a", {})[:2], (200, "a"))
        for method, path in (
            ("GET", "/shop/private/b"),
            ("PUT", "/shop/public/a"),
            ("DELETE", "/shop/public/a"),
            ("GET", "/shop?policy"),
            ("GET", "/shop"),
            ("PUT", "/shop"),
            ("DELETE", "/shop"),
        ):
            with self.subTest(method=method, path=path):
                self.assertEqual(self.send(method, path, {})[0], 403)


class Signatures(DoorCase):
    def refused(self, code: str, service: str = "sts", **credentials: str) -> None:
        with self.assertRaises(ClientError) as caught:
            call = "get_caller_identity" if service == "sts" else "list_buckets"
            getattr(self.client(service, **credentials), call)()
        self.assertEqual(caught.exception.response["Error"]["Code"], code)
        self.assertEqual(caught.exception.response["ResponseMetadata"]["HTTPStatusCode"], 403)

    def session(self) -> dict[str, str]:
        iam = self.client("iam")
        allow = {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}
        trust = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
        arn = iam.create_role(RoleName="worker", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
        self.addCleanup(iam.delete_role, RoleName="worker")
        keys = self.client("sts").assume_role(RoleArn=arn, RoleSessionName="me")["Credentials"]
        return {
            "aws_access_key_id": keys["AccessKeyId"],
            "aws_secret_access_key": keys["SecretAccessKey"],
            "aws_session_token": keys["SessionToken"],
        }

    def test_twelve_digits_are_root_only_with_the_secret_of_this_emulator(self) -> None:
        for secret in ("test", "x", SECRET + "x", SECRET.upper()):
            for service in ("sts", "s3"):
                with self.subTest(secret=secret, service=service):
                    self.refused("SignatureDoesNotMatch", service, aws_access_key_id=ACCOUNT, aws_secret_access_key=secret)

    def test_a_session_needs_its_secret_and_its_token(self) -> None:
        keys = self.session()
        self.assertIn("assumed-role/worker/me", self.client("sts", **keys).get_caller_identity()["Arn"])
        self.refused("SignatureDoesNotMatch", **{**keys, "aws_secret_access_key": SECRET})
        self.refused("InvalidClientTokenId", **{**keys, "aws_session_token": "another"})
        without = {name: value for name, value in keys.items() if name != "aws_session_token"}
        self.refused("InvalidClientTokenId", **without)

    def test_a_user_needs_the_secret_of_a_key_that_is_active(self) -> None:
        iam = self.client("iam")
        iam.create_user(UserName="ann")
        key = iam.create_access_key(UserName="ann")["AccessKey"]
        keys = {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}
        self.assertIn("user/ann", self.client("sts", **keys).get_caller_identity()["Arn"])
        self.refused("SignatureDoesNotMatch", **{**keys, "aws_secret_access_key": SECRET})
        iam.update_access_key(UserName="ann", AccessKeyId=key["AccessKeyId"], Status="Inactive")
        self.refused("InvalidClientTokenId", **keys)

    def test_fails_what_was_changed_after_it_was_signed(self) -> None:
        def changed(name: str, change: Any) -> None:
            def before_it_is_sent(request: Any, **_: Any) -> None:
                change(request)

            sts = self.client("sts")
            sts.meta.events.register("before-send", before_it_is_sent)
            with self.subTest(name), self.assertRaises(ClientError) as caught:
                sts.get_caller_identity()
            self.assertEqual(caught.exception.response["Error"]["Code"], "SignatureDoesNotMatch")

        other = WHO.replace(b"GetCallerIdentity", b"GetSessionTokenXX")
        changed("body", lambda request: setattr(request, "body", other))
        changed("path", lambda request: setattr(request, "url", f"{request.url.rstrip('/')}/more"))
        changed("query", lambda request: setattr(request, "url", f"{request.url}?a=b"))
        changed("method", lambda request: setattr(request, "method", "PUT"))
        changed("content type", lambda request: request.headers.__setitem__("Content-Type", "text/plain"))

    def test_fails_a_body_other_than_the_one_whose_digest_is_signed(self) -> None:
        s3 = self.client("s3")
        s3.create_bucket(Bucket="digests", CreateBucketConfiguration={"LocationConstraint": REGION})

        def changed(request: Any, **_: Any) -> None:
            request.body = b"evil"

        s3.meta.events.register("before-send.s3.PutObject", changed)
        with self.assertRaises(ClientError) as caught:
            s3.put_object(Bucket="digests", Key="k", Body=b"good")
        self.assertIn(caught.exception.response["Error"]["Code"], ("XAmzContentSHA256Mismatch", "SignatureDoesNotMatch"))

    def test_fails_a_request_that_is_not_of_now(self) -> None:
        body = WHO
        for minutes, status in ((-20, 403), (20, 403), (-10, 200)):
            moment = datetime.now(timezone.utc) + timedelta(minutes=minutes)
            with self.subTest(minutes=minutes), mock.patch("botocore.auth.get_current_datetime", return_value=moment):
                headers = self.signed("sts", body, **FORM)
                self.assertEqual(self.send("POST", "/", headers, body)[0], status)

    def test_fails_what_is_signed_in_another_way(self) -> None:
        for authorization in (
            "Basic dGVzdDp0ZXN0",
            f"AWS {ACCOUNT}:signature",
            f"AWS4-HMAC-SHA256 Credential={ACCOUNT}/20260101/us-east-1/sts/aws4_request",
            f"AWS4-HMAC-SHA256 Credential={ACCOUNT}, SignedHeaders=host, Signature=none",
            f"AWS4-ECDSA-P256-SHA256 Credential={ACCOUNT}/20260101/sts/aws4_request, SignedHeaders=host, Signature=00",
            "AWS4-HMAC-SHA256",
            "",
        ):
            with self.subTest(authorization):
                self.assertEqual(self.send("POST", "/", {"Authorization": authorization, **FORM}, WHO)[0], 403)

    def test_only_a_root_user_speaks_for_a_service_or_notes_an_execution(self) -> None:
        def as_service(params: dict[str, Any], **_: Any) -> None:
            params["headers"]["x-emulator-service-principal"] = "lambda.amazonaws.com"

        sts = self.client("sts", **self.session())
        sts.meta.events.register("before-call", as_service)
        with self.assertRaisesRegex(ClientError, "only the root user"):
            sts.get_caller_identity()


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

    def fetch(self, url: str, method: str = "GET", body: bytes | None = None) -> tuple[int, bytes]:
        host, _, path = url.removeprefix("http://").partition("/")
        connection = http.client.HTTPConnection("127.0.0.1", self.server.server_port, timeout=20)
        self.addCleanup(connection.close)
        connection.request(method, f"/{path}", body, {"Host": host})
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


class InProcess(DoorCase):
    def test_the_emulator_needs_no_secret_to_speak_to_itself_and_no_header_says_so(self) -> None:
        own = clients.client("sts", clients.root(OTHER_ACCOUNT), REGION)
        self.assertEqual(own.get_caller_identity()["Account"], OTHER_ACCOUNT)
        for name in ("delivery-emulator.in-process", "X-Delivery-Emulator-In-Process", "HTTP_DELIVERY_EMULATOR"):
            headers = {**self.signed("sts", WHO, "test", **FORM), name: "1"}
            self.assertEqual(self.send("POST", "/", headers, WHO)[0], 403)


@contextmanager
def _now_is(moment: datetime) -> Iterator[None]:
    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return moment

    with mock.patch.object(signature, "datetime", Later):
        yield


@contextmanager
def _resolving_localhost() -> Iterator[None]:
    """Names below localhost are this machine, whatever the system's resolver thinks of them."""
    original = socket.getaddrinfo

    def resolve(host: Any, *rest: Any, **more: Any) -> Any:
        return original("127.0.0.1" if str(host).endswith(".localhost") else host, *rest, **more)

    with mock.patch.object(socket, "getaddrinfo", resolve):
        yield
