"""IAM's policy simulator: the policies of principals, pages, and what it refuses."""

import json
import unittest
from typing import Any

from botocore.exceptions import ClientError
from judged_case import JudgedCase
from policies import allow, document
from service_case import ACCOUNT, OTHER_ACCOUNT
from simulator_case import BOB, OBJECT, SimulatorCase, deny

from delivery_emulator.authorization.simulation import CannotEvaluate, SimulatedPolicy, Simulation
from delivery_emulator.policy import Principal


class Pages(SimulatorCase):
    def test_go_by_actions(self) -> None:
        actions = [f"s3:Get{name}" for name in ("A", "B", "C")]
        asked: dict[str, Any] = {"PolicyInputList": [document(allow("*"))], "ActionNames": actions, "MaxItems": 2}
        first = self.iam.simulate_custom_policy(**asked)
        second = self.iam.simulate_custom_policy(**asked, Marker=first["Marker"])
        found = [[each["EvalActionName"] for each in page["EvaluationResults"]] for page in (first, second)]
        self.assertEqual((found, first["IsTruncated"], second["IsTruncated"]), ([actions[:2], actions[2:]], True, False))
        self.assertNotIn("Marker", second)
        self.assertEqual(self.refused(Marker="3"), ("ValidationError", "Invalid Marker 3"))
        self.assertEqual(self.refused(Marker="x")[0], "ValidationError")


class Refusals(SimulatorCase):
    def test_of_wrong_input(self) -> None:
        for change, part in (
            ({"ActionNames": ["s3:Get*"]}, "s3:Get\\*"),
            ({"ActionNames": ["GetObject"]}, "GetObject"),
            ({"ResourceArns": ["things"]}, "ResourceNames are not in a valid ARN format: things."),
            ({"PolicyInputList": ["{"]}, "not JSON"),
            ({"PolicyInputList": ["{}"]}, "Statement"),
            ({"PolicyInputList": [document({**allow("*"), "Principal": "*"})]}, "must not name a Principal"),
            ({"PermissionsBoundaryPolicyInputList": [document(allow("*"))] * 2}, "one policy only"),
            ({"CallerArn": f"arn:aws:sts::{ACCOUNT}:assumed-role/r/s"}, "must be the ARN of an IAM user"),
        ):
            code, message = self.refused(**change)
            self.assertEqual(code, "InvalidInput")
            self.assertRegex(message, part)
        self.assertEqual(self.refused(PolicyInputList=[])[0], "ValidationError")
        self.assertIn("regular expression", self.refused(PolicyInputList=[document(allow("*")) + " \u0100"])[1])
        self.assertEqual(self.refused(ActionNames=[])[0], "ValidationError")
        without = document({**allow("*", OBJECT)})
        self.assertEqual(self.refused(ResourcePolicy=without, CallerArn=BOB, ResourceArns=[OBJECT])[0], "InvalidInput")

    def test_of_what_is_not_simulated_by_its_name(self) -> None:
        found = self.refused(ResourceHandlingOption="EC2-VPC-EBS")
        self.assertEqual(found, ("NotImplemented", "not in the emulator: SimulateCustomPolicy with ResourceHandlingOption"))

    def test_of_a_parameter_that_nobody_knows(self) -> None:
        def add(params: dict[str, Any], **_: Any) -> None:
            params["body"]["OrderedOrganizationPolicyInputList.member.1"] = "{}"

        self.iam = self.own_client("iam")
        self.iam.meta.events.register("before-call.iam.SimulateCustomPolicy", add)
        self.assertEqual(self.refused()[1], "not in the emulator: SimulateCustomPolicy with OrderedOrganizationPolicyInputList")

    def test_of_a_policy_that_cannot_be_evaluated(self) -> None:
        odd = deny("s3:*", Condition={"StringResembles": {"aws:SourceVpc": "x"}})
        code, message = self.refused(PolicyInputList=[document(allow("*")), document(odd)])
        self.assertEqual(code, "PolicyEvaluation")
        self.assertIn('PolicyInputList.2: statement 1 of policy 1: unknown condition operator "StringResembles"', message)


