import unittest
from typing import Any

from api_case import FUNCTION, LAMBDA, RestCase, ask
from service_case import ACCOUNT, REGION

CODE = """
let asked = 0;
const policy = (Effect, Resource) => ({ Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect, Resource }] });
exports.handler = async (event) => {
  asked += 1;
  const token = event.authorizationToken ?? event.headers.Token;
  const everything = event.methodArn.split('/').slice(0, 2).join('/') + '/*';
  const context = { event: JSON.stringify(event), asked, yes: true };
  const answers = {
    allow: { principalId: 'me', policyDocument: policy('Allow', everything), context },
    one: { principalId: 'me', policyDocument: policy('Allow', event.methodArn), context },
    deny: { principalId: 'me', policyDocument: policy('Deny', everything) },
    other: { principalId: 'me', policyDocument: policy('Allow', 'arn:aws:execute-api:*:*:other/*') },
    key: { principalId: 'me', policyDocument: policy('Allow', everything), usageIdentifierKey: 'a-key-of-twenty-letters' },
    nested: { principalId: 'me', policyDocument: policy('Allow', everything), context: { list: [] } },
    nobody: { policyDocument: policy('Allow', everything) },
    odd: { principalId: 'me', policyDocument: policy('Perhaps', everything) },
  };
  if (token === 'no') throw new Error('Unauthorized');
  if (token === 'broken') throw new Error('Unauthorized: expired');
  return answers[token];
};
"""
UNAUTHORIZED = (401, {"message": "Unauthorized"})
DENIED = "User is not authorized to access this resource"


