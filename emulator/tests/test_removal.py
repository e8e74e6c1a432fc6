import json

from engine import EngineCase, Thing, get_att, template, thing

from delivery_emulator.cloudformation.errors import ValidationError


class Deleting(EngineCase):
    def test_deletes_in_reverse_order_and_keeps_what_is_retained(self) -> None:
        kept = thing(DeletionPolicy="Retain")
        stack = self.deploy(template(A=thing(), B=thing({"Value": get_att("A")}), C=kept))
        before = len(stack.events)
        self.delete(stack)
        self.assertEqual(stack.status, "DELETE_COMPLETE")
        self.assertEqual(list(Thing.world), ["C-2"])
        lines = self.history(stack, before)
        self.assertLess(lines.index("B DELETE_COMPLETE"), lines.index("A DELETE_IN_PROGRESS"))
        self.assertIn("C DELETE_SKIPPED", lines)

    def test_keeps_what_the_value_of_a_function_retains(self) -> None:
        extended = {"Transform": "AWS::LanguageExtensions", "Mappings": {"Kept": {"data": {"policy": "Retain"}}}}
        found = {"Fn::FindInMap": ["Kept", "data", "policy"]}
        resources = {"A": thing(DeletionPolicy=found), "B": thing(DeletionPolicy={"Ref": "Policy"})}
        policy = {"Policy": {"Type": "String", "Default": "Delete"}}
        stack = self.deploy(json.dumps({**extended, "Parameters": policy, "Resources": resources}))
        self.delete(stack)
        self.assertEqual((stack.status, list(Thing.world)), ("DELETE_COMPLETE", ["A-1"]))
        unknown = {"Policy": {"Type": "String", "Default": "Keep"}}
        with self.assertRaisesRegex(ValidationError, "Unrecognized DeletionPolicy Keep for resource B"):
            self.deploy(json.dumps({**extended, "Parameters": unknown, "Resources": resources}))

    def test_keeps_what_a_resource_needs_that_cannot_be_deleted_and_can_be_tried_again(self) -> None:
        stack = self.deploy(template(A=thing(), B=thing({"Value": get_att("A"), "Fail": "delete"}), C=thing()))
        self.delete(stack)
        self.assertEqual(stack.status, "DELETE_FAILED")
        self.assertEqual(stack.reason, "The following resource(s) failed to delete: [B]. ")
        self.assertEqual(sorted(Thing.world), ["A-1", "B-3"])
        stack.resources["B"].effective = {}
        self.delete(stack)
        self.assertEqual((stack.status, Thing.world), ("DELETE_COMPLETE", {}))
