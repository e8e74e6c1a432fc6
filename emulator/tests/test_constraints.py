"""Parameters that a service's own model refuses, in the sentence of AWS."""

import unittest
from typing import Any

from botocore.session import get_session

from delivery_emulator import constraints
from delivery_emulator.authorization.operation import Operation


def objection(service: str, operation: str, **parameters: Any) -> str:
    found = constraints.objection(Operation(service, operation, "us-east-1", parameters))
    return "" if found is None else " | ".join(found)


class Constraints(unittest.TestCase):
    def test_are_told_together_each_with_its_place(self) -> None:
        message = objection("lambda", "CreateFunction", FunctionName="f", Role="r", Code={}, Timeout=901, Layers=["x"])
        self.assertTrue(message.startswith("ValidationException | 3 validation errors detected: Value 'r' at 'role' failed"), message)
        self.assertIn("; Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900", message)
        self.assertIn("Value 'x' at 'layers.1.member' failed to satisfy constraint: Member must satisfy regular expression pattern", message)

    def test_are_read_from_queries(self) -> None:
        tags = {f"Tags.member.{n}.{part}": "x" * 129 for n in (1, 2) for part in ("Key", "Value")}
        message = objection("iam", "TagRole", RoleName="r", **tags)
        self.assertIn("at 'tags.2.member.key' failed to satisfy constraint: Member must have length less than or equal to 128", message)
        self.assertIn("Value at 'roleName' failed to satisfy constraint: Member must not be null", objection("iam", "GetRole"))

    def test_are_not_asked_where_a_service_refuses_in_other_words(self) -> None:
        for service, operation in (("ec2", "CreateVpc"), ("iam", "NoSuchOperation"), ("sts", "GetCallerIdentity")):
            self.assertEqual(objection(service, operation, CidrBlock="x" * 9999), "")
        self.assertIsNone(constraints.objection(None))

    def test_say_no_sensitive_value(self) -> None:
        message = objection("secretsmanager", "CreateSecret", Name="s", SecretString="x" * 65537, Description="d" * 2049)
        self.assertIn("Value at 'secretString' failed to satisfy constraint: Member must have length less than or equal to 65536", message)
        self.assertNotIn("xxx", message)

    def test_read_every_pattern_there_is(self) -> None:
        unread = set()
        for service in constraints.limits()["validate"]:
            model: Any = get_session().get_service_model(service)
            for name in model.shape_names:
                pattern = model.shape_for(name).metadata.get("pattern")
                if pattern and constraints._expression(pattern).pattern == ".*" != pattern:
                    unread.add((service, name))
        # Of tables that scale by themselves, which are in no template of ours: characters beyond 16 bits in pairs, and a class of Java's.
        self.assertEqual(unread, {("dynamodb", "AutoScalingPolicyName"), ("dynamodb", "AutoScalingRoleArn")})

    def test_take_letters_of_every_script(self) -> None:
        self.assertEqual(objection("iam", "TagRole", RoleName="r", **{"Tags.member.1.Key": "größe é", "Tags.member.1.Value": "a/b"}), "")
        self.assertIn("tags.1.member.key", objection("iam", "TagRole", RoleName="r", **{"Tags.member.1.Key": "a!", "Tags.member.1.Value": "b"}))
