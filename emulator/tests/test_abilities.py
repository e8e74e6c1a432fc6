import unittest
from collections.abc import Mapping
from typing import Any, ClassVar

from engine import EngineCase, Thing, template, thing

from delivery_emulator.abilities import Unreadable, abilities, attributes_of
from delivery_emulator.cloudformation.errors import ValidationError
from delivery_emulator.cloudformation.resource import Context, Made, Properties, ResourceType
from delivery_emulator.cloudformation.support import check_support


class Abilities(unittest.TestCase):
    def test_names_what_types_return_and_lack(self) -> None:
        types = abilities()["types"]
        self.assertEqual(types["AWS::SQS::Queue"]["attributes"], ["Arn", "QueueName", "QueueUrl"])
        self.assertEqual(types["AWS::CloudFormation::Stack"]["attributes"], ["*"])
        absent = types["AWS::Lambda::Function"]["absentValues"]
        self.assertIn("java21", absent["Runtime"])
        self.assertNotIn("nodejs22.x", absent["Runtime"])

    def test_fails_on_attributes_that_cannot_be_read(self) -> None:
        class Unclear(ResourceType):
            def create(self, context: Context, properties: Properties) -> Made:
                return Made("id", properties)

        Unclear.name = "Test::Unit::Unclear"
        with self.assertRaisesRegex(Unreadable, "Test::Unit::Unclear: .* names no attributes"):
            attributes_of(Unclear)


class Picky(Thing):
    """Has not all values of its name."""

    name = "Test::Unit::Picky"
    absent_values: ClassVar[Mapping[str, frozenset[str]]] = {"Name": frozenset({"absent"})}
    most_entries: ClassVar[Mapping[str, int]] = {"Other": 1}


class AbsentValues(EngineCase):
    def test_are_refused_by_name(self) -> None:
        with self.assertRaisesRegex(ValidationError, "Name absent is not supported"):
            self.deploy(template(A=thing({"Name": "absent"}, Type=Picky.name)))
        self.assertEqual(Thing.calls, [])

    def test_are_also_entries_of_a_list_beyond_what_is_there(self) -> None:
        with self.assertRaisesRegex(ValidationError, "Other with 2 entries is not supported"):
            self.deploy(template(A=thing({"Other": ["a", "b"]}, Type=Picky.name)))
        one = {"Other": ["a", {"Fn::If": ["No", "b", {"Ref": "AWS::NoValue"}]}]}
        made = self.deploy({**template(A=thing(one, Type=Picky.name)), "Conditions": {"No": {"Fn::Equals": ["a", "b"]}}})
        self.assertEqual(made.resources["A"].effective, {"Other": ["a"]})

    def test_stand_below_properties_too(self) -> None:
        expression = {"Type": "MOCK", "IntegrationResponses": [{"ResponseTemplates": {"json": "#set($a)"}}]}
        refused: dict[str, Mapping[str, object]] = {
            "Integration.Type HTTP": {"Integration": {"Type": "HTTP"}},
            "AuthorizationType AWS_IAM": {"AuthorizationType": "AWS_IAM"},
            r"Integration\[Type=MOCK\].IntegrationResponses.ResponseTemplates \$a": {"Integration": expression},
        }
        for said, properties in refused.items():
            with self.assertRaisesRegex(ValidationError, f"{said} is not supported"):
                check_support({"M": {"Type": "AWS::ApiGateway::Method", "Properties": properties}})
        with self.assertRaisesRegex(ValidationError, "ApiKeyRequired true is not supported"):
            check_support({"R": {"Type": "AWS::ApiGatewayV2::Route", "Properties": {"ApiKeyRequired": True}}})
        for known in ({"Type": "MOCK"}, {**expression, "Type": "AWS_PROXY"}, {"Type": {"Ref": "HTTP"}}):
            check_support({"M": {"Type": "AWS::ApiGateway::Method", "Properties": {"Integration": known, "AuthorizationType": "CUSTOM"}}})
        check_support({"R": {"Type": "AWS::ApiGatewayV2::Route", "Properties": {"ApiKeyRequired": False, "Target": "t"}}})

    def test_are_missing_where_something_must_be_stated(self) -> None:
        for kind, missing in (("Route", "Target"), ("Stage", "AutoDeploy"), ("Integration", "IntegrationUri")):
            with self.assertRaisesRegex(ValidationError, f"resource without {missing} is not supported"):
                check_support({"A": {"Type": f"AWS::ApiGatewayV2::{kind}", "Properties": {"ApiId": "a"}}})
        check_support({"A": {"Type": "AWS::ApiGatewayV2::Route", "Properties": {"ApiId": "a", "Target": {"Ref": "B"}}}})

    def test_are_uris_that_nobody_fills_in(self) -> None:
        def uri(text: object) -> Mapping[str, Any]:
            return {"A": {"Type": "AWS::ApiGatewayV2::Integration", "Properties": {"IntegrationUri": text}}}

        for text, said in (("https://example.com/", "https://example.com/"), ("arn:${other}", r"\$\{other\}")):
            with self.assertRaisesRegex(ValidationError, f"IntegrationUri {said} is not supported"):
                check_support(uri(text))
        for text in ({"Ref": "A"}, "${stageVariables.fn}", "arn:aws:lambda:eu-west-1:111111111111:function:f"):
            check_support(uri(text))

    def test_are_authorizers_without_a_function(self) -> None:
        for said, properties in (
            ("Type COGNITO_USER_POOLS", {"Type": "COGNITO_USER_POOLS"}),
            ("AuthorizerUri https://example.com/", {"Type": "TOKEN", "AuthorizerUri": "https://example.com/"}),
        ):
            with self.assertRaisesRegex(ValidationError, f"{said} is not supported"):
                check_support({"A": {"Type": "AWS::ApiGateway::Authorizer", "Properties": properties}})
        check_support({"A": {"Type": "AWS::ApiGateway::Authorizer", "Properties": {"Type": "TOKEN", "AuthorizerUri": {"Ref": "B"}}}})

    def test_that_only_the_deployment_knows_are_not_asked(self) -> None:
        named = thing({"Name": {"Ref": "AWS::StackName"}}, Type=Picky.name)
        self.assertEqual(list(self.deploy(template(A=named)).resources), ["A"])
