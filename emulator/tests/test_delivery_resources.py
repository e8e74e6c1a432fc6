"""The resource types of bootstrap, each read back through its service."""

import json
from typing import Any

from service_case import ServiceCase

from delivery_emulator.cloudformation.resource import ResourceType

TAGS = [{"Key": "Owner", "Value": "me"}]


def trust(service: str) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def policy(action: str) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]}


class Roles(ServiceCase):
    def test_role_is_kept_whole_and_changed_in_place(self) -> None:
        iam = self.client("iam")
        old = {
            "RoleName": "whole",
            "AssumeRolePolicyDocument": trust("lambda.amazonaws.com"),
            "Description": "before",
            "ManagedPolicyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
            "Policies": [{"PolicyName": "a", "PolicyDocument": policy("s3:*")}],
            "Tags": TAGS,
        }
        made = self.make("AWS::IAM::Role", old)
        role = iam.get_role(RoleName="whole")["Role"]
        self.assertEqual((role["Description"], role["MaxSessionDuration"], role["Tags"]), ("before", 3600, TAGS))
        self.assertEqual(made.attributes["Arn"], role["Arn"])
        new = {
            "RoleName": "whole",
            "AssumeRolePolicyDocument": trust("ec2.amazonaws.com"),
            "MaxSessionDuration": "7200",
            "ManagedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"],
            "Policies": [{"PolicyName": "b", "PolicyDocument": policy("sqs:*")}],
        }
        self.update("AWS::IAM::Role", made, old, new)
        role = iam.get_role(RoleName="whole")["Role"]
        self.assertEqual(role["AssumeRolePolicyDocument"], new["AssumeRolePolicyDocument"])
        self.assertEqual((role.get("Description", ""), role["MaxSessionDuration"], role.get("Tags", [])), ("", 7200, []))
        self.assertEqual(iam.list_role_policies(RoleName="whole")["PolicyNames"], ["b"])
        attached = iam.list_attached_role_policies(RoleName="whole")["AttachedPolicies"]
        self.assertEqual([one["PolicyName"] for one in attached], ["AdministratorAccess"])
        self.delete("AWS::IAM::Role", made, new)

    def test_policies_follow_their_roles(self) -> None:
        iam = self.client("iam")
        for name in ("one", "two"):
            self.make("AWS::IAM::Role", {"RoleName": name, "AssumeRolePolicyDocument": trust("ec2.amazonaws.com")})
        old = {"PolicyName": "inline", "PolicyDocument": policy("s3:*"), "Roles": ["one"]}
        made = self.make("AWS::IAM::Policy", old)
        new = {"PolicyName": "inline", "PolicyDocument": policy("sqs:*"), "Roles": ["two"]}
        self.update("AWS::IAM::Policy", made, old, new)
        self.assertEqual(iam.list_role_policies(RoleName="one")["PolicyNames"], [])
        renamed = {**new, "PolicyName": "other"}
        self.update("AWS::IAM::Policy", made, new, renamed)
        self.assertEqual(iam.list_role_policies(RoleName="two")["PolicyNames"], ["other"])
        self.update("AWS::IAM::Policy", made, renamed, new)
        read = iam.get_role_policy(RoleName="two", PolicyName="inline")["PolicyDocument"]
        self.assertEqual(read, policy("sqs:*"))
        self.delete("AWS::IAM::Policy", made, new)
        self.assertEqual(iam.list_role_policies(RoleName="two")["PolicyNames"], [])

    def test_managed_policy_gets_a_new_default_version(self) -> None:
        iam = self.client("iam")
        self.make("AWS::IAM::Role", {"RoleName": "holder", "AssumeRolePolicyDocument": trust("ec2.amazonaws.com")})
        old: dict[str, Any] = {"ManagedPolicyName": "m", "PolicyDocument": policy("s3:*"), "Roles": ["holder"]}
        made = self.make("AWS::IAM::ManagedPolicy", old)
        for number in range(7):
            new = {**old, "PolicyDocument": policy(f"s3:Get{number}")}
            self.update("AWS::IAM::ManagedPolicy", made, old, new)
            old = new
        version = iam.get_policy(PolicyArn=made.physical_id)["Policy"]["DefaultVersionId"]
        read = iam.get_policy_version(PolicyArn=made.physical_id, VersionId=version)["PolicyVersion"]["Document"]
        self.assertEqual(read, policy("s3:Get6"))
        self.delete("AWS::IAM::ManagedPolicy", made, old)


class SmallOnes(ServiceCase):
    def test_parameter(self) -> None:
        ssm = self.client("ssm")
        old = {"Name": "/small/p", "Type": "String", "Value": "1", "Description": "d", "Tags": {"Owner": "me"}}
        made = self.make("AWS::SSM::Parameter", old)
        self.update("AWS::SSM::Parameter", made, old, {"Name": "/small/p", "Type": "String", "Value": "2"})
        self.assertEqual(ssm.get_parameter(Name="/small/p")["Parameter"]["Value"], "2")
        tags = ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId="/small/p")["TagList"]
        self.assertEqual(tags, [])
        self.delete("AWS::SSM::Parameter", made, old)

    def test_repository(self) -> None:
        ecr = self.client("ecr")
        rules = {"rules": [{"rulePriority": 1, "selection": {"tagStatus": "untagged", "countType": "imageCountMoreThan", "countNumber": 1}, "action": {"type": "expire"}}]}
        old = {
            "RepositoryName": "repo",
            "ImageTagMutability": "IMMUTABLE",
            "ImageScanningConfiguration": {"ScanOnPush": True},
            "LifecyclePolicy": {"LifecyclePolicyText": json.dumps(rules)},
            "Tags": TAGS,
        }
        made = self.make("AWS::ECR::Repository", old)
        read = ecr.describe_repositories(repositoryNames=["repo"])["repositories"][0]
        self.assertEqual((read["imageTagMutability"], read["imageScanningConfiguration"]), ("IMMUTABLE", {"scanOnPush": True}))
        self.assertEqual(made.attributes["RepositoryUri"], read["repositoryUri"])
        self.update("AWS::ECR::Repository", made, old, {"RepositoryName": "repo"})
        read = ecr.describe_repositories(repositoryNames=["repo"])["repositories"][0]
        self.assertEqual((read["imageTagMutability"], read["imageScanningConfiguration"]), ("MUTABLE", {"scanOnPush": False}))
        with self.assertRaises(ecr.exceptions.LifecyclePolicyNotFoundException):
            ecr.get_lifecycle_policy(repositoryName="repo")
        self.delete("AWS::ECR::Repository", made, old)


class Nothing(ServiceCase):
    def test_cdk_metadata_makes_nothing(self) -> None:
        made = self.make("AWS::CDK::Metadata", {"Analytics": "v2"})
        self.update("AWS::CDK::Metadata", made, {"Analytics": "v2"}, {"Analytics": "v3"})
        self.assertIn("AWS::CDK::Metadata", ResourceType.registry)
