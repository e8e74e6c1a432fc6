"""What REST APIs make of requests and of answers."""

import json
import unittest
from typing import Any

from api_case import LAMBDA, RestCase, ask

from delivery_emulator import journal
from delivery_emulator.api_gateway.messages import MOST_BYTES

CODE = """
const answers = {
  empty: {},
  status: { statusCode: '201' },
  cookies: { statusCode: 200, cookies: ['a=1'] },
  list: { statusCode: 200, headers: { 'X-One': ['1'] } },
  split: { statusCode: 200, headers: { 'X-One': 'a\\r\\nX-Two: 2' } },
  name: { statusCode: 200, headers: { 'X One': '1' } },
  text: { statusCode: 200, multiValueHeaders: { 'X-One': 'ab' } },
  utf8: { statusCode: 200, headers: { 'X-One': 'λ' } },
  remapped: { statusCode: 401, headers: { 'WWW-Authenticate': 'Basic', Date: 'today', 'Transfer-Encoding': 'chunked' } },
  binary: { statusCode: 200, isBase64Encoded: true, body: 'AP8=' },
};
answers.long = { statusCode: 200, body: 'a'.repeat(6291556) };
exports.handler = async (event) => answers[event.path?.split('/').pop()] ?? { statusCode: 200, body: JSON.stringify({ ...event, body: event.body?.slice(0, 9) }) };
"""
FAILED = (500, {"message": "Internal server error"})


class BinaryCase(RestCase):
    def everything_is_binary(self) -> None:
        operation = {"op": "add", "path": "/binaryMediaTypes/*~1*"}
        self.apigateway.update_rest_api(restApiId=self.api, patchOperations=[operation])


class RestRequests(BinaryCase):
    code = CODE

    def proxy(self, **more: Any) -> str:
        self.method(self.resource("{proxy+}"), "ANY", **more)
        self.let_in(f"{self.api}/*")
        return self.deploy()

    def test_no_field_of_an_answer_is_needed_and_no_other_one_taken(self) -> None:
        url = self.proxy()
        for path, status, body in (("/empty", 200, b""), ("/status", 201, b"")):
            answer = ask(url, path)
            self.assertEqual((answer.status, answer.body), (status, body), path)
        for path in ("/cookies", "/list", "/split", "/name"):
            answer = ask(url, path)
            self.assertEqual((answer.status, answer.json), (502, {"message": "Internal server error"}), path)
        self.assertEqual(ask(url, "/text").header("X-One"), ["ab"])
        self.assertEqual(ask(url, "/utf8").header("X-One")[0].encode("latin-1").decode(), "λ")

    def test_some_headers_of_an_answer_come_by_another_name(self) -> None:
        answer = ask(self.proxy(), "/remapped")
        self.assertEqual((answer.status, answer.header("WWW-Authenticate"), answer.header("x-amzn-Remapped-WWW-Authenticate")), (401, [], ["Basic"]))
        self.assertEqual((answer.header("x-amzn-Remapped-Date"), answer.header("Transfer-Encoding")), (["today"], []))

    def test_a_function_gets_neither_the_length_nor_two_lists_of_who_forwarded(self) -> None:
        url = self.proxy()
        event = ask(url, "//a/b%2Fc/", "POST", b"{}", [("X-Forwarded-For", "203.0.113.9")]).json
        self.assertEqual((event["path"], event["pathParameters"]), ("/a/b%2Fc/", {"proxy": "a/b%2Fc"}))
        self.assertEqual(event["multiValueHeaders"]["X-Forwarded-For"], ["203.0.113.9, 127.0.0.1"])
        self.assertNotIn("Content-Length", event["headers"])

    def test_what_is_too_large_is_413(self) -> None:
        url = self.proxy()
        large = ask(url, "/a", "POST", b"a" * (MOST_BYTES + 1))
        self.assertEqual((large.status, large.body), (413, b"HTTP content length exceeded 10485760 bytes."))
        self.assertEqual(ask(url, "/a", "POST", b"a" * 6_291_456).json, {"message": "Request Too Long"})
        self.assertEqual(ask(url, "/a", "POST", b"a" * 6_200_000).status, 200)

    def test_what_a_function_takes_and_answers_has_6_megabytes(self) -> None:
        self.assertEqual(ask(self.proxy(), "/long").status, 502)
        answer = self.awslambda.invoke(FunctionName="data", Payload=b'{"path":"/long"}')
        self.assertEqual((answer["FunctionError"], json.loads(answer["Payload"].read())["errorType"]), ("Unhandled", "Function.ResponseSizeTooLarge"))
        with self.assertRaisesRegex(Exception, r"RequestEntityTooLargeException.*Request must be smaller than 6291456 bytes"):
            self.awslambda.invoke(FunctionName="data", Payload=b'"' + b"a" * 6_291_455 + b'"')
        self.awslambda.invoke(FunctionName="data", Payload=b'{"a":"' + b"a" * 6_000_000 + b'"}')

    def test_a_body_is_not_got_at_the_edge(self) -> None:
        url = self.proxy()
        self.assertEqual((ask(url, "/a", "GET", b"{}").status, ask(url, "/a", "GET", b"").status), (403, 200))
        change = [{"op": "replace", "path": "/endpointConfiguration/types/EDGE", "value": "REGIONAL"}]
        self.apigateway.update_rest_api(restApiId=self.api, patchOperations=change)
        self.assertEqual(ask(url, "/a", "GET", b"{}").json["body"], "{}")

    def test_a_function_has_29_seconds_or_a_quota_that_somebody_raised(self) -> None:
        slow = {"Type": "AWS_PROXY", "IntegrationHttpMethod": "POST", "Uri": LAMBDA, "TimeoutInMillis": 29_001}
        for wrong in (slow, {**slow, "TimeoutInMillis": 49}):
            with self.assertRaisesRegex(Exception, "Timeout should be between 50 ms and 29000 ms"):
                self.proxy(integration=wrong)
            proxy = next(each["id"] for each in self.apigateway.get_resources(restApiId=self.api)["items"] if each["path"] != "/")
            self.apigateway.delete_resource(restApiId=self.api, resourceId=proxy)
        change = [{"op": "replace", "path": "/endpointConfiguration/types/EDGE", "value": "REGIONAL"}]
        self.apigateway.update_rest_api(restApiId=self.api, patchOperations=change)
        self.assertEqual(ask(self.proxy(integration=slow), "/a").status, 200)
        self.assertTrue(any("API shop waits 29001 ms for an integration" in each for each in journal.doubts()))

    def test_a_function_that_is_not_called_by_post_is_not_called(self) -> None:
        url = self.proxy(integration={"Type": "AWS_PROXY", "IntegrationHttpMethod": "GET", "Uri": LAMBDA})
        answer = ask(url, "/a")
        self.assertEqual((answer.status, answer.json), FAILED)

    def test_everything_may_be_binary_once_it_is_deployed(self) -> None:
        url = self.proxy()
        self.everything_is_binary()
        self.assertEqual(ask(url, "/binary").body, b"AP8=")
        later = self.apigateway.create_deployment(restApiId=self.api)["id"]
        change = [{"op": "replace", "path": "/deploymentId", "value": later}]
        self.apigateway.update_stage(restApiId=self.api, stageName="prod", patchOperations=change)
        self.assertEqual(ask(url, "/binary").body, b"\x00\xff")
        event = ask(url, "/a", "POST", b"a").json
        self.assertEqual((event["body"], event["isBase64Encoded"]), ("YQ==", True))

    def test_of_one_path_s_parts_one_may_be_a_variable(self) -> None:
        items = self.resource("items")
        self.resource("{id}", items)
        self.resource("new", items)
        for says, part, parent in (
            (r"A sibling \(\{id\}\) of this resource already has a variable path part -- only one is allowed", "{rest+}", items),
            ("Another resource with the same parent already has this name: new", "new", items),
            (r"Cannot create a child of a resource with a greedy path variable: \{all\+\}", "a", self.resource("{all+}")),
        ):
            with self.assertRaisesRegex(Exception, says):
                self.resource(part, parent)


