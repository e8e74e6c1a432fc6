from typing import Any

from engine import EngineCase, Hushed, NamedThing, OtherThing, Thing, Waiting, get_att, template, thing

from delivery_emulator import settings
from delivery_emulator.cloudformation.errors import ValidationError


class Creating(EngineCase):
    def test_makes_resources_after_what_they_refer_to_and_says_so(self) -> None:
        stack = self.deploy(template(A=thing({"Value": get_att("B")}), B=thing()))
        self.assertEqual(
            self.history(stack),
            [
                *("stack CREATE_IN_PROGRESS", "B CREATE_IN_PROGRESS", "B CREATE_IN_PROGRESS", "B CREATE_COMPLETE"),
                *("A CREATE_IN_PROGRESS", "A CREATE_IN_PROGRESS", "A CREATE_COMPLETE", "stack CREATE_COMPLETE"),
            ],
        )
        self.assertEqual(Thing.world["A-2"]["Value"], "arn:B-1")

    def test_makes_what_waits_for_something_outside_beside_the_rest(self) -> None:
        one, two = {"Type": Waiting.name}, {"Type": Waiting.name, "Properties": {"Value": get_att("A")}}
        stack = self.deploy(template(One=one, Two=two, A=thing(), Last=thing({"Value": get_att("Two")})))
        self.assertEqual(stack.status, "CREATE_COMPLETE")
        history = self.history(stack)
        self.assertLess(history.index("Two CREATE_COMPLETE"), history.index("Last CREATE_IN_PROGRESS"))

    def test_asks_outside_once_everything_else_is_made_that_was_ready(self) -> None:
        two = {"One": {"Type": Waiting.name}, "Two": {"Type": Waiting.name}}
        history = self.history(self.deploy(template(**two, A=thing(), B=thing(), Late=thing({"Value": get_att("One")}))))
        for name in ("One", "Two"):
            self.assertGreater(history.index(f"{name} CREATE_IN_PROGRESS"), history.index("B CREATE_COMPLETE"))

    def test_masks_what_a_resource_hides(self) -> None:
        stack = self.deploy(template(A={"Type": Hushed.name}, B=thing({"Value": get_att("A", "Value")})))
        shown = [event.properties for event in stack.events if event.logical_id == "B"]
        self.assertEqual(set(shown), {'{"Value":"****"}'})
        self.assertEqual([made.get("Value") for name, made in Thing.world.items() if name.startswith("B-")], ["hush-hush"])

    def test_names_every_resource_that_was_refused(self) -> None:
        refused = {"Type": Waiting.name, "Properties": {"Fail": "create"}}
        stack = self.deploy(template(One=refused, Two=refused))
        reason = next(event.reason for event in stack.events if event.status == "ROLLBACK_IN_PROGRESS")
        self.assertRegex(str(reason), r"failed to create: \[(One, Two|Two, One)\]\. Rollback requested by user\.")

    def test_gives_every_event_a_later_time_than_the_one_before(self) -> None:
        stack = self.deploy(template(A=thing(), B=thing()))
        times = [event.time for event in stack.events]
        self.assertEqual(times, sorted(set(times)))

    def test_rolls_back_what_was_made_when_a_resource_is_refused(self) -> None:
        stack = self.deploy(template(A=thing(), B=thing({"Value": get_att("A"), "Fail": "create"}), C=thing(DependsOn="B")))
        self.assertEqual(
            self.history(stack)[4:],
            [
                *("B CREATE_IN_PROGRESS", "B CREATE_FAILED", "stack ROLLBACK_IN_PROGRESS"),
                *("B DELETE_COMPLETE", "A DELETE_IN_PROGRESS", "A DELETE_COMPLETE", "stack ROLLBACK_COMPLETE"),
            ],
        )
        reasons = {event.status: event.reason for event in stack.events}
        self.assertEqual(reasons["CREATE_FAILED"], "create of B refused")
        self.assertEqual(
            reasons["ROLLBACK_IN_PROGRESS"],
            "The following resource(s) failed to create: [B]. Rollback requested by user.",
        )
        self.assertEqual(Thing.world, {})
        self.assertEqual(stack.outputs, [])

    def test_leaves_what_was_made_where_rollback_is_disabled(self) -> None:
        stack = self.deploy(template(A=thing(), B=thing({"Fail": "create"}, DependsOn="A")), disable_rollback=True)
        self.assertEqual(stack.status, "CREATE_FAILED")
        self.assertEqual(list(Thing.world), ["A-1"])
        self.deploy(template(A=thing(), B=thing(DependsOn="A")), stack)
        self.assertEqual((stack.status, list(Thing.world)), ("UPDATE_COMPLETE", ["A-1", "B-2"]))

    def test_says_that_the_rollback_failed_when_a_resource_cannot_be_deleted(self) -> None:
        stack = self.deploy(template(A=thing({"Fail": "delete"}), B=thing({"Fail": "create"}, DependsOn="A")))
        self.assertEqual(stack.status, "ROLLBACK_FAILED")
        self.assertIn("A DELETE_FAILED", self.history(stack))

    def test_keeps_retained_resources_on_rollback_but_not_those_retained_except_on_create(self) -> None:
        kept, not_kept = thing(DeletionPolicy="Retain"), thing(DeletionPolicy="RetainExceptOnCreate")
        stack = self.deploy(template(A=kept, B=not_kept, C=thing({"Fail": "create"}, DependsOn=["A", "B"])))
        self.assertEqual(list(Thing.world), ["A-1"])
        self.assertIn("A DELETE_SKIPPED", self.history(stack))

    def test_fails_and_rolls_back_when_an_export_is_taken(self) -> None:
        with_export = {**template(A=thing()), "Outputs": {"O": {"Value": "v", "Export": {"Name": "e"}}}}
        self.deploy(with_export, name="first")
        second = self.deploy(with_export, name="second")
        self.assertEqual(second.status, "ROLLBACK_COMPLETE")
        reasons = [event.reason for event in second.events if event.status == "ROLLBACK_IN_PROGRESS"]
        self.assertIn("Export with name e is already exported by stack first. ", str(reasons))

    def test_fails_the_resource_when_an_attribute_does_not_exist(self) -> None:
        stack = self.deploy(template(A=thing({"Value": get_att("B", "Nope")}), B=thing()))
        reasons = [event.reason for event in stack.events if event.status == "CREATE_FAILED"]
        self.assertIn("resource B does not support attribute type Nope in Fn::GetAtt", str(reasons))

    def test_puts_the_stack_tags_on_resources(self) -> None:
        self.deploy(template(A=thing()), tags={"Owner": "me"})
        self.assertEqual(Thing.world["A-1"]["Tags"], {"Owner": "me"})

    def test_reports_a_defect_of_a_resource_type_as_a_failed_resource(self) -> None:
        stack = self.deploy(template(A=thing({"Fail": "defect"})))
        self.assertEqual(stack.status, "ROLLBACK_COMPLETE")
        self.assertEqual(stack.resources["A"].status, "DELETE_COMPLETE")
        reasons = [event.reason for event in stack.events if event.status == "CREATE_FAILED"]
        self.assertEqual(reasons, ["the emulator's Thing.create failed: KeyError: 'Forgotten'"])
        self.assertIn("KeyError", (settings.current().state_dir / "errors.log").read_text())


