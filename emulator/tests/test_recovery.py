import json
import threading
from typing import Any, ClassVar
from unittest.mock import patch

from engine import Thing, get_att, thing
from patience import PATIENCE
from stack_case import StackCase, body

from delivery_emulator.cloudformation import operations
from delivery_emulator.cloudformation.resource import Context, Made, Properties

STUBBORN = {"Value": "one", "Fail": "update"}
"""Is created, and cannot be made that again."""


class Slow(Thing):
    """Its update ends when the test says so."""

    name = "Test::Unit::Slow"
    begun: ClassVar[threading.Event] = threading.Event()
    may_end: ClassVar[threading.Event] = threading.Event()

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        self.begun.set()
        self.may_end.wait(PATIENCE)
        return super().update(context, physical_id, old, new)


class Recovery(StackCase):
    def setUp(self) -> None:
        super().setUp()
        Thing.world.clear()

    def create(self, **resources: Any) -> None:
        self.cloudformation.create_stack(StackName="s", TemplateBody=body(**resources))

    def deploy(self, disabled: bool = False, **resources: Any) -> None:
        self.cloudformation.update_stack(StackName="s", TemplateBody=body(**resources), DisableRollback=disabled)

    def values(self) -> dict[str, Any]:
        return {name.split("-")[0]: made.get("Value") for name, made in Thing.world.items()}

    def statuses(self) -> dict[str, str]:
        found = self.cloudformation.describe_stack_resources(StackName="s")["StackResources"]
        return {each["LogicalResourceId"]: each["ResourceStatus"] for each in found}

    def stubborn(self) -> None:
        """A stack whose update could not be rolled back."""
        self.create(A=thing(STUBBORN), B=thing({"Value": "one"}))
        failing = thing({"Fail": "create"}, DependsOn=["A", "B"])
        self.deploy(A=thing({"Value": "two"}), B=thing({"Value": "two"}), C=failing)
        self.assertEqual(self.status("s"), "UPDATE_ROLLBACK_FAILED")


class RollbackStack(Recovery):
    def test_takes_a_failed_update_back_over_all_attempts(self) -> None:
        self.create(A=thing({"Value": "one"}))
        failing = thing({"Fail": "create"}, DependsOn="A")
        self.deploy(True, A=thing({"Value": "two"}), B=failing)
        self.assertEqual((self.status("s"), self.values()), ("UPDATE_FAILED", {"A": "two"}))
        self.deploy(True, A=thing({"Value": "three"}), B=failing)
        self.cloudformation.rollback_stack(StackName="s")
        self.assertEqual((self.status("s"), self.values()), ("UPDATE_ROLLBACK_COMPLETE", {"A": "one"}))
        template = self.cloudformation.get_template(StackName="s")["TemplateBody"]
        self.assertEqual(template, json.loads(body(A=thing({"Value": "one"}))))

    def test_takes_a_failed_creation_back_to_nothing(self) -> None:
        failing = body(A=thing(), B=thing({"Fail": "create"}, DependsOn="A"))
        self.cloudformation.create_stack(StackName="s", TemplateBody=failing, DisableRollback=True)
        self.assertEqual((self.status("s"), len(Thing.world)), ("CREATE_FAILED", 1))
        self.cloudformation.rollback_stack(StackName="s")
        self.assertEqual((self.status("s"), Thing.world), ("ROLLBACK_COMPLETE", {}))

    def test_deletes_what_is_retained_only_where_it_is_told_to(self) -> None:
        for told, left in ((False, 1), (True, 0)):
            with self.subTest(told=told):
                failing = body(A=thing(DeletionPolicy="Retain"), B=thing({"Fail": "create"}, DependsOn="A"))
                self.cloudformation.create_stack(StackName="s", TemplateBody=failing, DisableRollback=True)
                self.cloudformation.rollback_stack(StackName="s", RetainExceptOnCreate=told)
                self.assertEqual(len(Thing.world), left)
                self.cloudformation.delete_stack(StackName="s")
                Thing.world.clear()

    def test_is_refused_in_every_other_state(self) -> None:
        self.create(A=thing())
        message = "RollbackStack cannot be called from current stack status"
        self.refused("ValidationError", message, self.cloudformation.rollback_stack, StackName="s")
        self.refused("ValidationError", "Stack [t] does not exist", self.cloudformation.rollback_stack, StackName="t")

    def test_an_update_without_it_goes_on_without_rollback_only(self) -> None:
        self.create(A=thing({"Value": "one"}))
        self.deploy(True, A=thing({"Value": "two", "Fail": "update"}))
        self.assertEqual((self.status("s"), self.values()), ("UPDATE_FAILED", {"A": "one"}))
        message = "This stack is currently in a non-terminal [UPDATE_FAILED] state."
        with self.assertRaisesRegex(Exception, "non-terminal"):
            self.deploy(False, A=thing({"Value": "two"}))
        kind = {"StackName": "s", "ChangeSetName": "c"}
        self.cloudformation.create_change_set(**kind, TemplateBody=body(A=thing({"Value": "two"})))
        self.refused("ValidationError", message, self.cloudformation.execute_change_set, **kind)
        self.cloudformation.execute_change_set(**kind, DisableRollback=True)
        self.assertEqual((self.status("s"), self.values()), ("UPDATE_COMPLETE", {"A": "two"}))
        message = "RollbackStack cannot be called"
        self.refused("ValidationError", message, self.cloudformation.rollback_stack, StackName="s")

    def test_replacements_are_refused_without_rollback(self) -> None:
        self.create(A=thing({"Name": "one"}))
        self.deploy(True, A=thing({"Name": "two"}))
        events = self.cloudformation.describe_stack_events(StackName="s")["StackEvents"]
        reasons = [each["ResourceStatusReason"] for each in events if each["ResourceStatus"] == "UPDATE_FAILED"]
        self.assertIn("Replacement type updates not supported on stack with disable-rollback.", reasons)