class Authorizers(RestCase):
    def setUp(self) -> None:
        super().setUp()
        self.function(CODE, "who")

    def authorizer(self, **more: Any) -> Any:
        properties = {
            "RestApiId": self.api,
            "Name": "who",
            "Type": "TOKEN",
            "AuthorizerUri": LAMBDA.replace(":data/", ":who/"),
            "IdentitySource": "method.request.header.Token",
            "AuthorizerResultTtlInSeconds": 0,
            **more,
        }
        return self.make("AWS::ApiGateway::Authorizer", properties), properties

    def let_ask(self, authorizer: str) -> None:
        source = f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{self.api}/authorizers/{authorizer}"
        permission = {"FunctionName": "who", "Action": "lambda:InvokeFunction", "Principal": "apigateway.amazonaws.com"}
        self.make("AWS::Lambda::Permission", {**permission, "SourceArn": source})

    def shop(self, authorizer: str, **more: Any) -> str:
        for resource in (self.root, self.resource("{id}")):
            self.method(resource, "GET", AuthorizationType="CUSTOM", AuthorizerId=authorizer, **more)
        self.let_in(f"{self.api}/*")
        return self.deploy(Variables={"colour": "blue"})

    def asking(self, **more: Any) -> str:
        made = self.authorizer(**more)[0].physical_id
        self.let_ask(made)
        return self.shop(made)

    def test_of_tokens_let_in_by_their_policy(self) -> None:
        url = self.asking()
        caller = ask(url, "/a", headers=[("token", "allow")]).json["requestContext"]["authorizer"]
        self.assertEqual((caller["principalId"], caller["asked"], caller["yes"]), ("me", "1", "true"))
        arn = f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{self.api}/prod/GET/a"
        self.assertIn(f'"type":"TOKEN","methodArn":"{arn}","authorizationToken":"allow"', caller["event"].replace(" ", ""))
        self.assertEqual(ask(url, "/a", headers=[("Token", "one")]).status, 200)
        for token, why in (("deny", f"{DENIED} with an explicit deny in an identity-based policy"), ("other", DENIED)):
            answer = ask(url, "/a", headers=[("Token", token)])
            self.assertEqual((answer.status, answer.json), (403, {"Message": why}), token)
            self.assertEqual(answer.header("x-amzn-ErrorType"), ["AccessDeniedException"])

    def test_of_tokens_need_one_of_the_right_form(self) -> None:
        url = self.asking(IdentityValidationExpression="[a-z]+")
        for headers in ([], [("Token", "")], [("Token", "ALLOW")], [("Authorization", "allow")], [("Token", "no")]):
            answer = ask(url, "/", headers=headers)
            self.assertEqual((answer.status, answer.json), UNAUTHORIZED, headers)
            self.assertEqual(answer.header("x-amzn-ErrorType"), ["UnauthorizedException"])

    def test_that_fail_or_answer_nonsense_are_500(self) -> None:
        url = self.asking()
        for token in ("broken", "nothing", "nested", "nobody", "odd"):
            answer = ask(url, "/", headers=[("Token", token)])
            self.assertEqual((answer.status, answer.json), (500, {"message": None}), token)
            self.assertEqual(answer.header("x-amzn-ErrorType"), ["AuthorizerConfigurationException"])

    def test_are_asked_only_by_permission_of_their_own_source(self) -> None:
        made = self.authorizer()[0].physical_id
        url = self.shop(made)
        headers = [("Token", "allow")]
        self.let_ask("another")
        self.assertEqual((ask(url, "/", headers=headers).status, ask(url, "/", headers=headers).json), (500, {"message": None}))
        self.let_ask(made)
        self.assertEqual(ask(url, "/", headers=headers).status, 200)

    def test_of_requests_get_all_but_the_body(self) -> None:
        source = "method.request.header.Token, method.request.querystring.q, stageVariables.colour, context.httpMethod"
        url = self.asking(Type="REQUEST", IdentitySource=source)
        self.assertEqual(ask(url, "/a", headers=[("Token", "allow")]).status, 401)
        event = ask(url, "/a?q=1", headers=[("Token", "allow")]).json["requestContext"]["authorizer"]["event"]
        for part in ('"type":"REQUEST"', '"resource":"/{id}"', '"path":"/a"', '"queryStringParameters":{"q":"1"}', '"pathParameters":{"id":"a"}'):
            self.assertIn(part, event)
        self.assertNotIn('"body"', event)
        answer = ask(url, "/a?q=1", headers=[("Token", "deny")])
        self.assertEqual((answer.status, answer.json["Message"][: len(DENIED)]), (403, DENIED))

    def test_hold_for_other_paths_while_they_are_kept(self) -> None:
        url = self.asking(AuthorizerResultTtlInSeconds=300)
        self.assertEqual(ask(url, "/a", headers=[("Token", "one")]).json["requestContext"]["authorizer"]["asked"], "1")
        self.assertEqual(ask(url, "/a", headers=[("Token", "one")]).json["requestContext"]["authorizer"]["asked"], "1")
        self.assertEqual(ask(url, "/b", headers=[("Token", "one")]).json, {"Message": DENIED})
        self.assertEqual(ask(url, "/b", headers=[("Token", "allow")]).json["requestContext"]["authorizer"]["asked"], "2")

    def test_give_the_api_key_where_the_api_takes_it_from_them(self) -> None:
        old, new = {"Name": "shop", "BinaryMediaTypes": ["image/png"]}, {"Name": "shop", "ApiKeySourceType": "AUTHORIZER"}
        made, _ = self.authorizer()
        self.update("AWS::ApiGateway::RestApi", type(made)(self.api), old, new)
        self.assertEqual(self.apigateway.get_rest_api(restApiId=self.api)["apiKeySource"], "AUTHORIZER")
        self.let_ask(made.physical_id)
        url = self.shop(made.physical_id, ApiKeyRequired=True)
        key = self.make("AWS::ApiGateway::ApiKey", {"Enabled": True, "Value": "a-key-of-twenty-letters"}).physical_id
        plan = self.make("AWS::ApiGateway::UsagePlan", {"ApiStages": [{"ApiId": self.api, "Stage": "prod"}]}).physical_id
        self.make("AWS::ApiGateway::UsagePlanKey", {"KeyId": key, "KeyType": "API_KEY", "UsagePlanId": plan})
        self.assertEqual(ask(url, "/", headers=[("Token", "key")]).status, 200)
        sent = [("Token", "allow"), ("x-api-key", "a-key-of-twenty-letters")]
        self.assertEqual(ask(url, "/", headers=sent).json, {"message": "Forbidden"})

    def test_change_in_place_and_must_be_there(self) -> None:
        made, old = self.authorizer()
        new = {**old, "Name": "whom", "Type": "REQUEST", "AuthorizerUri": FUNCTION, "AuthorizerResultTtlInSeconds": 60}
        self.update("AWS::ApiGateway::Authorizer", made, old, {**new, "IdentityValidationExpression": "a+"})
        found = self.apigateway.get_authorizer(restApiId=self.api, authorizerId=made.physical_id)
        self.assertEqual((found["name"], found["type"], found["authorizerUri"]), ("whom", "REQUEST", FUNCTION))
        self.assertEqual((found["authorizerResultTtlInSeconds"], found["identityValidationExpression"]), (60, "a+"))
        self.delete("AWS::ApiGateway::Authorizer", made, new)
        with self.assertRaisesRegex(Exception, "requires a valid authorizer"):
            self.method(self.root, "GET", AuthorizationType="CUSTOM", AuthorizerId=made.physical_id)


if __name__ == "__main__":
    unittest.main()