class Mocks(BinaryCase):
    def mock(self, **more: Any) -> str:
        origin = "method.response.header.Access-Control-Allow-Origin"
        integration = {
            "Type": "MOCK",
            "RequestTemplates": {"application/json": "{ statusCode: 200 }"},
            "IntegrationResponses": [{"StatusCode": "204", "ResponseParameters": {origin: "'*'"}}],
            **more,
        }
        self.method(self.root, "OPTIONS", integration, MethodResponses=[{"StatusCode": "204", "ResponseParameters": {origin: True}}])
        return self.deploy()

    def undo(self) -> None:
        self.apigateway.delete_method(restApiId=self.api, resourceId=self.root, httpMethod="OPTIONS")
        self.apigateway.delete_stage(restApiId=self.api, stageName="prod")

    def test_answer_the_preflight_request(self) -> None:
        answer = ask(self.mock(), "/", "OPTIONS", headers=[("Origin", "http://page.example")])
        self.assertEqual((answer.status, answer.header("Access-Control-Allow-Origin")), (204, ["*"]))

    def test_read_nothing_binary_unless_it_becomes_text(self) -> None:
        self.everything_is_binary()
        url = self.mock()
        answer = ask(url, "/", "OPTIONS")
        self.assertEqual((answer.status, answer.json), FAILED)
        self.undo()
        self.assertEqual(ask(self.mock(ContentHandling="CONVERT_TO_TEXT"), "/", "OPTIONS").status, 204)

    def test_pass_on_what_no_template_is_for_or_are_told_not_to(self) -> None:
        url = self.mock()
        text = [("Content-Type", "text/plain")]
        self.assertEqual(ask(url, "/", "OPTIONS", b'{"statusCode": 200}', text).status, 204)
        self.assertEqual(ask(url, "/", "OPTIONS", b"", text).status, 500)
        self.undo()
        for behaviour in ("NEVER", "WHEN_NO_TEMPLATES"):
            answer = ask(self.mock(PassthroughBehavior=behaviour), "/", "OPTIONS", b"", text)
            self.assertEqual((answer.status, answer.json), (415, {"message": "Unsupported Media Type"}), behaviour)
            self.undo()

    def test_set_only_headers_that_their_method_declares(self) -> None:
        mapped = {"method.response.header.X-One": "'1'"}
        mock = {"Type": "MOCK", "IntegrationResponses": [{"StatusCode": "200", "ResponseParameters": mapped}]}
        for says, responses in (
            (r"Invalid mapping expression parameter specified: method.response.header.X-One\]", [{"StatusCode": "200"}]),
            (r"errors : \[No method response exists for method.\]", [{"StatusCode": "400", "ResponseParameters": dict.fromkeys(mapped, True)}]),
        ):
            with self.assertRaisesRegex(Exception, says):
                self.method(self.root, "GET", mock, MethodResponses=responses)
        with self.assertRaisesRegex(Exception, 'ContentHandling "CONVERT_TO_BINARY"'):
            self.method(self.root, "GET", {**mock, "ContentHandling": "CONVERT_TO_BINARY"})
        self.method(self.root, "GET", mock, MethodResponses=[{"StatusCode": "200", "ResponseParameters": dict.fromkeys(mapped, True)}])


if __name__ == "__main__":
    unittest.main()
