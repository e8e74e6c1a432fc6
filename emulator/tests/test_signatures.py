import json
from datetime import datetime, timedelta, timezone
from typing import Any
from unittest import mock

from botocore.exceptions import ClientError
from door_case import FORM, WHO, DoorCase
from service_case import ACCOUNT, REGION, SECRET


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

            sts = self.own_client("sts")
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
        s3 = self.own_client("s3")
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

    def test_fails_an_authorization_that_could_be_read_in_two_ways(self) -> None:
        """The service that is served is the one in the scope that is signed."""
        signed = self.signed("sts", WHO, **FORM)
        scheme, _, fields = signed["Authorization"].partition(" ")
        scope = fields.partition(",")[0].partition("/")[2].replace("/sts/", "/iam/")
        for title, authorization in (
            ("another first", f"{scheme} Other=k/{scope}, {fields}"),
            ("twice", f"{scheme} Credential={ACCOUNT}/{scope}, {fields}"),
            ("another order", f"{scheme} {', '.join(reversed(fields.split(', ')))}"),
            ("one more", f"{scheme} {fields}, Other=1"),
        ):
            with self.subTest(title):
                status, body, _ = self.send("POST", "/", {**signed, "Authorization": authorization}, WHO)
                self.assertEqual((status, "IncompleteSignature" in body), (403, True))

    def test_fails_a_service_that_is_none_or_would_run_containers_instead_of_serving_it_as_s3(self) -> None:
        for service in ("batch", "unheard-of", "moto_api", "instance_metadata", "169.254.169.254"):
            for path in ("/", "/v1/submitjob", "/latest/meta-data/iam/security-credentials/default-role"):
                with self.subTest(service=service, path=path):
                    status, body, _ = self.send("GET", path, self.signed(service, b"", method="GET", path=path))
                    self.assertEqual((status, "not in the emulator: the service" in body), (501, True))

    def test_fails_a_header_of_a_meaning_that_nobody_signed(self) -> None:
        signed = self.signed("sts", WHO, **FORM)
        for name, value in (
            ("X-Amz-Target", "AmazonSSM.DescribeParameters"),
            ("x-emulator-service-principal", "codepipeline.amazonaws.com"),
            ("x-emulator-source-arn", "arn:aws:s3:::a"),
        ):
            with self.subTest(name):
                status, body, _ = self.send("POST", "/", {**signed, name: value}, WHO)
                self.assertEqual((status, "which were not signed" in body), (403, True))

    def test_fails_what_cannot_be_read_with_an_answer(self) -> None:
        signed = self.signed("sts", WHO, **FORM)
        authorization = signed["Authorization"]
        query = f"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={ACCOUNT}%2F20260101%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Signature=0"
        for title, method, path, headers in (
            ("length", "POST", "/", {**signed, "Content-Length": "x"}),
            ("length of a form of nobody", "POST", "/", {**FORM, "Content-Length": "x"}),
            ("names of headers", "POST", "/", {**signed, "Authorization": authorization.replace("host", "host;\u00e9")}),
            ("names in the query", "GET", f"/?{query}&X-Amz-Date=20260101T000000Z&X-Amz-Expires=1&X-Amz-SignedHeaders=host;%E2%82%AC", {}),
            ("seconds", "GET", f"/?{query}&X-Amz-Date=20260101T000000Z&X-Amz-Expires={'1' * 5000}&X-Amz-SignedHeaders=host", {}),
            ("time", "GET", f"/?AWSAccessKeyId={ACCOUNT}&Signature=0&Expires={'1' * 5000}", {}),
            ("time in other digits", "GET", f"/?AWSAccessKeyId={ACCOUNT}&Signature=0&Expires=%D9%A1", {}),
        ):
            with self.subTest(title):
                self.assertEqual(self.send(method, path, headers)[0], 403)

    def test_only_a_root_user_speaks_for_a_service_or_notes_an_execution(self) -> None:
        def as_service(params: dict[str, Any], **_: Any) -> None:
            params["headers"]["x-emulator-service-principal"] = "lambda.amazonaws.com"

        sts = self.own_client("sts", **self.session())
        sts.meta.events.register("before-call", as_service)
        with self.assertRaisesRegex(ClientError, "only the root user"):
            sts.get_caller_identity()


del DoorCase
