import json
import unittest

from botocore.exceptions import ClientError
from lambda_case import trust
from policies import policy
from service_case import ACCOUNT, ServiceCase

from delivery_emulator.cloudformation.resource import Refused

READ = policy({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"})
WRITE = policy({"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"})
AUDIT = "arn:aws:iam::aws:policy/SecurityAudit"


class Entities(ServiceCase):
    def setUp(self) -> None:
        self.iam = self.client("iam")

    def test_an_inline_policy_of_one_holder_changes_in_place_and_goes(self) -> None:
        role = self.make("AWS::IAM::Role", {"RoleName": "worker", "AssumeRolePolicyDocument": json.loads(trust("ec2.amazonaws.com"))})
        user = self.make("AWS::IAM::User", {"UserName": "ada"})
        group = self.make("AWS::IAM::Group", {"GroupName": "readers"})
        for holder, name in (("role", role.physical_id), ("user", user.physical_id), ("group", group.physical_id)):
            kind, who = f"AWS::IAM::{holder.title()}Policy", {f"{holder.title()}Name": name}
            old = {"PolicyName": "own", "PolicyDocument": READ, **who}
            made = self.make(kind, old)
            self.assertEqual(made.physical_id, f"own|{name}")
            read = getattr(self.iam, f"get_{holder}_policy")
            self.assertEqual(read(PolicyName="own", **who)["PolicyDocument"], READ)
            self.update(kind, made, old, {**old, "PolicyDocument": WRITE})
            self.assertEqual(read(PolicyName="own", **who)["PolicyDocument"], WRITE)
            self.delete(kind, made, old)
            with self.assertRaisesRegex(ClientError, "NoSuchEntity"):
                read(PolicyName="own", **who)
        with self.assertRaisesRegex(ClientError, "NoSuchEntity"):
            self.make("AWS::IAM::RolePolicy", {"PolicyName": "own", "PolicyDocument": READ, "RoleName": "nobody"})

    def test_an_instance_profile_gives_another_role(self) -> None:
        document = json.loads(trust("ec2.amazonaws.com"))
        for name in ("one", "two"):
            self.make("AWS::IAM::Role", {"RoleName": name, "AssumeRolePolicyDocument": document})
        old = {"InstanceProfileName": "profile", "Path": "/p/", "Roles": ["one"]}
        made = self.make("AWS::IAM::InstanceProfile", old)
        self.assertEqual(made.attributes["Arn"], f"arn:aws:iam::{ACCOUNT}:instance-profile/p/profile")

        def roles() -> list[str]:
            found = self.iam.get_instance_profile(InstanceProfileName="profile")["InstanceProfile"]
            return [role["RoleName"] for role in found["Roles"]]

        self.assertEqual(roles(), ["one"])
        new = {**old, "Roles": ["two"]}
        self.update("AWS::IAM::InstanceProfile", made, old, new)
        self.assertEqual(roles(), ["two"])
        self.delete("AWS::IAM::InstanceProfile", made, new)
        with self.assertRaisesRegex(ClientError, "InstanceSessionsPerInstanceProfile"):
            self.make("AWS::IAM::InstanceProfile", {**old, "InstanceProfileName": "both", "Roles": ["one", "two"]})
        self.iam.remove_role_from_instance_profile(InstanceProfileName="both", RoleName="one")
        self.iam.delete_instance_profile(InstanceProfileName="both")

    def test_a_user_changes_in_place_and_is_known_by_its_key(self) -> None:
        for name in ("a", "b"):
            self.make("AWS::IAM::Group", {"GroupName": name, "Policies": [{"PolicyName": "group", "PolicyDocument": READ}]})
        own = [{"PolicyName": "own", "PolicyDocument": WRITE}]
        old = {"UserName": "ada", "Path": "/p/", "Groups": ["a"], "ManagedPolicyArns": [AUDIT], "Tags": [{"Key": "A", "Value": "1"}]}
        made = self.make("AWS::IAM::User", old)
        self.assertEqual(made.attributes["Arn"], f"arn:aws:iam::{ACCOUNT}:user/p/ada")
        key = self.make("AWS::IAM::AccessKey", {"UserName": "ada"})
        self.assertTrue(key.hidden)
        caller = self.client("sts", aws_access_key_id=key.physical_id, aws_secret_access_key=key.attributes["SecretAccessKey"])
        self.assertEqual(caller.get_caller_identity()["Arn"], made.attributes["Arn"])

        def standing() -> tuple[list[str], list[str], list[str], list[str]]:
            return (
                [each["GroupName"] for each in self.iam.list_groups_for_user(UserName="ada")["Groups"]],
                [each["PolicyArn"] for each in self.iam.list_attached_user_policies(UserName="ada")["AttachedPolicies"]],
                self.iam.list_user_policies(UserName="ada")["PolicyNames"],
                [each["Key"] for each in self.iam.list_user_tags(UserName="ada")["Tags"]],
            )

        self.assertEqual(standing(), (["a"], [AUDIT], [], ["A"]))
        new = {"UserName": "ada", "Path": "/p/", "Groups": ["b"], "Policies": own, "Tags": [{"Key": "B", "Value": "1"}]}
        self.update("AWS::IAM::User", made, old, new)
        self.assertEqual(standing(), (["b"], [], ["own"], ["B"]))
        with self.assertRaisesRegex(Refused, "moves nobody from the path /p/ to /q/"):
            self.update("AWS::IAM::User", made, new, {**new, "Path": "/q/"})
        self.delete("AWS::IAM::AccessKey", key, {"UserName": "ada"})
        self.delete("AWS::IAM::User", made, new)

    def test_users_join_a_group_and_a_group_changes(self) -> None:
        for name in ("ada", "bob"):
            self.make("AWS::IAM::User", {"UserName": name})
        old = {"GroupName": "g", "ManagedPolicyArns": [AUDIT]}
        made = self.make("AWS::IAM::Group", old)
        self.assertEqual(made.attributes["Arn"], f"arn:aws:iam::{ACCOUNT}:group/g")
        self.update("AWS::IAM::Group", made, old, {"GroupName": "g", "Policies": [{"PolicyName": "own", "PolicyDocument": READ}]})
        self.assertEqual(self.iam.list_attached_group_policies(GroupName="g")["AttachedPolicies"], [])
        self.assertEqual(self.iam.list_group_policies(GroupName="g")["PolicyNames"], ["own"])
        self.iam.delete_group_policy(GroupName="g", PolicyName="own")
        self.iam.attach_group_policy(GroupName="g", PolicyArn=AUDIT)
        before = {"GroupName": "g", "Users": ["ada"]}
        joined = self.make("AWS::IAM::UserToGroupAddition", before)

        def members() -> list[str]:
            return [each["UserName"] for each in self.iam.get_group(GroupName="g")["Users"]]

        self.assertEqual(members(), ["ada"])
        self.update("AWS::IAM::UserToGroupAddition", joined, before, {"GroupName": "g", "Users": ["bob"]})
        self.assertEqual(members(), ["bob"])
        self.delete("AWS::IAM::UserToGroupAddition", joined, {"GroupName": "g", "Users": ["bob"]})
        self.assertEqual(members(), [])


if __name__ == "__main__":
    unittest.main()
