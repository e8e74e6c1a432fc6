"""What CloudFormation refuses before it starts. Each case names where AWS's sentence, or the quota behind it, is reported."""

import json
from typing import Any

from engine import thing
from stack_case import StackCase, body

from delivery_emulator.cloudformation.template_check import COUNTS

QUOTAS = "CloudFormation user guide, Understand CloudFormation quotas"
VALIDATED = "LocalStack, tests/aws/services/cloudformation/api/test_validations.snapshot.json (recorded on AWS)"
EUCALYPTUS = "Eucalyptus, which words its refusals as AWS"
REFERENCE = "CloudFormation user guide, "
NAME = "(name of an attribute)"
ONE = {"A": thing()}


def many(count: int, value: Any) -> dict[str, Any]:
    return {f"N{number}": value for number in range(count)}


def template(resource: dict[str, Any] | None = None, **sections: Any) -> dict[str, Any]:
    return {"Resources": {"A": resource or thing()}, **sections}


def valued(value: Any, **sections: Any) -> dict[str, Any]:
    return template(thing({"Value": value}), **sections)


CASES: tuple[tuple[str, dict[str, Any], str], ...] = (
    (QUOTAS, {"Resources": many(501, thing())}, "Template format error: Number of resources, 501, is greater than maximum allowed, 500"),
    (QUOTAS, template(Parameters=many(201, {"Type": "String"})), "Number of parameters, 201, is greater than maximum allowed, 200"),
    (QUOTAS, template(Outputs=many(201, {"Value": "v"})), "Number of outputs, 201, is greater than maximum allowed, 200"),
    (QUOTAS, template(Mappings=many(201, {"k": {"a": "v"}})), "Number of mappings, 201, is greater than maximum allowed, 200"),
    (QUOTAS, template(Mappings={"M": many(201, {"a": "v"})}), "Number of attributes of mapping M, 201, is greater than maximum allowed, 200"),
    (QUOTAS, template(Description="d" * 1025), "Template format error: 'Description' length is greater than 1024."),
    (QUOTAS, {"Resources": {"A" * 256: thing()}}, "is longer than 255 characters"),
    (VALIDATED, template(Outputs={"O": {"Value": None}}), "[/Outputs/O/Value] 'null' values are not allowed in templates"),
    (VALIDATED, template(Outputs={"O": None}), "Template format error: Every Outputs member must contain a Value object"),
    (VALIDATED, {"Resources": {}}, "Template format error: At least one Resources member must be defined."),
    (VALIDATED, {"Resources": {"A": {"Properties": {}}}}, "[/Resources/A] Every Resources object must contain a Type member."),
    (VALIDATED, template(thing(Invalid="x")), "Invalid template resource property 'Invalid'"),
    (VALIDATED, valued(None), "[/Resources/A/Properties/Value] 'null' values are not allowed in templates"),
    ("aws-cloudformation/cloudformation-guard and others: reports of this message", {"Resources": {"A_b": thing()}}, "Template format error: Resource name A_b is non alphanumeric."),
    (EUCALYPTUS, template(thing(DependsOn=[{"Ref": "B"}])), "Template format error: Every DependsOn value must be a string."),
    (EUCALYPTUS, template(thing(DeletionPolicy="Keep")), "Template format error: Unrecognized DeletionPolicy Keep for resource A"),
    (REFERENCE + "UpdateReplacePolicy attribute", template(thing(UpdateReplacePolicy="RetainExceptOnCreate")), "Unrecognized UpdateReplacePolicy RetainExceptOnCreate"),
    (REFERENCE + "DependsOn attribute", template(thing(DependsOn="Nobody")), "Template format error: Unresolved resource dependencies [Nobody] in the Resources block of the template"),
    (REFERENCE + "Ref", valued({"Ref": "Nobody"}), "Template format error: Unresolved resource dependencies [Nobody] in the Resources block of the template"),
    (REFERENCE + "Fn::Sub", valued({"Fn::Sub": "${Nobody}"}), "Unresolved resource dependencies [Nobody] in the Resources block of the template"),
    ("terraform-provider-aws, TestAccServiceCatalogProvisionedProduct_errorOnCreate", template(Outputs={"O": {"Value": {"Ref": "Nobody"}}}), "Unresolved resource dependencies [Nobody] in the Outputs block of the template"),
    ("moto, test_cloudformation_stack_crud (conditional outputs)", {
        "Conditions": {"No": {"Fn::Equals": ["a", "b"]}},
        "Resources": {"A": thing(), "B": thing(Condition="No")},
        "Outputs": {"O": {"Value": {"Ref": "B"}}},
    }, "Unresolved resource dependencies [B] in the Outputs block of the template"),
    (REFERENCE + "Conditions", template(thing(Condition="Nobody")), "Template format error: Unresolved condition dependency Nobody in the Resources block of the template"),
    (REFERENCE + "Conditions", template(Outputs={"O": {"Value": "v", "Condition": "Nobody"}}), "Unresolved condition dependency Nobody in the Outputs block"),
    (REFERENCE + "Conditions", template(Conditions={"C": "yes"}), "Template format error: Conditions can only be boolean operations on parameters and other conditions"),
    ("CloudFormation validate-template, report on type Bool", template(Parameters={"P": {"Type": "Bool"}}), "Template format error: Unrecognized parameter type: Bool"),
    ("report on SecureString parameters", template(Parameters={"P": {"Type": "SecureString"}}), "Template format error: Unrecognized parameter type: SecureString"),
    (EUCALYPTUS, template(Parameters={"P": {"Default": "x"}}), "[/Parameters/P] Every Parameters object must contain a Type member."),
    ("report on Properties in Parameters", template(Parameters={"P": {"Type": "String", "Properties": {}}}), "Invalid template parameter property 'Properties'"),
    ("aws-cdk valueForStringParameter, report", template(Parameters={"P": {"Type": "String", "Default": {"Ref": "A"}}}), "Template format error: Every Default member must be a string."),
    ("aws-cdk-cli amplify import, report", template(AWSTemplateFormatVersion="2020-01-01"), "Template format error: unsupported value for AWSTemplateFormatVersion."),
    (REFERENCE + "Template anatomy", template(Bogus={}), "Invalid template property or properties [Bogus]"),
    (REFERENCE + "Mappings", template(Mappings={"M": "x"}), "Every Mappings member must be a map"),
    (REFERENCE + "Mappings", template(Mappings={"M": {"a": "b"}}), "Template format error: [/Mappings/M/a] Every Mappings attribute must be a map"),
    (REFERENCE + "Mappings", template(Mappings={"M": {"a": {"b": {"c": "d"}}}}), "Every Mappings attribute must be a String or a List."),
    (REFERENCE + "Mappings", template(Mappings={"M": {"a": {"b.c": "d"}}}), "Mappings attribute name 'b.c' must contain only alphanumeric characters."),
    (REFERENCE + "Fn::FindInMap", valued({"Fn::FindInMap": ["M", "k", "a"]}), "Template error: Mapping named 'M' is not present in the 'Mappings' section of template."),
    (REFERENCE + "Fn::FindInMap", valued({"Fn::FindInMap": ["M", "x", "a"]}, Mappings={"M": {"k": {"a": "v"}}}), "Template error: Unable to get mapping for M::x::a"),
    (REFERENCE + "Fn::FindInMap enhancements: only with the transform", valued({"Fn::FindInMap": ["M", "x", "a", {"DefaultValue": "d"}]}, Mappings={"M": {"k": {"a": "v"}}}), "Template error: every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value"),
    (REFERENCE + "Fn::Select: not on a text", valued({"Fn::Select": [0, "abc"]}), "Template error: Fn::Select requires a list argument with two elements: an integer index and a list"),
    (REFERENCE + "Fn::Select", valued({"Fn::Select": [2, ["a", "b"]]}), "Template error: Fn::Select cannot select nonexistent value at index 2"),
    (REFERENCE + "Fn::Select", valued({"Fn::Select": ["x", ["a", "b"]]}), "Template error: Fn::Select requires a list argument with two elements"),
    (EUCALYPTUS, valued({"Fn::Join": ["", "abc"]}), "Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings"),
    (REFERENCE + "Fn::GetAtt", valued({"Fn::GetAtt": 5}), "Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute"),
    (REFERENCE + "Fn::Split", valued({"Fn::Split": [","]}), "Template error: every Fn::Split object requires two parameters"),
    (REFERENCE + "Fn::If", valued({"Fn::If": ["No", "a", "b"]}), "Template error: unresolved condition dependency No"),
    (REFERENCE + "Condition functions: two to ten", template(Conditions={"C": {"Fn::And": [{"Fn::Equals": ["a", "a"]}]}}), "every Fn::And object requires a list of at least 2 and at most 10 boolean parameters."),
    (REFERENCE + "Conditions", template(Conditions={"C": {"Fn::Equals": [{"Ref": "A"}, "x"]}}), "Template format error: Unresolved dependencies [A]. Cannot reference resources in the Conditions block of the template"),
    ("public reports of stacks whose resources need each other", {"Resources": {"A": thing(DependsOn="B"), "B": thing(DependsOn="A")}}, "Circular dependency between resources: [A, B]"),
)
"""Source, template and what the refusal says."""
BEFORE_ANYTHING = "Every one of them is refused by every operation that takes a template, and no stack is there afterwards."