class Principals(SimulatorCase):
    def setUp(self) -> None:
        super().setUp()
        trust = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}]})
        self.role = self.iam.create_role(RoleName="worker", Path="/team/", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
        self.addCleanup(self.iam.delete_role, RoleName="worker")
        self.iam.put_role_policy(RoleName="worker", PolicyName="reads", PolicyDocument=document(allow("s3:Get*")))
        self.addCleanup(self.iam.delete_role_policy, RoleName="worker", PolicyName="reads")

    def principal(self, source: str, action: str = "s3:GetObject", **more: Any) -> tuple[str, list[str]]:
        (result,) = self.iam.simulate_principal_policy(PolicySourceArn=source, ActionNames=[action], **more)["EvaluationResults"]
        return result["EvalDecision"], [each["SourcePolicyId"] for each in result["MatchedStatements"]]

    def test_a_role_by_its_inline_and_attached_policies_and_those_given(self) -> None:
        self.assertEqual(self.principal(self.role), ("allowed", ["role_worker_reads"]))
        self.assertEqual(self.principal(self.role, "ec2:DescribeVpcs"), ("implicitDeny", []))
        arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
        self.iam.attach_role_policy(RoleName="worker", PolicyArn=arn)
        self.addCleanup(self.iam.detach_role_policy, RoleName="worker", PolicyArn=arn)
        self.assertEqual(self.principal(self.role, "ec2:DescribeVpcs"), ("allowed", ["ReadOnlyAccess"]))
        found = self.principal(self.role, "ec2:DescribeVpcs", PolicyInputList=[document(deny("ec2:*"))])
        self.assertEqual(found, ("explicitDeny", ["PolicyInputList.1"]))

    def test_a_role_within_its_boundary_or_the_one_given(self) -> None:
        limit = self.iam.create_policy(PolicyName="limit", PolicyDocument=document(allow("ec2:*")))["Policy"]["Arn"]
        self.addCleanup(self.iam.delete_policy, PolicyArn=limit)
        self.iam.put_role_permissions_boundary(RoleName="worker", PermissionsBoundary=limit)
        self.addCleanup(self.iam.delete_role_permissions_boundary, RoleName="worker")
        self.assertEqual(self.principal(self.role)[0], "implicitDeny")
        wide = [document(allow("*"))]
        self.assertEqual(self.principal(self.role, PermissionsBoundaryPolicyInputList=wide)[0], "allowed")

    def test_a_user_with_his_groups_who_is_the_caller_unless_another_is_named(self) -> None:
        user = self.iam.create_user(UserName="ann")["User"]["Arn"]
        self.addCleanup(self.iam.delete_user, UserName="ann")
        group = self.iam.create_group(GroupName="readers")["Group"]["Arn"]
        self.addCleanup(self.iam.delete_group, GroupName="readers")
        self.iam.put_group_policy(GroupName="readers", PolicyName="reads", PolicyDocument=document(allow("s3:GetObject")))
        self.addCleanup(self.iam.delete_group_policy, GroupName="readers", PolicyName="reads")
        self.iam.add_user_to_group(GroupName="readers", UserName="ann")
        self.addCleanup(self.iam.remove_user_from_group, GroupName="readers", UserName="ann")
        self.assertEqual(self.principal(user), ("allowed", ["group_readers_reads"]))
        self.assertEqual(self.principal(group), ("allowed", ["group_readers_reads"]))
        held = {"ResourceArns": [OBJECT], "ResourcePolicy": document({**allow("s3:*"), "Principal": {"AWS": user}})}
        self.assertEqual(self.principal(user, "s3:PutObject", **held)[0], "allowed")
        self.assertEqual(self.principal(user, "s3:PutObject", CallerArn=BOB, **held)[0], "implicitDeny")
        with self.assertRaisesRegex(ClientError, "CallerArn is required with a ResourcePolicy"):
            self.principal(self.role, **held)

    def test_who_is_not_there_or_no_user_group_or_role_is_refused(self) -> None:
        for source in (f"arn:aws:iam::{ACCOUNT}:role/gone", self.role.replace(ACCOUNT, OTHER_ACCOUNT), self.role.replace("arn:aws:", "arn:aws-cn:")):
            with self.assertRaisesRegex(ClientError, "NoSuchEntity.*role with name .* cannot be found"):
                self.principal(source)
        with self.assertRaisesRegex(ClientError, "InvalidInput.*Invalid Entity Arn: .* does not clearly define entity type and name"):
            self.principal(f"arn:aws:sts::{ACCOUNT}:assumed-role/worker/s")


class Permissions(JudgedCase):
    def test_custom_policies_for_who_may_and_principals_each_by_itself(self) -> None:
        own = f"arn:aws:iam::{ACCOUNT}:role/r"
        iam = self.acting("iam", allow("iam:SimulateCustomPolicy"), allow("iam:SimulatePrincipalPolicy", own))
        iam.simulate_custom_policy(PolicyInputList=[document(allow("*"))], ActionNames=["s3:GetObject"])
        iam.simulate_principal_policy(PolicySourceArn=own, ActionNames=["s3:GetObject"])
        other = f"arn:aws:iam::{ACCOUNT}:role/other"
        code, message = self.refused(iam.simulate_principal_policy, PolicySourceArn=other, ActionNames=["s3:GetObject"])
        self.assertEqual(code, "AccessDenied")
        self.assertIn(f"iam:SimulatePrincipalPolicy on resource: {other} because no identity-based policy", message)


class Doubt(unittest.TestCase):
    def test_does_not_hide_what_is_sure(self) -> None:
        def said(*statements: dict[str, Any]) -> str:
            own = SimulatedPolicy("own", "IAM Policy", document(*statements))
            return Simulation((own,), (), (), Principal.anonymous(), {}).ask("s3:GetObject", OBJECT).decision

        odd = {"Condition": {"StringResembles": {"aws:SourceVpc": "x"}}}
        self.assertEqual(said(deny("s3:*"), deny("s3:*", **odd)), "explicitDeny")
        self.assertEqual(said(allow("s3:*"), {**allow("s3:*"), **odd}), "allowed")
        for doubtful in ({**allow("s3:*"), **odd}, deny("s3:*", **odd)):
            with self.assertRaises(CannotEvaluate):
                said(doubtful)


if __name__ == "__main__":
    unittest.main()
