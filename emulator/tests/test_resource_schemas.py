import unittest
from typing import Any
from unittest import mock

import regex

from delivery_emulator.cloudformation.resource import ResourceType
from delivery_emulator.cloudformation.resources import load_all
from delivery_emulator.cloudformation.schemas import source
from delivery_emulator.cloudformation.schemas.faults import FAULTS
from delivery_emulator.cloudformation.schemas.keywords import validator_of
from delivery_emulator.cloudformation.schemas.source import NoSchemas, schema_of
from delivery_emulator.cloudformation.schemas.validation import refusals

REGION = "eu-central-1"
GROUP = "AWS::EC2::SecurityGroup"
PROJECT = {
    "Artifacts": {"Type": "NO_ARTIFACTS"},
    "Environment": {"Type": "LINUX_CONTAINER", "Image": "i", "ComputeType": "BUILD_GENERAL1_SMALL"},
    "ServiceRole": "arn:aws:iam::111111111111:role/r",
    "Source": {"Type": "NO_SOURCE", "BuildSpec": "{}"},
}


def patterns_of(schema: Any) -> set[str]:
    if isinstance(schema, list):
        return {pattern for each in schema for pattern in patterns_of(each)}
    if not isinstance(schema, dict):
        return set()
    own = {schema["pattern"]} if isinstance(schema.get("pattern"), str) else set()
    own |= set(schema.get("patternProperties", {}))
    return own.union(*(patterns_of(each) for each in schema.values()), set())


def knows(schema: Any, root: Any, names: list[str]) -> bool:
    """Whether a schema takes a property, `Tags.*` or `Stages.Actions.Name`."""
    while "$ref" in schema or "items" in schema:
        schema = schema["items"] if "items" in schema else root["definitions"][schema["$ref"].rsplit("/", 1)[-1]]
    open_ended = schema.get("additionalProperties") is not False or "patternProperties" in schema
    if not names or names[0] == "*" or (names[0] not in schema.get("properties", {}) and open_ended):
        return True
    return names[0] in schema.get("properties", {}) and knows(schema["properties"][names[0]], root, names[1:])


class Schemas(unittest.TestCase):
    def test_there_is_one_of_every_type_and_each_of_its_patterns_can_be_read(self) -> None:
        load_all()
        for kind in [each for each in ResourceType.registry if each.startswith("AWS::")]:
            with self.subTest(kind):
                schema = schema_of(kind, REGION)
                assert schema is not None, f"nobody has a schema of {kind}"
                validator_of(schema)
                for pattern in patterns_of(schema):
                    regex.compile(pattern)

    def test_take_every_property_that_a_type_honours(self) -> None:
        load_all()
        self.assertFalse(knows(schema_of("AWS::Logs::LogGroup", REGION), None, ["Colour"]))
        for kind, declared in ResourceType.registry.items():
            schema = schema_of(kind, REGION)
            for name in declared.properties if schema is not None else ():
                self.assertTrue(knows(schema, schema, name.split(".")), f"the schema of {kind} refuses {name}: see faults.py")

    def test_of_a_type_that_a_region_does_not_have_is_that_of_another_region(self) -> None:
        self.assertEqual(schema_of("AWS::Logs::LogGroup", "xx-nowhere-1"), schema_of("AWS::Logs::LogGroup", "us-east-1"))
        self.assertIsNone(schema_of("AWS::Logs::Nothing", REGION))

    def test_say_what_to_do_where_they_are_missing(self) -> None:
        source.__dict__["_directory"].cache_clear()
        self.addCleanup(source.__dict__["_directory"].cache_clear)
        with mock.patch("importlib.util.find_spec", return_value=None), self.assertRaisesRegex(NoSchemas, "pip install"):
            source.__dict__["_directory"]()

    def test_have_every_fault_that_is_taken_out_of_them(self) -> None:
        source.__dict__["_read"].cache_clear()
        for kind in FAULTS:
            schema_of(kind, REGION)  # a fault that is no more raises KeyError
        self.assertEqual(refusals(GROUP, REGION, {"GroupDescription": "g", "SecurityGroupEgress": []}), [])
        self.assertEqual(refusals("AWS::CodeBuild::Project", REGION, {**PROJECT, "TimeoutInMinutes": 2160}), [])