class ContinueUpdateRollback(Recovery):
    def test_tries_again_what_could_not_be_rolled_back(self) -> None:
        self.stubborn()
        self.assertEqual(self.values(), {"A": "two", "B": "one"})
        self.assertEqual(self.statuses()["A"], "UPDATE_FAILED")
        self.cloudformation.continue_update_rollback(StackName="s")
        self.assertEqual(self.status("s"), "UPDATE_ROLLBACK_FAILED")
        with patch.object(Thing, "_note"):
            self.cloudformation.continue_update_rollback(StackName="s")
        self.assertEqual((self.status("s"), self.values()), ("UPDATE_ROLLBACK_COMPLETE", {"A": "one", "B": "one"}))

    def test_skips_what_it_is_told_to(self) -> None:
        self.stubborn()
        self.cloudformation.continue_update_rollback(StackName="s", ResourcesToSkip=["A"])
        self.assertEqual((self.status("s"), self.values()), ("UPDATE_ROLLBACK_COMPLETE", {"A": "two", "B": "one"}))
        self.assertEqual(self.statuses(), {"A": "UPDATE_COMPLETE", "B": "UPDATE_COMPLETE"})
        self.deploy(A=thing({"Value": "three"}), B=thing({"Value": "one"}))
        self.assertEqual(self.status("s"), "UPDATE_COMPLETE")

    def test_skips_nothing_that_was_rolled_back(self) -> None:
        self.stubborn()
        go_on = self.cloudformation.continue_update_rollback
        self.refused("ValidationError", "[B] cannot be skipped", go_on, StackName="s", ResourcesToSkip=["A", "B"])

    def test_is_refused_in_every_other_state(self) -> None:
        self.create(A=thing())
        message = "RollbackUpdatedStack cannot be called from current stack status"
        self.refused("ValidationError", message, self.cloudformation.continue_update_rollback, StackName="s")

    def test_is_the_only_way_but_deletion(self) -> None:
        self.stubborn()
        with self.assertRaisesRegex(Exception, "is in UPDATE_ROLLBACK_FAILED state and can not be updated."):
            self.deploy(A=thing())


