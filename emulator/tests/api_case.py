"""A function behind an API, and requests to it."""

import json
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from lambda_case import LambdaCase
from patience import PATIENCE
from service_case import ACCOUNT, REGION

from delivery_emulator.api_gateway import doors

CODE = """
const answers = {
  malformed: 'no object',
  unknown: { statusCode: 200, colour: 'blue' },
  number: { statusCode: 200, body: 5 },
  binary: { statusCode: 200, isBase64Encoded: true, body: 'AP8=', headers: { 'Content-Type': 'image/png' } },
  cookies: { statusCode: 201, cookies: ['a=1', 'b=2'], body: 'made' },
  many: { statusCode: 200, headers: { 'X-One': '1' }, multiValueHeaders: { 'X-Two': ['a', 'b'] }, body: '' },
  plain: { hello: 'world' },
};
exports.handler = async (event) => {
  const last = (event.rawPath ?? event.path).split('/').pop();
  if (last === 'throws') throw new Error('as told');
  if (last === 'slow') await new Promise((resolve) => setTimeout(resolve, 20000));
  return answers[last] ?? { statusCode: 200, body: JSON.stringify(event) };
};
"""
LAMBDA = f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/arn:aws:lambda:{REGION}:{ACCOUNT}:function:data/invocations"
FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:data"


@dataclass(frozen=True)
class Response:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def header(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]


def ask(url: str, path: str, method: str = "GET", body: bytes | None = None, headers: Any = ()) -> Response:
    """The answer to a request; `headers` may have a name twice."""
    connection = HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE)
    try:
        connection.putrequest(method, urlsplit(url).path + path, skip_host="Host" in dict(headers))
        for name, value in headers:
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        answer = connection.getresponse()
        return Response(answer.status, answer.getheaders(), answer.read())
    finally:
        connection.close()


class ApiCase(LambdaCase):
    code = CODE

    def setUp(self) -> None:
        super().setUp()
        self.function(self.code)

    def let_in(self, source: str) -> None:
        self.awslambda.add_permission(
            FunctionName="data",
            StatementId="api",
            Action="lambda:InvokeFunction",
            Principal="apigateway.amazonaws.com",
            SourceArn=f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{source}",
        )


class RestCase(ApiCase):
    def setUp(self) -> None:
        super().setUp()
        self.apigateway = self.client("apigateway")
        made = self.make("AWS::ApiGateway::RestApi", {"Name": "shop", "BinaryMediaTypes": ["image/png"]})
        self.api, self.root = made.physical_id, made.attributes["RootResourceId"]

    def resource(self, part: str, parent: str | None = None) -> str:
        properties = {"RestApiId": self.api, "ParentId": parent or self.root, "PathPart": part}
        return self.make("AWS::ApiGateway::Resource", properties).physical_id

    def method(self, resource: str, verb: str, integration: Any = None, **more: Any) -> Any:
        integration = integration or {"Type": "AWS_PROXY", "IntegrationHttpMethod": "POST", "Uri": LAMBDA}
        where = {"RestApiId": self.api, "ResourceId": resource, "HttpMethod": verb}
        properties = {**where, "AuthorizationType": "NONE", "Integration": integration, **more}
        return self.make("AWS::ApiGateway::Method", properties), properties

    def deploy(self, **stage: Any) -> str:
        deployment = self.make("AWS::ApiGateway::Deployment", {"RestApiId": self.api}).physical_id
        properties = {"RestApiId": self.api, "StageName": "prod", "DeploymentId": deployment, **stage}
        self.make("AWS::ApiGateway::Stage", properties)
        return f"{doors.callable_here(f'https://{self.api}.execute-api.{REGION}.amazonaws.com')}/prod"
