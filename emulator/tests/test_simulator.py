"""IAM's policy simulator: what it answers, and what it refuses."""

import json
import unittest
from typing import Any

from botocore.exceptions import ClientError
from judged_case import JudgedCase
from policies import allow, document
from service_case import ACCOUNT, OTHER_ACCOUNT, ServiceCase

from delivery_emulator.authorization.simulation import CannotEvaluate, SimulatedPolicy, Simulation
from delivery_emulator.policy import Principal

BUCKET = "arn:aws:s3:::things"
OBJECT = f"{BUCKET}/a"
BOB = f"arn:aws:iam::{ACCOUNT}:user/bob"


def deny(action: str, **more: Any) -> dict[str, Any]:
    return {"Effect": "Deny", "Action": action, "Resource": "*", **more}


def entry(key: str, *values: str, kind: str = "string") -> dict[str, Any]:
    return {"ContextKeyName": key, "ContextKeyType": kind, "ContextKeyValues": list(values)}


OUTSIDE = deny("s3:*", Condition={"StringNotEquals": {"aws:SourceVpc": "vpc-1"}})


class Simulator(ServiceCase):
    def setUp(self) -> None:
        self.iam = self.client("iam")

    def custom(self, *statements: dict[str, Any], action: str = "s3:GetObject", **more: Any) -> dict[str, Any]:
        """The only result of a simulation of one policy with these statements."""
        policies = [document(*statements)] if statements else [document(allow("s3:*"))]
        (result,) = self.iam.simulate_custom_policy(PolicyInputList=policies, ActionNames=[action], **more)["EvaluationResults"]
        return result

    def refused(self, **more: Any) -> tuple[str, str]:
        asked = {"PolicyInputList": [document(allow("s3:*"))], "ActionNames": ["s3:GetObject"], **more}
        with self.assertRaises(ClientError) as caught:
            self.iam.simulate_custom_policy(**asked)
        error = caught.exception.response["Error"]
        return error["Code"], error["Message"]


class Decisions(Simulator):
    def test_of_a_call_on_everything(self) -> None:
        source = [{"SourcePolicyId": "PolicyInputList.1", "SourcePolicyType": "IAM Policy"}]
        wanted = {"EvalActionName": "s3:GetObject", "EvalResourceName": "*", "EvalDecision": "allowed", "MatchedStatements": source}
        self.assertEqual(self.custom(), {**wanted, "MissingContextValues": []})
        self.assertEqual(self.custom(allow("s3:Put*"))["EvalDecision"], "implicitDeny")
        self.assertEqual(self.custom(allow("s3:Put*"))["MatchedStatements"], [])

    def test_an_explicit_deny_overrides_and_stands_alone(self) -> None:
        policies = [document(allow("s3:*")), document(deny("s3:Get*"))]
        (result,) = self.iam.simulate_custom_policy(PolicyInputList=policies, ActionNames=["s3:GetObject"])["EvaluationResults"]
        self.assertEqual(result["EvalDecision"], "explicitDeny")
        self.assertEqual([each["SourcePolicyId"] for each in result["MatchedStatements"]], ["PolicyInputList.2"])

    def test_each_resource_has_its_own_and_the_action_the_strictest(self) -> None:
        result = self.custom(allow("s3:*", f"{BUCKET}/*"), {**deny("s3:*"), "Resource": f"{BUCKET}/no"}, ResourceArns=[OBJECT, f"{BUCKET}/no", BUCKET])
        self.assertEqual((result["EvalDecision"], result["EvalDecisionDetails"], "EvalResourceName" in result), ("explicitDeny", {}, False))
        found = [(each["EvalResourceName"], each["EvalResourceDecision"]) for each in result["ResourceSpecificResults"]]
        self.assertEqual(found, [(OBJECT, "allowed"), (f"{BUCKET}/no", "explicitDeny"), (BUCKET, "implicitDeny")])
        result = self.custom(allow("s3:*", f"{BUCKET}/*"), ResourceArns=[OBJECT, BUCKET])
        self.assertEqual(result["EvalDecision"], "implicitDeny")

    def test_a_boundary_limits_and_says_so(self) -> None:
        for limit, decision, within in (
            (allow("s3:*"), "allowed", True),
            (allow("s3:Put*"), "implicitDeny", False),
            (deny("s3:*"), "explicitDeny", False),
        ):
            result = self.custom(allow("*"), PermissionsBoundaryPolicyInputList=[document(limit)], ResourceArns=[OBJECT])
            self.assertEqual(result["EvalDecision"], decision)
            for each in (result, *result["ResourceSpecificResults"]):
                self.assertEqual(each["PermissionsBoundaryDecisionDetail"], {"AllowedByPermissionsBoundary": within})


