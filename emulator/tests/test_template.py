import unittest
from typing import Any

from engine import EngineCase, Thing, template, thing

from delivery_emulator.cloudformation.dependencies import creation_order, dependencies
from delivery_emulator.cloudformation.errors import InsufficientCapabilities, ValidationError
from delivery_emulator.cloudformation.intrinsics import resolve
from delivery_emulator.cloudformation.support import unsupported_properties
from delivery_emulator.cloudformation.template import parse
from delivery_emulator.cloudformation.template_source import bucket_and_key


class Reading(unittest.TestCase):
    def test_reads_yaml_short_forms_and_leaves_dates_text(self) -> None:
        read = parse(
            "AWSTemplateFormatVersion: 2010-09-09\n"
            "Conditions: {Never: !Equals [a, b]}\n"
            "Resources:\n"
            "  A: {Type: T, Properties: {V: !Sub 'x-${B.Arn}', W: !GetAtt B.C.D, R: !Ref B, C: !If [Never, 1, !Ref 'AWS::NoValue'],"
            " D: 2012-10-17}}\n"
        )
        self.assertEqual(read["AWSTemplateFormatVersion"], "2010-09-09")
        self.assertEqual(
            read["Resources"]["A"]["Properties"],
            {
                "V": {"Fn::Sub": "x-${B.Arn}"},
                "W": {"Fn::GetAtt": ["B", "C.D"]},
                "R": {"Ref": "B"},
                "C": {"Fn::If": ["Never", 1, {"Ref": "AWS::NoValue"}]},
                "D": "2012-10-17",
            },
        )

    def test_fails_on_what_is_no_template(self) -> None:
        for body, message in (
            ("{", "not well-formed"),
            ("a: [", "not well-formed"),
            ("[]", "unsupported structure"),
            ("{}", "At least one Resources member must be defined"),
            ('{"Resources": {"A": {}}}', "Every Resources object must contain a Type member"),
            ('{"Resources": {"a-b": {"Type": "T"}}}', "Resource name a-b is non alphanumeric"),
            ('{"Resources": {"A": {"Type": "T"}}, "Oops": 1}', r"Invalid template property or properties \[Oops\]"),
            ('{"Resources": {"A": {"Type": "T"}}, "Transform": "Mine"}', "Transform Mine is not supported"),
        ):
            with self.subTest(body=body), self.assertRaisesRegex(ValidationError, message):
                parse(body)

    def test_finds_the_object_behind_a_template_url(self) -> None:
        for url in (
            "http://localhost:5000/bucket/a/key.json",
            "https://s3.us-east-1.amazonaws.com/bucket/a/key.json",
            "https://bucket.s3.amazonaws.com/a/key.json",
            "http://bucket.localhost:5000/a/key.json",
        ):
            with self.subTest(url=url):
                self.assertEqual(bucket_and_key(url), ("bucket", "a/key.json"))
        with self.assertRaisesRegex(ValidationError, "TemplateURL must be a supported URL"):
            bucket_and_key("ftp://nowhere")