class TemplateCheck(StackCase):
    def test_refuses_each_before_anything_is_made(self) -> None:
        for source, given, message in CASES:
            with self.subTest(source=source, message=message):
                request = {"StackName": "s", "TemplateBody": json.dumps(given)}
                self.refused("ValidationError", message, self.cloudformation.create_stack, **request)
                self.assertEqual(self.cloudformation.describe_stacks()["Stacks"], [])

    def test_refuses_them_in_change_sets_too(self) -> None:
        for source, given, message in CASES[-8:]:
            with self.subTest(source=source, message=message):
                self.refused("ValidationError", message, self.change_set, template=json.dumps(given), kind="CREATE")

    def test_takes_what_is_just_within_the_counts(self) -> None:
        sections = {
            "Parameters": many(COUNTS["Parameters"], {"Type": "String", "Default": "d"}),
            "Outputs": many(COUNTS["Outputs"], {"Value": "v"}),
            "Mappings": many(COUNTS["Mappings"], {"k": {"a": "v"}}),
        }
        self.assertEqual(self.change_set(json.dumps(template(**sections)), "CREATE")["Status"], "CREATE_COMPLETE")

    def test_refuses_templates_that_are_too_large(self) -> None:
        """Quotas: 51,200 bytes in a request, 1 MB in S3, which AWS is reported to take as 1,000,000."""
        large = json.dumps(template(Metadata={"M": "x" * 51_200}))
        message = "at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200"
        self.refused("ValidationError", message, self.cloudformation.create_stack, StackName="s", TemplateBody=large)

    def test_names_of_stacks_and_change_sets(self) -> None:
        """API reference of `CreateStack`: letters, digits and hyphens, at most 128 characters."""
        create = self.cloudformation.create_stack
        for name, message in (
            ("1st", "Value '1st' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern"),
            ("a_b", "Value 'a_b' at 'stackName' failed to satisfy constraint"),
            ("a" * 129, "Member must have length less than or equal to 128"),
        ):
            self.refused("ValidationError", message, create, StackName=name, TemplateBody=body(**ONE))
        self.refused("ValidationError", "at 'changeSetName'", self.change_set, template=body(**ONE), kind="CREATE", name="a b")