class Context(Simulator):
    def test_a_missing_key_is_absent_and_named_with_the_resource_where_there_is_one(self) -> None:
        everywhere = self.custom(allow("s3:*"), OUTSIDE)
        self.assertEqual((everywhere["EvalDecision"], everywhere["MissingContextValues"]), ("explicitDeny", ["aws:SourceVpc"]))
        here = self.custom(allow("s3:*"), OUTSIDE, ResourceArns=[OBJECT])
        self.assertEqual(here["MissingContextValues"], [])
        self.assertEqual(here["ResourceSpecificResults"][0]["MissingContextValues"], ["aws:SourceVpc"])

    def test_a_told_key_counts_whatever_its_case(self) -> None:
        inside = self.custom(allow("s3:*"), OUTSIDE, ContextEntries=[entry("AWS:sourcevpc", "vpc-1")])
        self.assertEqual((inside["EvalDecision"], inside["MissingContextValues"]), ("allowed", []))

    def test_keys_of_statements_about_other_calls_and_of_variables_are_missing_too(self) -> None:
        listing = {**allow("s3:ListBucket", BUCKET), "Condition": {"StringLike": {"aws:PrincipalTag/service": ["s3", "${aws:PrincipalTag/other}${*}"]}}}
        result = self.custom(listing, allow("s3:GetObject", f"{BUCKET}/${{aws:username}}"), action="s3:ListBucket")
        self.assertEqual(result["MissingContextValues"], ["aws:PrincipalTag/service", "aws:PrincipalTag/other", "aws:username"])

    def test_keys_of_boundary_and_resource_policy_are_missing_too(self) -> None:
        limit = {**allow("*"), "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}
        held = deny("s3:*", Principal="*", Condition={"Bool": {"aws:SecureTransport": "false"}, "ArnNotLike": {"aws:PrincipalArn": BOB}})
        result = self.custom(
            allow("*"),
            PermissionsBoundaryPolicyInputList=[document(limit)],
            ResourcePolicy=document(held),
            CallerArn=BOB,
            ResourceArns=[OBJECT],
        )
        missing = result["ResourceSpecificResults"][0]["MissingContextValues"]
        self.assertEqual(missing, ["aws:MultiFactorAuthPresent", "aws:SecureTransport"])

    def test_types(self) -> None:
        for kind, value, wrong in (
            ("numeric", "1.5", "one"),
            ("boolean", "true", "yes"),
            ("ip", "10.0.0.1", "here"),
            ("date", "2026-01-01T00:00:00Z", "today"),
            ("binary", "AAEC", "-"),
        ):
            self.custom(ContextEntries=[entry("a:key", value, kind=kind)])
            self.custom(ContextEntries=[entry("a:key", value, value, kind=f"{kind}List")])
            code, message = self.refused(ContextEntries=[entry("a:key", wrong, kind=kind)])
            self.assertEqual((code, message), ("InvalidInput", f"Context key a:key: {wrong} is no {kind}."))
            self.assertEqual(self.refused(ContextEntries=[entry("a:key", value, value, kind=kind)])[0], "InvalidInput")
        self.assertIn("unknown", self.refused(ContextEntries=[entry("a:key", "1", kind="number")])[1])
        self.assertIn("given twice", self.refused(ContextEntries=[entry("a:key", "1"), entry("A:key", "1")])[1])

    def test_a_list_is_compared_as_a_set(self) -> None:
        some = {**allow("s3:*"), "Condition": {"ForAnyValue:StringEquals": {"aws:TagKeys": "b"}}}
        self.assertEqual(self.custom(some, ContextEntries=[entry("aws:TagKeys", "a", "b", kind="stringList")])["EvalDecision"], "allowed")
        self.assertEqual(self.custom(some, ContextEntries=[entry("aws:TagKeys", "a", kind="stringList")])["EvalDecision"], "implicitDeny")


class ResourcePolicies(Simulator):
    def held(self, statement: dict[str, Any], own: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        given = {"ResourcePolicy": document(statement), "CallerArn": BOB, "ResourceArns": [OBJECT], **more}
        return self.custom(own or allow("ec2:*"), **given)

    def test_lets_the_user_himself_in_and_leaves_an_account_to_its_own_policies(self) -> None:
        named = self.held({**allow("s3:*"), "Principal": {"AWS": BOB}})
        self.assertEqual(named["EvalDecision"], "allowed")
        self.assertEqual(named["MatchedStatements"], [{"SourcePolicyId": "ResourcePolicy", "SourcePolicyType": "Resource Policy"}])
        for other in (f"arn:aws:iam::{ACCOUNT}:root", f"arn:aws:iam::{ACCOUNT}:user/eve"):
            self.assertEqual(self.held({**allow("s3:*"), "Principal": {"AWS": other}})["EvalDecision"], "implicitDeny")

    def test_denies(self) -> None:
        found = self.held(deny("s3:*", Principal="*"), allow("*"))
        self.assertEqual(found["EvalDecision"], "explicitDeny")

    def test_are_refused_where_they_are_not_simulated(self) -> None:
        policy = document({**allow("*"), "Principal": "*"})
        asked = {"ResourcePolicy": policy, "CallerArn": BOB, "ResourceArns": [OBJECT]}
        self.assertEqual(self.refused(**{**asked, "CallerArn": f"arn:aws:iam::{ACCOUNT}:role/r"})[0], "InvalidInput")
        self.assertEqual(self.refused(ResourcePolicy=policy, ResourceArns=[OBJECT])[0], "InvalidInput")
        role = f"arn:aws:iam::{ACCOUNT}:role/r"
        self.assertEqual(
            self.refused(**{**asked, "ResourceArns": [role]}),
            ("NotImplemented", f"not in the emulator: a simulation with a ResourcePolicy of {role}"),
        )
        self.assertEqual(self.refused(**{**asked, "ResourceArns": ["*"]})[0], "NotImplemented")
        queue = f"arn:aws:sqs:eu-west-1:{OTHER_ACCOUNT}:q"
        self.assertIn("in another account", self.refused(**{**asked, "ResourceArns": [queue]})[1])
        owner = f"arn:aws:iam::{OTHER_ACCOUNT}:root"
        self.assertIn("ResourceOwner is another account", self.refused(**asked, ResourceOwner=owner)[1])
        self.assertEqual(self.refused(**asked, ResourceOwner=ACCOUNT), ("InvalidInput", f"'{ACCOUNT}' is not a valid as a Resource Owner."))
        self.assertEqual(self.held({**allow("*"), "Principal": "*"}, ResourceOwner=f"arn:aws:iam::{ACCOUNT}:root")["EvalDecision"], "allowed")


class Pages(Simulator):
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


class Refusals(Simulator):
    def test_of_wrong_input(self) -> None:
        for change, part in (
            ({"ActionNames": ["s3:Get*"]}, "s3:Get\\*"),
            ({"ActionNames": ["GetObject"]}, "GetObject"),
            ({"ResourceArns": ["things"]}, "ResourceNames are not in a valid ARN format: things."),
            ({"PolicyInputList": ["{"]}, "not JSON"),
            ({"PolicyInputList": ["{}"]}, "Statement"),
            ({"PolicyInputList": [document(allow("*")) + " \u0100"]}, "U\\+00FF"),
            ({"PolicyInputList": [document({**allow("*"), "Principal": "*"})]}, "must not name a Principal"),
            ({"PermissionsBoundaryPolicyInputList": [document(allow("*"))] * 2}, "one policy only"),
            ({"CallerArn": f"arn:aws:sts::{ACCOUNT}:assumed-role/r/s"}, "must be the ARN of an IAM user"),
        ):
            code, message = self.refused(**change)
            self.assertEqual(code, "InvalidInput")
            self.assertRegex(message, part)
        self.assertEqual(self.refused(PolicyInputList=[])[0], "ValidationError")
        self.assertEqual(self.refused(ActionNames=[])[0], "ValidationError")
        without = document({**allow("*", OBJECT)})
        self.assertEqual(self.refused(ResourcePolicy=without, CallerArn=BOB, ResourceArns=[OBJECT])[0], "InvalidInput")

    def test_of_what_is_not_simulated_by_its_name(self) -> None:
        found = self.refused(ResourceHandlingOption="EC2-VPC-EBS")
        self.assertEqual(found, ("NotImplemented", "not in the emulator: SimulateCustomPolicy with ResourceHandlingOption"))

    def test_of_a_parameter_that_nobody_knows(self) -> None:
        def add(params: dict[str, Any], **_: Any) -> None:
            params["body"]["OrderedOrganizationPolicyInputList.member.1"] = "{}"

        self.iam.meta.events.register("before-call.iam.SimulateCustomPolicy", add)
        self.assertEqual(self.refused()[1], "not in the emulator: SimulateCustomPolicy with OrderedOrganizationPolicyInputList")

    def test_of_a_policy_that_cannot_be_evaluated(self) -> None:
        odd = deny("s3:*", Condition={"StringResembles": {"aws:SourceVpc": "x"}})
        code, message = self.refused(PolicyInputList=[document(allow("*")), document(odd)])
        self.assertEqual(code, "PolicyEvaluation")
        self.assertIn('PolicyInputList.2: statement 1 of policy 1: unknown condition operator "StringResembles"', message)


class Principals(Simulator):
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