class Intrinsics(EngineCase):
    def resolved(self, value: Any, told: bool = False, **sections: Any) -> Any:
        """The value; `told` puts it into the template as well, where it is checked as it is written."""
        stack = self.store.add(self.store.draft("s"))
        outputs = {"O": {"Value": value}} if told else {}
        plan = self.plan(stack, {**template(A=thing()), "Outputs": outputs, **sections})

        def attribute(logical_id: str, name: str) -> str:
            return f"{logical_id}.{name}"

        scope = plan.scope(lambda name: f"id-{name}", attribute, lambda name: f"import-{name}", self.around.zones)
        return resolve(value, scope)

    def test_resolves_every_function(self) -> None:
        conditions = {
            "Yes": {"Fn::Equals": [{"Ref": "AWS::Region"}, "eu-west-1"]},
            "No": {"Fn::Not": [{"Condition": "Yes"}]},
            "Both": {"Fn::And": [{"Condition": "Yes"}, {"Fn::Or": [{"Condition": "No"}, {"Condition": "Yes"}]}]},
        }
        mappings = {"M": {"eu-west-1": {"k": "mapped"}}}
        for value, expected in (
            ({"Ref": "A"}, "id-A"),
            ({"Ref": "AWS::AccountId"}, "111111111111"),
            ({"Ref": "AWS::Partition"}, "aws"),
            ({"Ref": "AWS::URLSuffix"}, "amazonaws.com"),
            ({"Fn::GetAtt": ["A", "X.Y"]}, "A.X.Y"),
            ({"Fn::GetAtt": "A.X.Y"}, "A.X.Y"),
            ({"Fn::Sub": "${A}/${A.Arn}/${AWS::Region}/${!Kept}"}, "id-A/A.Arn/eu-west-1/${Kept}"),
            ({"Fn::Sub": ["${x}-${A}", {"x": {"Ref": "AWS::Region"}}]}, "eu-west-1-id-A"),
            ({"Fn::Join": ["-", ["a", 1, True, {"Ref": "A"}]]}, "a-1-true-id-A"),
            ({"Fn::Select": ["1", {"Fn::Split": [",", "a,b"]}]}, "b"),
            ({"Fn::If": ["Both", "then", "else"]}, "then"),
            ([1, {"Fn::If": ["No", 2, {"Ref": "AWS::NoValue"}]}], [1]),
            ({"a": {"Ref": "AWS::NoValue"}, "b": 1}, {"b": 1}),
            ({"Fn::FindInMap": ["M", {"Ref": "AWS::Region"}, "k"]}, "mapped"),
            ({"Fn::FindInMap": ["M", "x", "k", {"DefaultValue": "d"}]}, "d"),
            ({"Fn::ImportValue": {"Fn::Sub": "e-${AWS::Region}"}}, "import-e-eu-west-1"),
            ({"Fn::Base64": "hi"}, "aGk="),
            ({"Fn::GetAZs": ""}, ["eu-west-1a", "eu-west-1b", "eu-west-1c"]),
            ({"Fn::Cidr": ["10.0.0.0/16", 2, 8]}, ["10.0.0.0/24", "10.0.1.0/24"]),
        ):
            with self.subTest(value=value):
                self.assertEqual(self.resolved(value, Conditions=conditions, Mappings=mappings), expected)

    def test_fails_on_what_it_does_not_know_or_cannot_find(self) -> None:
        for value, message in (
            ({"Fn::Transform": {}}, "Fn::Transform is not supported by the emulator"),
            ({"Fn::Select": ["2", ["a"]]}, "cannot select nonexistent value at index 2"),
            ({"Fn::FindInMap": ["M", "a", "b"]}, "Mapping named 'M' is not present"),
            ({"Fn::Join": "x"}, "every Fn::Join object requires two parameters"),
            ({"Fn::Join": ["", [["a"]]]}, "a text is needed here"),
        ):
            with self.subTest(value=value), self.assertRaisesRegex(ValidationError, message):
                self.resolved(value, told=not isinstance(value.get("Fn::Join"), list))

    def test_needs_the_transform_for_language_extensions(self) -> None:
        default = {"Fn::FindInMap": ["M", "x", "k", {"DefaultValue": "d"}]}
        for value, expected in (
            (default, "d"),
            ({"Fn::Length": [1, 2, 3]}, 3),
            ({"Fn::ToJsonString": {"a": {"Ref": "AWS::Region"}}}, '{"a":"eu-west-1"}'),
        ):
            with self.subTest(value=value):
                mappings = {"M": {"a": {"k": "v"}}}
                found = self.resolved(value, told=True, Mappings=mappings, Transform="AWS::LanguageExtensions")
                self.assertEqual(found, expected)
                with self.assertRaisesRegex(ValidationError, "requires three parameters|needs the transform"):
                    self.resolved(value, told=True, Mappings=mappings)

    def test_fails_on_conditions_that_lead_nowhere(self) -> None:
        for condition, message in (
            ({"Condition": "C"}, "circular condition dependency C"),
            ({"Condition": "X"}, "unresolved condition dependency X"),
            ({"Fn::Equals": [{"Ref": "A"}, 1]}, "Cannot reference resources in the Conditions block"),
        ):
            with self.subTest(condition=condition), self.assertRaisesRegex(ValidationError, message):
                self.resolved("x", Conditions={"C": condition})


class Ordering(unittest.TestCase):
    def test_orders_by_reference_and_depends_on(self) -> None:
        resources = {
            "A": {"Properties": {"x": {"Fn::Sub": "${B}-${!No}"}}},
            "B": {"DependsOn": ["C"]},
            "C": {"Properties": {"y": [{"Fn::GetAtt": ["D", "Arn"]}]}},
            "D": {"DependsOn": "Absent"},
        }
        self.assertEqual(creation_order(dependencies(resources, frozenset(), ["Absent"])), ["D", "C", "B", "A"])

    def test_fails_on_a_circle_and_on_unknown_names(self) -> None:
        with self.assertRaisesRegex(ValidationError, r"Circular dependency between resources: \[A, B\]"):
            creation_order({"A": {"B"}, "B": {"A"}, "C": set()})
        with self.assertRaisesRegex(ValidationError, r"Unresolved resource dependencies \[Nope\]"):
            dependencies({"A": {"Properties": {"x": {"Ref": "Nope"}}}}, frozenset())


