import unittest
from typing import Any

from api_case import FUNCTION, ApiCase, ask

from delivery_emulator.api_gateway.messages import MOST_BYTES


class HttpApis(ApiCase):
    def setUp(self) -> None:
        super().setUp()
        self.cors = {"AllowOrigins": ["https://page.example"], "AllowMethods": ["GET"], "ExposeHeaders": ["x-a"], "MaxAge": 60}
        self.properties = {"Name": "shop", "ProtocolType": "HTTP", "CorsConfiguration": self.cors}
        self.made = self.make("AWS::ApiGatewayV2::Api", self.properties)
        self.api, self.url = self.made.physical_id, self.made.attributes["ApiEndpoint"]

    def route(self, key: str, payload: str = "2.0", **more: Any) -> Any:
        properties = {"ApiId": self.api, "IntegrationType": "AWS_PROXY", "IntegrationUri": FUNCTION, "PayloadFormatVersion": payload}
        integration = self.make("AWS::ApiGatewayV2::Integration", {**properties, **more})
        route = {"ApiId": self.api, "RouteKey": key, "Target": f"integrations/{integration.physical_id}"}
        return self.make("AWS::ApiGatewayV2::Route", route), route

    def stage(self, name: str = "$default", **more: Any) -> None:
        self.make("AWS::ApiGatewayV2::Stage", {"ApiId": self.api, "StageName": name, "AutoDeploy": True, **more})

    def test_a_function_gets_payload_2_of_the_route_that_says_most(self) -> None:
        for key in ("GET /items/{id}", "ANY /items/{id}", "GET /items/new", "ANY /{all+}"):
            self.route(key)
        self.stage()
        self.stage("test", StageVariables={"colour": "blue"})
        self.let_in(f"{self.api}/*/*")
        headers = [("X-Twice", "1"), ("X-Twice", "2"), ("Cookie", "a=1; b=2")]
        event = ask(self.url, "/items/5?q=1&q=2", headers=headers).json
        self.assertEqual((event["version"], event["routeKey"], event["rawPath"]), ("2.0", "GET /items/{id}", "/items/5"))
        self.assertEqual((event["headers"]["x-twice"], event["cookies"]), ("1,2", ["a=1", "b=2"]))
        self.assertEqual((event["queryStringParameters"], event["rawQueryString"]), ({"q": "1,2"}, "q=1&q=2"))
        self.assertEqual((event["pathParameters"], event["requestContext"]["stage"]), ({"id": "5"}, "$default"))
        self.assertNotIn("body", event)
        self.assertEqual(ask(self.url, "/items/new").json["routeKey"], "GET /items/new")
        self.assertEqual(ask(self.url, "/items/5", "PUT").json["routeKey"], "ANY /items/{id}")
        other = ask(self.url, "/test/a/b", "POST", b"\x00", [("Content-Type", "image/png")]).json
        self.assertEqual((other["routeKey"], other["pathParameters"], other["rawPath"]), ("ANY /{all+}", {"all": "a/b"}, "/test/a/b"))
        for kind, encoded in (("application/json; charset=utf-8", False), ("application/x-www-form-urlencoded", True), (None, True)):
            sent = [("Content-Type", kind)] if kind else []
            self.assertEqual(ask(self.url, "/a", "POST", b"a=1", sent).json["isBase64Encoded"], encoded, kind)
        self.assertEqual((other["stageVariables"], other["body"], other["isBase64Encoded"]), ({"colour": "blue"}, "AA==", True))

    def test_an_answer_may_be_anything_and_what_is_wrong_is_500(self) -> None:
        self.route("$default")
        self.route("GET /one/{name}", "1.0")
        self.stage()
        self.let_in(f"{self.api}/*/*")
        plain = ask(self.url, "/plain")
        self.assertEqual((plain.status, plain.json, plain.header("Content-Type")), (200, {"hello": "world"}, ["application/json"]))
        cookies = ask(self.url, "/cookies")
        self.assertEqual((cookies.status, cookies.header("Set-Cookie"), cookies.body), (201, ["a=1", "b=2"], b"made"))
        self.assertEqual(ask(self.url, "/binary").body, b"\x00\xff")
        for wrong in ("/throws", "/number", "/one/malformed"):
            answer = ask(self.url, wrong)
            self.assertEqual((answer.status, answer.json), (500, {"message": "Internal Server Error"}), wrong)
        first = ask(self.url, "/one/a").json
        self.assertEqual((first["version"], first["resource"], first["multiValueHeaders"]["Host"][0][:9]), ("1.0", "/one/{name}", "localhost"))
        context = first["requestContext"]
        self.assertEqual((context["resourceId"], context["resourcePath"], context.get("deploymentId")), ("GET /one/{name}", "/one/{name}", None))

    def test_a_path_comes_decoded_and_a_slash_at_its_end_counts(self) -> None:
        for key in ("GET /items/{id}", "GET /all/{rest+}", "GET /items"):
            self.route(key)
        self.stage()
        self.let_in(f"{self.api}/*/*")
        event = ask(self.url, "/items/a%20b?q=%20").json
        self.assertEqual((event["rawPath"], event["requestContext"]["http"]["path"]), ("/items/a b", "/items/a b"))
        self.assertEqual((event["pathParameters"], event["rawQueryString"]), ({"id": "a b"}, "q=%20"))
        self.assertEqual(ask(self.url, "/items/a%25b").status, 400)
        self.assertEqual((ask(self.url, "/items").status, ask(self.url, "/items/").status, ask(self.url, "/all").status), (200, 404, 404))
        self.assertEqual(ask(self.url, "/all/").json["pathParameters"], {"rest": ""})
        self.assertEqual(ask(self.url, "/items/1", "POST", b"a" * (MOST_BYTES + 1)).status, 413)

    def test_what_is_not_there_is_404_and_what_is_not_let_in_500(self) -> None:
        self.route("GET /items")
        self.stage()
        answer = ask(self.url, "/nope")
        self.assertEqual((answer.status, answer.json), (404, {"message": "Not Found"}))
        self.assertEqual(ask(self.url, "/items", "POST").status, 404)
        self.let_in(f"{self.api}/*/*/others")
        self.assertEqual(ask(self.url, "/items").json, {"message": "Internal Server Error"})

    def test_the_api_answers_for_its_own_cors(self) -> None:
        self.route("GET /many")
        self.stage()
        self.let_in(f"{self.api}/*/*")
        origin = ("Origin", "https://page.example")
        preflight = ask(self.url, "/many", "OPTIONS", headers=[origin, ("Access-Control-Request-Method", "GET")])
        self.assertEqual((preflight.status, preflight.header("Access-Control-Allow-Origin")), (204, ["https://page.example"]))
        self.assertEqual((preflight.header("Access-Control-Allow-Methods"), preflight.header("Access-Control-Max-Age")), (["GET"], ["60"]))
        found = ask(self.url, "/many", headers=[origin])
        self.assertEqual((found.header("Access-Control-Allow-Origin"), found.header("Access-Control-Expose-Headers")), (["https://page.example"], ["x-a"]))
        stranger = ask(self.url, "/many", headers=[("Origin", "https://evil.example")])
        self.assertEqual((stranger.status, stranger.header("Access-Control-Allow-Origin")), (200, []))
        self.update("AWS::ApiGatewayV2::Api", self.made, self.properties, {"Name": "shop", "ProtocolType": "HTTP"})
        self.assertEqual(ask(self.url, "/many", headers=[origin]).header("Access-Control-Allow-Origin"), [])

    def test_nobody_may_come_from_everywhere_with_credentials(self) -> None:
        everywhere = {**self.properties, "CorsConfiguration": {"AllowOrigins": ["*"], "AllowCredentials": True}}
        with self.assertRaisesRegex(Exception, r"allow-credentials is not supported if 'allow-origin' is \*"):
            self.make("AWS::ApiGatewayV2::Api", everywhere)
        with self.assertRaisesRegex(Exception, "allow-credentials is not supported"):
            self.update("AWS::ApiGatewayV2::Api", self.made, self.properties, everywhere)
        self.update("AWS::ApiGatewayV2::Api", self.made, self.properties, {**everywhere, "CorsConfiguration": {"AllowOrigins": ["*"]}})

    def test_an_api_changes_in_place(self) -> None:
        client = self.client("apigatewayv2")
        new = {**self.properties, "Name": "store", "DisableExecuteApiEndpoint": True, "Tags": {"a": "b"}}
        self.update("AWS::ApiGatewayV2::Api", self.made, self.properties, new)
        found = client.get_api(ApiId=self.api)
        self.assertEqual((found["Name"], found["Tags"], found["ApiEndpoint"]), ("store", {"a": "b"}, self.url))
        self.stage()
        self.assertEqual(ask(self.url, "/").status, 404)
        route, old = self.route("GET /a")
        self.update("AWS::ApiGatewayV2::Route", route, old, {**old, "RouteKey": "GET /b"})
        self.assertEqual(client.get_route(ApiId=self.api, RouteId=route.physical_id)["RouteKey"], "GET /b")

    def test_what_the_emulator_does_not_know_is_refused_by_name(self) -> None:
        stage = {"ApiId": self.api, "StageName": "$default"}
        proxy = {"ApiId": self.api, "IntegrationType": "AWS_PROXY", "IntegrationUri": FUNCTION}
        route = {"ApiId": self.api, "RouteKey": "$default", "Target": "integrations/a"}
        for says, kind, properties in (
            ('ProtocolType "WEBSOCKET"', "Api", {"Name": "a", "ProtocolType": "WEBSOCKET"}),
            ("without AutoDeploy", "Stage", stage),
            ('IntegrationType "HTTP_PROXY"', "Integration", {**proxy, "IntegrationType": "HTTP_PROXY"}),
            ("PayloadFormatVersion is a required parameter", "Integration", proxy),
            ('ConnectionType "VPC_LINK"', "Integration", {**proxy, "ConnectionType": "VPC_LINK"}),
            ("names no function", "Integration", {**proxy, "IntegrationUri": "arn:aws:sqs:::q"}),
            ('AuthorizationType "JWT"', "Route", {**route, "AuthorizationType": "JWT"}),
            ("ApiKeyRequired", "Route", {**route, "ApiKeyRequired": True}),
            ("without a Target", "Route", {"ApiId": self.api, "RouteKey": "$default"}),
        ):
            with self.assertRaisesRegex(Exception, says):
                self.make(f"AWS::ApiGatewayV2::{kind}", properties)
        self.route("$default")
        with self.assertRaisesRegex(Exception, "already exists for this API"):
            self.make("AWS::ApiGatewayV2::Route", route)


if __name__ == "__main__":
    unittest.main()