class CancelUpdateStack(Recovery):
    def setUp(self) -> None:
        super().setUp()
        Slow.begun.clear()
        Slow.may_end.clear()
        self.addCleanup(Slow.may_end.set)

    def test_rolls_the_update_back_after_the_resource_at_hand(self) -> None:
        slow = {"Type": Slow.name, "Properties": {"Value": "one"}}
        self.create(A=slow, B=thing({"Value": get_att("A", "Value")}))
        with patch.object(operations, "WAIT_SECONDS", 0.01):
            self.deploy(A={**slow, "Properties": {"Value": "two"}}, B=thing({"Value": get_att("A", "Value")}))
        self.assertTrue(Slow.begun.wait(PATIENCE))
        message = "cannot be deleted while in status UPDATE_IN_PROGRESS"
        self.refused("ValidationError", message, self.cloudformation.delete_stack, StackName="s")
        self.cloudformation.cancel_update_stack(StackName="s")
        Slow.may_end.set()
        self.cloudformation.get_waiter("stack_rollback_complete").wait(StackName="s", WaiterConfig={"Delay": 1})
        self.assertEqual(self.values(), {"A": "one", "B": "one"})
        events = self.cloudformation.describe_stack_events(StackName="s")["StackEvents"]
        began = [each for each in events if each["ResourceStatus"] == "UPDATE_ROLLBACK_IN_PROGRESS"]
        self.assertEqual([each["ResourceStatusReason"] for each in began], ["User Initiated"])

    def test_is_refused_in_every_other_state(self) -> None:
        self.create(A=thing())
        message = "CancelUpdateStack cannot be called from current stack status"
        self.refused("ValidationError", message, self.cloudformation.cancel_update_stack, StackName="s")


class Deletion(Recovery):
    def stuck(self) -> str:
        """A stack in `DELETE_FAILED`: A stays, B is gone."""
        self.create(A=thing({"Fail": "delete"}), B=thing())
        found = self.cloudformation.describe_stacks(StackName="s")["Stacks"][0]["StackId"]
        self.cloudformation.delete_stack(StackName="s")
        self.assertEqual(self.status("s"), "DELETE_FAILED")
        return str(found)

    def test_retains_what_it_is_told_to(self) -> None:
        stack_id = self.stuck()
        self.cloudformation.delete_stack(StackName="s", RetainResources=["A"])
        self.assertEqual((self.status(stack_id), len(Thing.world)), ("DELETE_COMPLETE", 1))

    def test_retains_nothing_that_is_gone_or_unknown(self) -> None:
        self.stuck()
        for name, message in (("B", "Do not specify resources that are in the DELETE_COMPLETE state."), ("C", "[C] do not exist")):
            self.refused("ValidationError", message, self.cloudformation.delete_stack, StackName="s", RetainResources=[name])
        self.cloudformation.delete_stack(StackName="s", DeletionMode="FORCE_DELETE_STACK")

    def test_by_force_leaves_what_cannot_be_deleted(self) -> None:
        stack_id = self.stuck()
        self.cloudformation.delete_stack(StackName="s", DeletionMode="FORCE_DELETE_STACK")
        self.assertEqual((self.status(stack_id), len(Thing.world)), ("DELETE_COMPLETE", 1))

    def test_offers_both_in_delete_failed_only(self) -> None:
        self.create(A=thing())
        delete = self.cloudformation.delete_stack
        message = "specify which resources to retain only when the stack is in the DELETE_FAILED state."
        self.refused("ValidationError", message, delete, StackName="s", RetainResources=["A"])
        message = "You can activate DeletionMode FORCE_DELETE_STACK in a delete stack operation only when"
        self.refused("ValidationError", message, delete, StackName="s", DeletionMode="FORCE_DELETE_STACK")
        message = "Member must satisfy enum value set: [STANDARD, FORCE_DELETE_STACK]"
        self.refused("ValidationError", message, delete, StackName="s", DeletionMode="GENTLY")
