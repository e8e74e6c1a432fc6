import json
from pathlib import Path

from door_case import FORM, WHO, DoorCase
from service_case import ACCOUNT, OTHER_ACCOUNT, REGION

from delivery_emulator import clients


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

    def test_says_how_long_a_minute_of_aws_takes_here_and_to_no_page(self) -> None:
        self.assertEqual(self.send("GET", "/_delivery/minute", {})[:2], (200, "0\n"))
        self.assertEqual(self.send("GET", "/_delivery/minute", {"Origin": "https://evil.example"})[0], 403)
        self.assertEqual(self.send("GET", "/_delivery/minute", {"Host": "evil.example"})[0], 403)

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

    def test_refuses_before_a_body_has_come(self) -> None:
        for headers in ({"Origin": "https://evil.example", **FORM}, {"Host": "evil.example", **FORM}, FORM):
            with self.subTest(headers):
                self.assertEqual(self.send("POST", "/", {**headers, "Content-Length": "1000000000"})[0], 403)

    def test_a_bucket_may_be_called_as_what_moto_adds_begins(self) -> None:
        s3 = self.client("s3")
        s3.create_bucket(Bucket="moto-api-docs", CreateBucketConfiguration={"LocationConstraint": REGION})
        self.addCleanup(s3.delete_bucket, Bucket="moto-api-docs")
        self.assertEqual(s3.list_objects_v2(Bucket="moto-api-docs")["KeyCount"], 0)

    def test_what_a_stranger_sends_is_one_line_of_the_log_without_what_makes_a_url_signed(self) -> None:
        self.send("GET", "/a%0Ab?X-Amz-Signature=hidden1&x-amz-security-token=hidden2&Signature=hidden3&b=c", {})
        self.send("POST", "/", self.signed("sts", b"", **{"X-Amz-Target": "a\x1b[2Jb"}))
        log = (Path(self.state.name) / "requests.log").read_bytes()
        self.assertIn(b"GET /a%0Ab?X-Amz-Signature=...&x-amz-security-token=...&Signature=...&b=c 403", log)
        self.assertIn(b" a\\x1b[2Jb ", log)
        self.assertNotRegex(log, b"hidden|\x1b")

    def test_fails_another_host_in_the_request_line(self) -> None:
        status, body, _ = self.send("GET", "http://evil.example/", {})
        self.assertEqual((status, "its Host is no name" in body), (403, True))

    def test_nobody_reaches_what_moto_adds_to_aws(self) -> None:
        s3 = self.client("s3")
        s3.create_bucket(Bucket="still-there", CreateBucketConfiguration={"LocationConstraint": REGION})
        self.addCleanup(s3.delete_bucket, Bucket="still-there")
        for path in ("/moto-api/reset", "/moto-api/data.json", "/moto-api/", "/moto-api", "//moto-api/reset", "/moto-api/../moto-api/reset", "/%6Doto-api/reset"):
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
        s3.delete_public_access_block(Bucket="shop")
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


class InProcess(DoorCase):
    def test_the_emulator_needs_no_secret_to_speak_to_itself_and_no_header_says_so(self) -> None:
        own = clients.client("sts", clients.root(OTHER_ACCOUNT), REGION)
        self.assertEqual(own.get_caller_identity()["Account"], OTHER_ACCOUNT)
        for name in ("delivery-emulator.in-process", "X-Delivery-Emulator-In-Process", "HTTP_DELIVERY_EMULATOR"):
            headers = {**self.signed("sts", WHO, "test", **FORM), name: "1"}
            self.assertEqual(self.send("POST", "/", headers, WHO)[0], 403)


del DoorCase
