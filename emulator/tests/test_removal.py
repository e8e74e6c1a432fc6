from engine import EngineCase, Thing, get_att, template, thing


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

    def test_keeps_what_a_resource_needs_that_cannot_be_deleted_and_can_be_tried_again(self) -> None:
        stack = self.deploy(template(A=thing(), B=thing({"Value": get_att("A"), "Fail": "delete"}), C=thing()))
        self.delete(stack)
        self.assertEqual(stack.status, "DELETE_FAILED")
        self.assertEqual(stack.reason, "The following resource(s) failed to delete: [B]. ")
        self.assertEqual(sorted(Thing.world), ["A-1", "B-3"])
        stack.resources["B"].effective = {}
        self.delete(stack)
        self.assertEqual((stack.status, Thing.world), ("DELETE_COMPLETE", {}))
