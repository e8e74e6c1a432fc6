"""IAM's policy simulator: what it decides, under which circumstances."""

import unittest
from typing import Any

from policies import allow, document
from service_case import ACCOUNT, OTHER_ACCOUNT
from simulator_case import BOB, BUCKET, OBJECT, OUTSIDE, SimulatorCase, deny, entry


class Decisions(SimulatorCase):
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


class Context(SimulatorCase):
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
        self.assertIn("enum value set", self.refused(ContextEntries=[entry("a:key", "1", kind="number")])[1])
        self.assertIn("given twice", self.refused(ContextEntries=[entry("a:key", "1"), entry("A:key", "1")])[1])

    def test_a_list_is_compared_as_a_set(self) -> None:
        some = {**allow("s3:*"), "Condition": {"ForAnyValue:StringEquals": {"aws:TagKeys": "b"}}}
        self.assertEqual(self.custom(some, ContextEntries=[entry("aws:TagKeys", "a", "b", kind="stringList")])["EvalDecision"], "allowed")
        self.assertEqual(self.custom(some, ContextEntries=[entry("aws:TagKeys", "a", kind="stringList")])["EvalDecision"], "implicitDeny")


class ResourcePolicies(SimulatorCase):
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


if __name__ == "__main__":
    unittest.main()
