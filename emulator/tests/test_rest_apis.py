import unittest
from typing import Any

from api_case import LAMBDA, RestCase, ask
from lambda_case import trust
from service_case import ACCOUNT, REGION


class RestApis(RestCase):
    def items(self, **stage: Any) -> str:
        item = self.resource("{id}", self.resource("items"))
        self.method(item, "GET")
        self.method(item, "POST")
        return self.deploy(**stage)

    def test_a_function_gets_payload_1(self) -> None:
        url = self.items(Variables={"colour": "blue"})
        self.let_in(f"{self.api}/prod/*/items/*")
        headers = [("X-Twice", "1"), ("X-Twice", "2")]
        event = ask(url, "/items/a%20b?q=1&q=2&empty=", headers=headers).json
        self.assertEqual((event["resource"], event["path"], event["httpMethod"]), ("/items/{id}", "/items/a%20b", "GET"))
        self.assertEqual((event["headers"]["X-Twice"], event["multiValueHeaders"]["X-Twice"]), ("2", ["1", "2"]))
        self.assertEqual(event["queryStringParameters"], {"q": "2", "empty": ""})
        self.assertEqual(event["multiValueQueryStringParameters"], {"q": ["1", "2"], "empty": [""]})
        self.assertEqual((event["pathParameters"], event["stageVariables"]), ({"id": "a%20b"}, {"colour": "blue"}))
        self.assertEqual((event["body"], event["isBase64Encoded"]), (None, False))
        context = event["requestContext"]
        self.assertEqual((context["path"], context["stage"], context["apiId"]), ("/prod/items/a%20b", "prod", self.api))
        self.assertEqual(context["domainName"], f"{self.api}.execute-api.{REGION}.amazonaws.com")
        text = ask(url, "/items/1", "POST", b"{}", [("Content-Type", "application/json")]).json
        self.assertEqual((text["body"], text["isBase64Encoded"], text["queryStringParameters"]), ("{}", False, None))
        image = ask(url, "/items/1", "POST", b"\x00\xff", [("Content-Type", "image/png")]).json
        self.assertEqual((image["body"], image["isBase64Encoded"]), ("AP8=", True))

    def test_an_alias_of_a_function_is_called_by_its_own_permission(self) -> None:
        self.make("AWS::Lambda::Version", {"FunctionName": "data"})
        alias = self.make("AWS::Lambda::Alias", {"FunctionName": "data", "FunctionVersion": "1", "Name": "live"}).physical_id
        self.method(self.root, "GET", {"Type": "AWS_PROXY", "IntegrationHttpMethod": "POST", "Uri": LAMBDA.replace(":data", ":data:live")})
        url = self.deploy()
        self.let_in(f"{self.api}/prod/*")
        self.assertEqual(ask(url, "/").status, 500)
        permission = {"Action": "lambda:InvokeFunction", "FunctionName": alias, "Principal": "apigateway.amazonaws.com"}
        self.make("AWS::Lambda::Permission", permission)
        self.assertEqual(ask(url, "/").json["path"], "/")

    def test_a_function_s_answer_is_taken_or_is_502(self) -> None:
        url = self.items()
        self.let_in(f"{self.api}/prod/GET/items/*")
        for wrong in ("malformed", "unknown", "number", "throws"):
            answer = ask(url, f"/items/{wrong}")
            self.assertEqual((answer.status, answer.json), (502, {"message": "Internal server error"}), wrong)
        many = ask(url, "/items/many")
        self.assertEqual((many.status, many.header("X-One"), many.header("X-Two")), (200, ["1"], ["a", "b"]))
        self.assertEqual(many.header("Content-Type"), ["application/json"])
        self.assertEqual(ask(url, "/items/binary", headers=[("Accept", "image/png")]).body, b"\x00\xff")
        self.assertEqual(ask(url, "/items/binary").body, b"AP8=")

    def test_what_is_not_there_or_not_let_in_is_refused_as_aws_does(self) -> None:
        url = self.items()
        for path, method in (("/nope", "GET"), ("/items/1", "DELETE"), ("/", "GET")):
            answer = ask(url, path, method)
            self.assertEqual((answer.status, answer.json), (403, {"message": "Missing Authentication Token"}), path)
            self.assertEqual(answer.header("x-amzn-ErrorType"), ["MissingAuthenticationTokenException"])
        answer = ask(url.removesuffix("/prod"), "/test/items/1")
        self.assertEqual((answer.status, answer.json), (403, {"message": "Forbidden"}))
        shut_out = ask(url, "/items/1")
        self.assertEqual((shut_out.status, shut_out.json), (500, {"message": "Internal server error"}))
        self.let_in(f"{self.api}/other/GET/items/*")
        self.assertEqual(ask(url, "/items/1").status, 500)
        self.assertEqual(ask(url, "/items/1", headers=[("Host", "evil.example")]).status, 403)

    def test_a_stage_serves_what_its_deployment_froze(self) -> None:
        url = self.items()
        self.let_in(f"{self.api}/*/*/*")
        self.method(self.resource("later"), "GET")
        self.assertEqual(ask(url, "/later").status, 403)
        first = self.apigateway.get_stage(restApiId=self.api, stageName="prod")["deploymentId"]
        second = self.apigateway.create_deployment(restApiId=self.api)["id"]
        old = {"RestApiId": self.api, "StageName": "prod", "DeploymentId": first}
        stage = self.make("AWS::ApiGateway::Stage", {**old, "StageName": "test"})
        with self.assertRaises(self.apigateway.exceptions.BadRequestException):
            self.apigateway.delete_deployment(restApiId=self.api, deploymentId=first)
        self.update("AWS::ApiGateway::Stage", stage, {**old, "StageName": "test"}, {**old, "StageName": "test", "DeploymentId": second})
        self.assertEqual(ask(url.removesuffix("prod") + "test", "/later").status, 200)

    def test_a_stage_has_a_name_of_letters_digits_and_hyphens(self) -> None:
        for name in ("$default", "v1.0", "a" * 129):
            with self.assertRaisesRegex(Exception, "Stage name only allows a-zA-Z0-9_"):
                self.items(StageName=name)
            self.apigateway.delete_resource(restApiId=self.api, resourceId=self._resource("/items/{id}"))
            self.apigateway.delete_resource(restApiId=self.api, resourceId=self._resource("/items"))
        self.items(StageName="v1-0_a")

    def test_an_integration_that_takes_too_long_is_504(self) -> None:
        slow = self.resource("slow")
        self.method(slow, "GET", {"Type": "AWS_PROXY", "IntegrationHttpMethod": "POST", "Uri": LAMBDA, "TimeoutInMillis": 50})
        url = self.deploy()
        self.let_in(f"{self.api}/prod/GET/slow")
        answer = ask(url, "/slow")
        self.assertEqual((answer.status, answer.json), (504, {"message": "Endpoint request timed out"}))

    def test_what_the_emulator_does_not_know_is_refused_by_name(self) -> None:
        proxy = {"Type": "AWS_PROXY", "IntegrationHttpMethod": "POST", "Uri": LAMBDA}
        vtl = {"Type": "MOCK", "RequestTemplates": {"application/json": "#set($a = 1)"}}
        mapped = {"Type": "MOCK", "IntegrationResponses": [{"StatusCode": "200", "ResponseParameters": {"a": "integration.response.header.a"}}]}
        queue = f"arn:aws:apigateway:{REGION}:sqs:path/{ACCOUNT}/q"
        for says, integration, more in (
            ('AuthorizationType "AWS_IAM"', proxy, {"AuthorizationType": "AWS_IAM"}),
            ('AuthorizationType "COGNITO_USER_POOLS"', proxy, {"AuthorizationType": "COGNITO_USER_POOLS"}),
            ('Integration.Type "HTTP_PROXY"', {"Type": "HTTP_PROXY"}, {}),
            ("names no function", {**proxy, "Uri": queue}, {}),
            ("only constant ones", vtl, {}),
            ("only texts in quotes", mapped, {}),
        ):
            with self.assertRaisesRegex(Exception, says):
                self.method(self.root, "GET", integration, **more)
        for says, properties in (
            ("PRIVATE", {"Name": "a", "EndpointConfiguration": {"Types": ["PRIVATE"]}}),
            ("without a Name", {}),
        ):
            with self.assertRaisesRegex(Exception, says):
                self.make("AWS::ApiGateway::RestApi", properties)
        pool = {"RestApiId": self.api, "Name": "users", "Type": "COGNITO_USER_POOLS"}
        token = {**pool, "Type": "TOKEN"}
        for says, properties in (
            ('Type "COGNITO_USER_POOLS"', pool),
            ("names no function", token),
            ("method.request.body.a is not supported", {**token, "AuthorizerUri": LAMBDA, "IdentitySource": "method.request.body.a"}),
        ):
            with self.assertRaisesRegex(Exception, says):
                self.make("AWS::ApiGateway::Authorizer", properties)

    def test_an_api_and_its_stage_change_in_place(self) -> None:
        old = {"Name": "shop", "BinaryMediaTypes": ["image/png"]}
        new = {
            "Name": "store",
            "Description": "new",
            "BinaryMediaTypes": ["image/jpeg"],
            "EndpointConfiguration": {"Types": ["REGIONAL"]},
            "DisableExecuteApiEndpoint": True,
            "Tags": [{"Key": "a", "Value": "b"}],
        }
        url = self.items()
        made = self.make("AWS::ApiGateway::RestApi", {"Name": "other"})
        self.update("AWS::ApiGateway::RestApi", type(made)(self.api), old, new)
        found = self.apigateway.get_rest_api(restApiId=self.api)
        self.assertEqual((found["name"], found["description"], found["binaryMediaTypes"]), ("store", "new", ["image/jpeg"]))
        self.assertEqual((found["endpointConfiguration"]["types"], found["tags"]), (["REGIONAL"], {"a": "b"}))
        self.assertNotEqual(ask(url, "/items/1").json, {"message": "Forbidden"})  # not before something of a stage is changed
        change = [{"op": "replace", "path": "/description", "value": "a"}]
        self.apigateway.update_stage(restApiId=self.api, stageName="prod", patchOperations=change)
        self.assertEqual(ask(url, "/items/1").json, {"message": "Forbidden"})
        self.update("AWS::ApiGateway::RestApi", type(made)(self.api), new, old)
        found = self.apigateway.get_rest_api(restApiId=self.api)
        self.assertEqual((found["disableExecuteApiEndpoint"], found.get("tags", {})), (False, {}))

    def test_a_stage_logs_only_where_the_account_has_a_role_and_then_in_its_format(self) -> None:
        group = self.make("AWS::Logs::LogGroup", {"LogGroupName": "/access"})
        arn = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/access"
        logs = {"AccessLogSetting": {"DestinationArn": arn, "Format": "$context.httpMethod $context.path $context.status $context.nope"}}
        says = "CloudWatch Logs role ARN must be set in account settings to enable logging"
        for settings in (logs, {"MethodSettings": [{"ResourcePath": "/*", "HttpMethod": "*", "LoggingLevel": "INFO"}]}):
            with self.assertRaisesRegex(Exception, says):
                self.items(**settings)
            self.apigateway.delete_resource(restApiId=self.api, resourceId=self._resource("/items/{id}"))
            self.apigateway.delete_resource(restApiId=self.api, resourceId=self._resource("/items"))
        iam = self.client("iam")
        role = iam.create_role(RoleName="api", AssumeRolePolicyDocument=trust("apigateway.amazonaws.com"))["Role"]["Arn"]
        self.addCleanup(iam.delete_role, RoleName="api")
        account = self.make("AWS::ApiGateway::Account", {"CloudWatchRoleArn": role})
        self.update("AWS::ApiGateway::Account", account, {}, {"CloudWatchRoleArn": role})
        url = self.items(**logs)
        ask(url, "/nope")
        self.assertEqual(self.lines(group.physical_id), ["GET /prod/nope 403 -"])

    def _resource(self, path: str) -> str:
        found = self.apigateway.get_resources(restApiId=self.api)["items"]
        return str(next(each["id"] for each in found if each["path"] == path))


if __name__ == "__main__":
    unittest.main()