class Updating(EngineCase):
    def setUp(self) -> None:
        super().setUp()
        self.stack = self.deploy(template(A=thing({"Value": "1"}), B=thing({"Value": get_att("A", "Value"), "Name": "n"})))
        self.before = len(self.stack.events)

    def test_changes_in_place_only_what_differs(self) -> None:
        Thing.calls.clear()
        self.deploy(template(A=thing({"Value": "2"}), B=thing({"Value": "1", "Name": "n"})), self.stack)
        self.assertEqual(Thing.calls, [("update", "A")])
        self.assertEqual(
            self.history(self.stack, self.before),
            [
                *("stack UPDATE_IN_PROGRESS", "A UPDATE_IN_PROGRESS", "A UPDATE_COMPLETE"),
                *("stack UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "stack UPDATE_COMPLETE"),
            ],
        )

    def test_passes_a_changed_attribute_on_to_who_refers_to_it(self) -> None:
        self.deploy(template(A=thing({"Value": "2"}), B=thing({"Value": get_att("A", "Value"), "Name": "n"})), self.stack)
        self.assertEqual(Thing.world["B-2"]["Value"], "2")

    def test_replaces_where_the_property_needs_it_and_deletes_the_old_one_last(self) -> None:
        self.deploy(template(A=thing({"Value": "1"}), B=thing({"Value": "1", "Name": "other"})), self.stack)
        self.assertEqual(list(Thing.world), ["A-1", "B-3"])
        self.assertEqual(
            self.history(self.stack, self.before)[-4:],
            [
                *("stack UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "B DELETE_IN_PROGRESS", "B DELETE_COMPLETE"),
                "stack UPDATE_COMPLETE",
            ],
        )
        self.assertEqual(self.stack.events[-3].physical_id, "B-2")

    def test_refuses_to_replace_what_has_a_name_of_the_template_s_own(self) -> None:
        def named(name: str | None, other: str) -> dict[str, Any]:
            properties = {"Other": other, **({} if name is None else {"Name": name})}
            return template(A=thing({"Value": other}), N={"Type": NamedThing.name, "Properties": properties, "DependsOn": "A"})

        stack = self.deploy(named("ours", "1"), name="named")
        self.deploy(named("ours", "2"), stack)
        self.assertEqual(stack.status, "UPDATE_ROLLBACK_COMPLETE")
        reasons = [event.reason for event in stack.events if event.status == "UPDATE_FAILED"]
        refusal = "CloudFormation cannot update a stack when a custom-named resource requires replacing."
        self.assertEqual(reasons, [f"{refusal} Rename ours and update the stack again."])
        self.assertEqual({Thing.world[name]["Value"] for name in Thing.world if name.startswith("A-")}, {"1"})
        self.assertEqual([name for name in Thing.world if name.startswith("N-")], ["N-4"])
        self.deploy(named("renamed", "2"), stack)
        self.assertEqual((stack.status, stack.resources["N"].physical_id), ("UPDATE_COMPLETE", "N-5"))

    def test_refuses_a_name_that_another_resource_bears(self) -> None:
        named = {"Type": NamedThing.name, "Properties": {"Name": "ours"}}
        stack = self.deploy(template(Old=named), name="named")
        moved = self.deploy(template(New=named), stack)
        self.assertEqual(moved.status, "UPDATE_ROLLBACK_COMPLETE")
        reasons = [event.reason for event in stack.events if event.status == "CREATE_FAILED"]
        self.assertEqual(reasons, [f"ours already exists in stack {stack.id}"])
        self.assertIn(stack.resources["Old"].physical_id, Thing.world)

    def test_a_name_counts_in_its_place(self) -> None:
        def named(place: str) -> dict[str, Any]:
            return {"Type": NamedThing.name, "Properties": {"Name": "prod", "Place": place}}

        places = {"A": named("api-1"), "B": named("api-2"), "C": named("arn:aws:events:eu-central-1:1:event-bus/shop")}
        stack = self.deploy(template(**places), name="named")
        self.assertEqual(stack.status, "CREATE_COMPLETE")
        self.deploy(template(**places, D={**named("shop"), "DependsOn": ["A", "B", "C"]}), stack)
        reasons = [event.reason for event in stack.events if event.status == "CREATE_FAILED"]
        self.assertEqual(reasons, [f"prod already exists in stack {stack.id}"])
        self.deploy(template(**places | {"A": named("api-3")}), stack)
        self.assertEqual((stack.status, stack.resources["A"].effective["Place"]), ("UPDATE_COMPLETE", "api-3"))

    def test_replaces_what_is_named_by_the_engine(self) -> None:
        for other in ("1", "2"):
            self.deploy(template(N={"Type": NamedThing.name, "Properties": {"Other": other}}), self.stack)
        self.assertEqual(self.stack.status, "UPDATE_COMPLETE")

    def test_keeps_the_replaced_one_where_the_policy_says_so(self) -> None:
        kept = thing({"Value": "1", "Name": "other"}, UpdateReplacePolicy="Retain")
        self.deploy(template(A=thing({"Value": "1"}), B=kept), self.stack)
        self.assertEqual(sorted(Thing.world), ["A-1", "B-2", "B-3"])

    def test_removes_what_the_template_no_longer_has_in_reverse_order(self) -> None:
        Thing.calls.clear()
        self.deploy(template(C=thing()), self.stack)
        self.assertEqual(Thing.calls, [("create", "C"), ("delete", "B"), ("delete", "A")])
        self.assertEqual(list(self.stack.resources), ["C"])

    def test_retags_everything_when_the_stack_tags_change(self) -> None:
        same = template(A=thing({"Value": "1"}), B=thing({"Value": get_att("A", "Value"), "Name": "n"}))
        self.deploy(same, self.stack, tags={"Owner": "you"})
        self.assertEqual([one["Tags"] for one in Thing.world.values()], [{"Owner": "you"}] * 2)

    def test_restores_everything_when_a_resource_is_refused(self) -> None:
        world = {key: dict(value) for key, value in Thing.world.items()}
        failing = thing({"Fail": "create"}, DependsOn=["A", "B", "D"])
        changed = template(A=thing({"Value": "2"}), B=thing({"Value": "1", "Name": "new"}), C=failing, D=thing())
        self.deploy(changed, self.stack)
        self.assertEqual(self.stack.status, "UPDATE_ROLLBACK_COMPLETE")
        self.assertEqual(Thing.world, world)
        self.assertEqual(list(self.stack.resources), ["A", "B"])
        self.assertEqual(self.stack.resources["B"].physical_id, "B-2")
        self.assertEqual(
            [line for line in self.history(self.stack, self.before) if line.startswith("stack")],
            [
                *("stack UPDATE_IN_PROGRESS", "stack UPDATE_ROLLBACK_IN_PROGRESS"),
                *("stack UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", "stack UPDATE_ROLLBACK_COMPLETE"),
            ],
        )
        reasons = [event.reason for event in self.stack.events if event.status == "UPDATE_ROLLBACK_IN_PROGRESS"]
        self.assertEqual(reasons, ["The following resource(s) failed to create: [C]. "])

    def test_restores_the_resource_whose_update_was_refused(self) -> None:
        self.deploy(template(A=thing({"Value": "2", "Fail": "update"})), self.stack)
        self.assertEqual(self.stack.status, "UPDATE_ROLLBACK_COMPLETE")
        self.assertEqual(Thing.world["A-1"]["Value"], "1")
        self.assertEqual(len(Thing.world), 2)

    def test_says_that_the_rollback_failed_when_a_resource_cannot_be_restored(self) -> None:
        stack = self.deploy(template(A=thing({"Value": "1", "Fail": "update"})), name="other")
        self.deploy(template(A=thing({"Value": "2"}), B=thing({"Fail": "create"}, DependsOn="A")), stack)
        self.assertEqual(stack.status, "UPDATE_ROLLBACK_FAILED")

    def test_finishes_the_update_when_only_the_clean_up_fails(self) -> None:
        stack = self.deploy(template(A=thing({"Fail": "delete"}), B=thing()), name="other")
        self.deploy(template(B=thing()), stack)
        self.assertEqual(stack.status, "UPDATE_COMPLETE")
        self.assertIn("A DELETE_FAILED", self.history(stack))

    def test_fails_to_change_a_resource_into_another_type(self) -> None:
        other = {"Type": OtherThing.name}
        with self.assertRaisesRegex(ValidationError, r"Update of resource type is not permitted.*\[A\]"):
            self.changes(self.stack, template(A=other))
