import json
from typing import Any

from engine import EngineCase, OtherThing, Thing, template, thing
from stack_case import StackCase, body, parameter

from delivery_emulator.cloudformation.errors import ValidationError
from delivery_emulator.cloudformation.stack_policy import read, refusal

ALLOW = {"Effect": "Allow", "Principal": "*", "Action": "Update:*", "Resource": "*"}
KEEP = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": ["Update:Replace", "Update:Delete"],
    "Resource": "*",
    "Condition": {"StringEquals": {"ResourceType": [Thing.name]}},
}
POLICY = {"Statement": [ALLOW, KEEP]}


class AStackWithAPolicy(EngineCase):
    def setUp(self) -> None:
        super().setUp()
        self.stack = self.deploy(template(A=thing({"Name": "a", "Value": "1"}), O={"Type": OtherThing.name}))
        self.stack.policy = read(json.dumps(POLICY))
        self.before = len(self.stack.events)

    def update(self, **resources: Any) -> list[str]:
        self.deploy(template(**resources), self.stack)
        failed = [event for event in self.stack.events[self.before :] if event.status == "UPDATE_FAILED"]
        return [str(event.reason) for event in failed]

    def test_is_not_given_another_resource_for_one_it_keeps(self) -> None:
        reasons = self.update(A=thing({"Name": "b", "Value": "1"}), O={"Type": OtherThing.name})
        refused = "Action denied by stack policy: Statement [#2] does not allow [Update:Replace] for resource [LogicalResourceId/A];"
        self.assertEqual(reasons, [refused])
        self.assertEqual(self.stack.status, "UPDATE_ROLLBACK_COMPLETE")
        self.assertEqual(Thing.world["A-1"]["Name"], "a")

    def test_does_not_lose_one_it_keeps(self) -> None:
        reasons = self.update(O={"Type": OtherThing.name})
        self.assertRegex(reasons[0], r"does not allow \[Update:Delete\] for resource \[LogicalResourceId/A\]")
        self.assertEqual(self.stack.status, "UPDATE_ROLLBACK_COMPLETE")
        self.assertIn("A-1", Thing.world)

    def test_changes_in_place_and_loses_what_it_does_not_keep(self) -> None:
        self.assertEqual(self.update(A=thing({"Name": "a", "Value": "2"})), [])
        self.assertEqual(self.stack.status, "UPDATE_COMPLETE")
        self.assertEqual(list(Thing.world), ["A-1"])


class APolicy(EngineCase):
    def test_refuses_what_no_statement_allows(self) -> None:
        only_a = read(json.dumps({"Statement": [{**ALLOW, "Resource": "LogicalResourceId/A"}]}))
        self.assertIsNone(refusal(only_a, "Update:Modify", "A", Thing.name))
        self.assertRegex(str(refusal(only_a, "Update:Modify", "B", Thing.name)), "^Action not allowed by stack policy")

    def test_takes_names_that_are_left_out_and_types_with_wildcards(self) -> None:
        statement = {"Effect": "Deny", "Principal": "*", "NotAction": "Update:Modify", "NotResource": "LogicalResourceId/B*"}
        like = {"StringLike": {"ResourceType": "Test::*"}}
        policy = read(json.dumps({"Statement": [ALLOW, {**statement, "Condition": like}]}))
        self.assertIsNotNone(refusal(policy, "Update:Delete", "A", Thing.name))
        self.assertIsNone(refusal(policy, "Update:Modify", "A", Thing.name))
        self.assertIsNone(refusal(policy, "Update:Delete", "Bad", Thing.name))
        self.assertIsNone(refusal(policy, "Update:Delete", "A", "AWS::S3::Bucket"))

    def test_is_refused_where_it_is_none(self) -> None:
        wrong: dict[str, Any] = {
            "no JSON": "{",
            "no list of statements": {"Statement": []},
            "is not an object": {"Statement": ["Deny"]},
            "the unknown element Nope": {"Statement": [{**ALLOW, "Nope": 1}]},
            "the effect Allow or Deny": {"Statement": [{**ALLOW, "Effect": "Perhaps"}]},
            "must name actions out of": {"Statement": [{**ALLOW, "Action": "s3:PutObject"}]},
            r"must have the principal \*": {"Statement": [{**ALLOW, "Principal": {"AWS": "*"}}]},
            "names no resource": {"Statement": [{key: value for key, value in ALLOW.items() if key != "Resource"}]},
            "a condition other than": {"Statement": [{**ALLOW, "Condition": {"Bool": {"ResourceType": "x"}}}]},
        }
        for why, policy in wrong.items():
            text = policy if isinstance(policy, str) else json.dumps(policy)
            with self.subTest(why), self.assertRaisesRegex(ValidationError, "Invalid stack policy" if text == "{" else why):
                read(text)


class TheApi(StackCase):
    def test_sets_and_shows_a_policy(self) -> None:
        self.cloudformation.create_stack(StackName="s", TemplateBody=body(P=parameter()))
        self.assertNotIn("StackPolicyBody", self.cloudformation.get_stack_policy(StackName="s"))
        self.cloudformation.set_stack_policy(StackName="s", StackPolicyBody=json.dumps(POLICY))
        shown = self.cloudformation.get_stack_policy(StackName="s")["StackPolicyBody"]
        self.assertEqual(json.loads(shown), POLICY)

    def test_keeps_the_one_that_a_stack_is_made_or_updated_with(self) -> None:
        deny = {"Statement": [{**ALLOW, "Effect": "Deny", "Resource": "LogicalResourceId/P"}]}
        first, second = body(P=parameter()), body(P=parameter(value="2"))
        self.cloudformation.create_stack(StackName="s", TemplateBody=first, StackPolicyBody=json.dumps({"Statement": [ALLOW]}))
        self.cloudformation.update_stack(StackName="s", TemplateBody=second, StackPolicyBody=json.dumps(deny))
        self.assertEqual(self.status("s"), "UPDATE_COMPLETE")
        shown = self.cloudformation.get_stack_policy(StackName="s")["StackPolicyBody"]
        self.assertEqual(json.loads(shown), deny)
        create = self.cloudformation.create_stack
        self.refused("ValidationError", "Invalid stack policy", create, StackName="t", TemplateBody=first, StackPolicyBody="{")

    def test_refuses_none_and_one_that_lies_elsewhere(self) -> None:
        self.cloudformation.create_stack(StackName="s", TemplateBody=body(P=parameter()))
        put = self.cloudformation.set_stack_policy
        self.refused("ValidationError", "You must specify either", put, StackName="s")
        self.refused("ValidationError", "StackPolicyURL", put, StackName="s", StackPolicyURL="https://example.com/p")