class Support(EngineCase):
    def test_names_every_unsupported_property_at_any_depth(self) -> None:
        properties = {
            "Name": {"Ref": "A"},
            "Nested": [{"Known": 1, "Odd": 2}],
            "Free": {"Any": {"Thing": 1}},
            "Tags": [{"Key": "k", "Value": "v"}],
            "Value": {"Deep": 1},
            "Strange": 1,
        }
        self.assertEqual(
            unsupported_properties(properties, Thing.properties), ["Nested.Odd", "Value.Deep", "Strange"]
        )

    def test_refuses_before_anything_is_made(self) -> None:
        for resources, message in (
            ({"A": thing(), "B": {"Type": "AWS::No::Such"}}, r"Unrecognized resource types: \[AWS::No::Such\].*used by B"),
            ({"A": thing(), "B": thing({"Odd": 1})}, r"B \(Test::Unit::Thing\): Encountered unsupported property Odd"),
            ({"B": thing(CreationPolicy={})}, r"B \(Test::Unit::Thing\): resource attribute CreationPolicy is not"),
            ({"B": thing(DeletionPolicy="Snapshot")}, "the policy Snapshot is not supported"),
        ):
            with self.subTest(message=message), self.assertRaisesRegex(ValidationError, message):
                self.deploy(template(**resources))
        self.assertEqual(Thing.calls, [])

    def test_does_not_look_at_resources_whose_condition_is_false(self) -> None:
        absent = {"Type": "AWS::No::Such", "Condition": "No"}
        conditions = {"No": {"Fn::Equals": ["a", "b"]}}
        stack = self.deploy({**template(A=thing(), B=absent), "Conditions": conditions})
        self.assertEqual(list(stack.resources), ["A"])

    def test_wants_iam_resources_acknowledged(self) -> None:
        trust = {"Statement": []}
        role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": trust}}
        named = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": trust, "RoleName": "r"}}
        from delivery_emulator.cloudformation.resources import load_all

        load_all()
        stack = self.store.add(self.store.draft("s"))
        for resource, capability in ((role, "CAPABILITY_IAM"), (named, "CAPABILITY_NAMED_IAM")):
            with self.assertRaisesRegex(InsufficientCapabilities, rf"Requires capabilities : \[{capability}\]"):
                self.plan(stack, template(A=resource))
            self.plan(stack, template(A=resource), capabilities=[capability])
        with self.assertRaises(InsufficientCapabilities):
            self.plan(stack, template(A=named), capabilities=["CAPABILITY_IAM"])


class Parameters(EngineCase):
    def value(self, declared: dict[str, Any], *given: dict[str, Any]) -> Any:
        stack = self.store.add(self.store.draft("s"))
        return self.plan(stack, {**template(A=thing()), "Parameters": {"P": declared}}, parameters=given).parameters["P"]

    def test_takes_given_values_defaults_lists_and_stored_parameters(self) -> None:
        given = {"ParameterKey": "P", "ParameterValue": "a, b"}
        self.assertEqual(self.value({"Type": "String", "Default": 5}).value, "5")
        self.assertEqual(self.value({"Type": "String"}, given).value, "a, b")
        self.assertEqual(self.value({"Type": "CommaDelimitedList"}, given).value, ["a", "b"])
        stored = self.value({"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/known"})
        self.assertEqual((stored.value, stored.describe()["ResolvedValue"]), ("stored", "stored"))

    def test_hides_what_must_not_be_shown(self) -> None:
        hidden = self.value({"Type": "String", "Default": "s", "NoEcho": True})
        self.assertEqual(hidden.describe(), {"ParameterKey": "P", "ParameterValue": "****"})

    def test_fails_on_values_that_do_not_fit(self) -> None:
        given = {"ParameterKey": "P", "ParameterValue": "x"}
        for declared, values, message in (
            ({"Type": "String"}, (), r"Parameters: \[P\] must have values"),
            ({"Type": "String", "AllowedValues": ["a"]}, (given,), "'P' must be one of AllowedValues"),
            ({"Type": "String", "AllowedPattern": "[0-9]+"}, (given,), "must match pattern"),
            ({"Type": "String", "MinLength": 2, "ConstraintDescription": "longer"}, (given,), "constraint: longer"),
            ({"Type": "Number"}, (given,), "'P' must be a number"),
            ({"Type": "Number", "Default": 9, "MaxValue": 8}, (), "outside MinValue and MaxValue"),
            ({"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/no"}, (), r"Unable to fetch parameters \[/no\]"),
            ({"Type": "String", "Default": 1}, ({"ParameterKey": "Q", "ParameterValue": "1"},), r"\[Q\] do not exist"),
            ({"Type": "String"}, ({"ParameterKey": "P", "UsePreviousValue": True},), "usePreviousValue"),
        ):
            with self.subTest(message=message), self.assertRaisesRegex(ValidationError, message):
                self.value(declared, *values)

    def test_evaluates_rules(self) -> None:
        assertion = {"Fn::Not": [{"Fn::Contains": [["1", "2"], {"Ref": "V"}]}]}
        rules = {"Check": {"Assertions": [{"Assert": assertion, "AssertDescription": "too old"}]}}
        sections = {"Rules": rules, "Parameters": {"V": {"Type": "String", "Default": "6"}}}
        stack = self.store.add(self.store.draft("s"))
        self.plan(stack, {**template(A=thing()), **sections})
        old = [{"ParameterKey": "V", "ParameterValue": "2"}]
        with self.assertRaisesRegex(ValidationError, "too old"):
            self.plan(stack, {**template(A=thing()), **sections}, parameters=old)
