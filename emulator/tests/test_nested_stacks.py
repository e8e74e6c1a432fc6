import json
from typing import Any

from engine import Thing, thing
from service_case import REGION
from stack_case import StackCase, body

BUCKET = "templates-of-nested-stacks"


class NestedStacks(StackCase):
    def setUp(self) -> None:
        super().setUp()
        Thing.world.clear()
        self.s3 = self.client("s3")
        self.s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        self.addCleanup(self.s3.delete_bucket, Bucket=BUCKET)

    def inner(self, key: str = "inner.json", **properties: Any) -> str:
        """The URL of a template with one parameter, one resource and one output."""
        template = {
            "Parameters": {"Given": {"Type": "String", "Default": "none"}},
            "Resources": {"Deep": thing({"Value": {"Ref": "Given"}, **properties})},
            "Outputs": {"Said": {"Value": {"Fn::GetAtt": ["Deep", "Value"]}}},
        }
        self.s3.put_object(Bucket=BUCKET, Key=key, Body=json.dumps(template).encode())
        self.addCleanup(self.s3.delete_object, Bucket=BUCKET, Key=key)
        return f"{self.endpoint}/{BUCKET}/{key}"

    def outer(self, given: str, url: str, **more: Any) -> str:
        below = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": url, "Parameters": {"Given": given}}}
        return body(Below=below, After=thing({"Value": {"Fn::GetAtt": ["Below", "Outputs.Said"]}}), **more)

    def values(self) -> dict[str, Any]:
        return {name.split("-")[0]: made.get("Value") for name, made in Thing.world.items()}

    def below(self) -> dict[str, Any]:
        found = self.cloudformation.describe_stack_resources(StackName="s", LogicalResourceId="Below")["StackResources"]
        stacks: list[dict[str, Any]] = self.cloudformation.describe_stacks(StackName=found[0]["PhysicalResourceId"])["Stacks"]
        return stacks[0]

    def test_are_made_changed_and_deleted_with_the_stack_above(self) -> None:
        url = self.inner()
        above = self.cloudformation.create_stack(StackName="s", TemplateBody=self.outer("one", url))["StackId"]
        self.assertEqual((self.status("s"), self.values()), ("CREATE_COMPLETE", {"Deep": "one", "After": "one"}))
        below = self.below()
        self.assertEqual((below["ParentId"], below["RootId"]), (above, above))
        self.assertRegex(below["StackName"], r"^s-Below-[0-9A-Z]{12}$")
        self.cloudformation.update_stack(StackName="s", TemplateBody=self.outer("two", url))
        self.assertEqual((self.status("s"), self.values()), ("UPDATE_COMPLETE", {"Deep": "two", "After": "two"}))
        self.cloudformation.delete_stack(StackName="s")
        self.assertEqual((self.status(below["StackId"]), Thing.world), ("DELETE_COMPLETE", {}))

    def test_that_fail_to_be_made_fail_the_stack_above(self) -> None:
        outer = self.outer("one", self.inner(Fail="create"))
        self.cloudformation.create_stack(StackName="s", TemplateBody=outer)
        self.assertEqual((self.status("s"), Thing.world), ("ROLLBACK_COMPLETE", {}))
        events = self.cloudformation.describe_stack_events(StackName="s")["StackEvents"]
        reason = next(each["ResourceStatusReason"] for each in events if each["ResourceStatus"] == "CREATE_FAILED")
        expected = r"^Embedded stack arn:\S+ was not successfully created: The following resource\(s\) failed to create: \[Deep\]"
        self.assertRegex(reason, expected)

    def test_go_back_with_the_stack_above(self) -> None:
        good, bad = self.inner(), self.inner("bad.json", Fail="update")
        failing = thing({"Fail": "create"}, DependsOn="After")
        self.cloudformation.create_stack(StackName="s", TemplateBody=self.outer("one", good))
        self.cloudformation.update_stack(StackName="s", TemplateBody=self.outer("two", good, Last=failing))
        self.assertEqual((self.status("s"), self.values()), ("UPDATE_ROLLBACK_COMPLETE", {"Deep": "one", "After": "one"}))
        self.cloudformation.update_stack(StackName="s", TemplateBody=self.outer("two", bad))
        self.assertEqual((self.status("s"), self.values()), ("UPDATE_ROLLBACK_COMPLETE", {"Deep": "one", "After": "one"}))
        events = self.cloudformation.describe_stack_events(StackName="s")["StackEvents"]
        reason = next(each["ResourceStatusReason"] for each in events if each["ResourceStatus"] == "UPDATE_FAILED")
        self.assertRegex(reason, r"^Embedded stack arn:\S+ was not successfully updated. Currently in UPDATE_ROLLBACK_COMPLETE")

    def test_go_back_from_where_a_rollback_was_not_wanted(self) -> None:
        good, bad = self.inner(), self.inner("bad.json", Fail="update")
        self.cloudformation.create_stack(StackName="s", TemplateBody=self.outer("one", good))
        self.cloudformation.update_stack(StackName="s", TemplateBody=self.outer("two", bad), DisableRollback=True)
        self.assertEqual((self.status("s"), self.below()["StackStatus"]), ("UPDATE_FAILED", "UPDATE_FAILED"))
        self.cloudformation.rollback_stack(StackName="s")
        self.assertEqual((self.status("s"), self.values()), ("UPDATE_ROLLBACK_COMPLETE", {"Deep": "one", "After": "one"}))

    def test_have_change_sets_of_their_own(self) -> None:
        url = self.inner()
        self.cloudformation.create_stack(StackName="s", TemplateBody=self.outer("one", url))
        changed = self.change_set(self.outer("two", url), IncludeNestedStacks=True)
        change = next(each["ResourceChange"] for each in changed["Changes"] if each["ResourceChange"]["LogicalResourceId"] == "Below")
        below = self.cloudformation.describe_change_set(ChangeSetName=change["ChangeSetId"], StackName=change["PhysicalResourceId"])
        self.assertEqual(below["ParentChangeSetId"], changed["ChangeSetId"])
        self.assertEqual([each["ResourceChange"]["LogicalResourceId"] for each in below["Changes"]], ["Deep"])
        self.execute()
        self.assertEqual(self.values(), {"Deep": "two", "After": "two"})

    def test_fail_the_change_set_above_with_their_own(self) -> None:
        template = {"Resources": {"Group": {"Type": "AWS::Logs::LogGroup", "Properties": {"RetentionInDays": 2}}}}
        self.s3.put_object(Bucket=BUCKET, Key="odd.json", Body=json.dumps(template).encode())
        self.addCleanup(self.s3.delete_object, Bucket=BUCKET, Key="odd.json")
        below = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": f"{self.endpoint}/{BUCKET}/odd.json"}}
        found = self.change_set(body(Below=below), "CREATE", IncludeNestedStacks=True)
        inner = found["Changes"][0]["ResourceChange"]["ChangeSetId"]
        self.assertEqual((found["Status"], found["ExecutionStatus"]), ("FAILED", "UNAVAILABLE"))
        self.assertEqual(found["StatusReason"], f"Nested change set {inner} was not successfully created: Currently in FAILED.")
        child = self.cloudformation.describe_change_set(ChangeSetName=inner)
        self.assertIn("PropertyValidation", child["StatusReason"])
        named = {"ChangeSetName": child["ChangeSetName"], "StackName": child["StackName"]}
        events = self.cloudformation.describe_events(**named, Filters={"FailedEvents": True})["OperationEvents"]
        self.assertEqual([each["ValidationPath"] for each in events], ["/Resources/Group/Properties/RetentionInDays"])

    def test_are_led_back_from_above_only(self) -> None:
        self.cloudformation.create_stack(StackName="s", TemplateBody=self.outer("one", self.inner()))
        go_on, name = self.cloudformation.continue_update_rollback, self.below()["StackName"]
        self.refused("ValidationError", "RollbackUpdatedStack cannot be invoked on child stacks", go_on, StackName=name)