class Sentences(unittest.TestCase):
    """Each keyword says no, in CloudFormation's words; the cases of `properties.yaml` have those that stacks meet."""

    def judge(self, schema: dict[str, Any], value: Any) -> list[str]:
        from delivery_emulator.cloudformation.schemas import validation

        validator = validator_of(schema)
        return [sentence for error in validator.iter_errors(value) for sentence in validation.__dict__["_sentences"](error)]

    def test_of_alternatives(self) -> None:
        either = [{"required": ["A"]}, {"required": ["B"]}]
        for schema, value, says in (
            ({"oneOf": either}, {"A": 1, "B": 1}, ["#: #: 2 subschemas matched instead of one"]),
            (
                {"oneOf": either},
                {},
                ["#: #: 0 subschemas matched instead of one", "#: required key [A] not found", "#: required key [B] not found"],
            ),
            (
                {"anyOf": either},
                {},
                [
                    "#: #: no subschema matched out of the total 2 subschemas",
                    *("#: required key [A] not found", "#: required key [B] not found"),
                ],
            ),
            ({"requiredXor": ["A", "B"]}, {"A": 1, "B": 1}, ["#: #: 2 subschemas matched instead of one"]),
            ({"requiredOr": ["A", "B"]}, {}, ["#: #: no subschema matched out of the total 2 subschemas"]),
        ):
            with self.subTest(schema=schema, value=value):
                self.assertEqual(self.judge(schema, value), says)
        for schema in ({"oneOf": either}, {"anyOf": either}, {"requiredXor": ["A", "B"]}, {"requiredOr": ["A", "B"]}):
            self.assertEqual(self.judge(schema, {"A": 1}), [])

    def test_of_properties_that_need_or_exclude_others(self) -> None:
        needed = ["#: property [B] is required because property [A] is present"]
        self.assertEqual(self.judge({"dependencies": {"A": ["B"]}}, {"A": 1}), needed)
        self.assertEqual(self.judge({"dependentRequired": {"A": ["B"]}}, {"A": 1}), needed)
        self.assertEqual(self.judge({"dependentRequired": {"A": ["B"]}}, {"A": 1, "B": 1}), [])
        excluded = ["#: extraneous key [B] is not permitted"]
        self.assertEqual(self.judge({"dependentExcluded": {"A": ["B"]}}, {"A": 1, "B": 1}), excluded)
        self.assertEqual(self.judge({"dependentExcluded": {"A": ["B"]}}, {"B": 1}), [])

    def test_of_values(self) -> None:
        for schema, value, says in (
            ({"enumCaseInsensitive": ["allow"]}, "let", "#: failed validation constraint for keyword [enumCaseInsensitive]"),
            ({"const": "A"}, "B", "#: failed validation constraint for keyword [const]"),
            ({"type": ["string", "object"]}, [], "#: expected one of the following types: String, JSONObject, found: JSONArray"),
            ({"type": "string"}, None, "#: expected type: String, found: Null"),
            ({"minItems": 1}, [], "#: expected minimum item count: 1, found: 0"),
            ({"prefixItems": [{"const": "A"}]}, ["B"], "#/0: failed validation constraint for keyword [const]"),
            ({"patternProperties": {"^A": {"type": "string"}}}, {"A1": []}, "#/A1: expected type: String, found: JSONArray"),
        ):
            with self.subTest(schema=schema):
                self.assertEqual(self.judge(schema, value), [says])
        self.assertEqual(self.judge({"enumCaseInsensitive": ["allow"]}, "ALLOW"), [])


class Properties(unittest.TestCase):
    def test_have_scalars_of_any_type_that_can_become_the_schemas(self) -> None:
        queue = {"DelaySeconds": "5", "FifoQueue": "true", "QueueName": 5}
        self.assertEqual(refusals("AWS::SQS::Queue", REGION, queue), [])
        self.assertEqual(queue, {"DelaySeconds": "5", "FifoQueue": "true", "QueueName": 5})
        wrong = refusals("AWS::SQS::Queue", REGION, {"DelaySeconds": "five", "FifoQueue": "yes"})
        self.assertEqual(
            sorted(wrong),
            ["#/DelaySeconds: expected type: Integer, found: String", "#/FifoQueue: expected type: Boolean, found: String"],
        )

    def test_name_all_that_is_wrong(self) -> None:
        found = refusals("AWS::Logs::LogGroup", REGION, {"LogGroupName": "a b", "RetentionInDays": 31, "Tags": [{"Key": "a"}]})
        self.assertEqual(
            sorted(found),
            [
                "#/LogGroupName: failed validation constraint for keyword [pattern]",
                "#/RetentionInDays: failed validation constraint for keyword [enum]",
                "#/Tags/0: required key [Value] not found",
            ],
        )

    def test_of_what_nobody_has_a_schema_are_not_judged(self) -> None:
        self.assertEqual(refusals("Custom::Thing", REGION, {"Anything": True}), [])
