"""Roles and managed policies. What policies of their own have added to a role is not drift of the role."""

from collections.abc import Mapping
from typing import Any

from delivery_emulator.cloudformation.drift.reader import Standing, fields, pairs, policy, reads


@reads("AWS::IAM::Role")
def role(standing: Standing) -> Mapping[str, Any] | None:
    iam, name = standing.client("iam"), standing.physical_id
    found = iam.get_role(RoleName=name)["Role"]
    separate = {
        str(each.effective["PolicyName"]) for each in standing.siblings if each.type == "AWS::IAM::Policy"
    }
    inline = [each for each in iam.list_role_policies(RoleName=name)["PolicyNames"] if each not in separate]
    attached = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    own = standing.made_by("AWS::IAM::ManagedPolicy") - set(standing.properties.get("ManagedPolicyArns") or [])
    return {
        **fields(found, "RoleName", "Path", "Description", "MaxSessionDuration"),
        "AssumeRolePolicyDocument": policy(found["AssumeRolePolicyDocument"]),
        "PermissionsBoundary": (found.get("PermissionsBoundary") or {}).get("PermissionsBoundaryArn"),
        "ManagedPolicyArns": [each["PolicyArn"] for each in attached if each["PolicyArn"] not in own],
        "Policies": [
            {
                "PolicyName": each,
                "PolicyDocument": policy(iam.get_role_policy(RoleName=name, PolicyName=each)["PolicyDocument"]),
            }
            for each in inline
        ],
        "Tags": pairs(found.get("Tags")),
    }


@reads("AWS::IAM::ManagedPolicy")
def managed_policy(standing: Standing) -> Mapping[str, Any] | None:
    iam, arn = standing.client("iam"), standing.physical_id
    found = iam.get_policy(PolicyArn=arn)["Policy"]
    version = iam.get_policy_version(PolicyArn=arn, VersionId=found["DefaultVersionId"])["PolicyVersion"]
    holders = iam.list_entities_for_policy(PolicyArn=arn)
    return {
        "ManagedPolicyName": found["PolicyName"],
        **fields(found, "Path", "Description"),
        "PolicyDocument": policy(version["Document"]),
        **{
            f"{kind}s": [each[f"{kind}Name"] for each in holders[f"Policy{kind}s"]]
            for kind in ("Group", "Role", "User")
        },
    }
