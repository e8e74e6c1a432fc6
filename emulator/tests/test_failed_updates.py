"""Updates in place that fail, before or after they have changed something, and the way back from them."""

import json
from typing import Any

from stack_case import StackCase, parameter

from delivery_emulator.cloudformation.resources.dynamodb import OTHER_EXPIRY

TRUST = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}


def resource(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": kind, "Properties": properties}


def policy(effect: str = "Allow") -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": effect, "Action": "s3:GetObject", "Resource": "*"}]}


def role(**properties: Any) -> dict[str, Any]:
    return resource("AWS::IAM::Role", RoleName="held", AssumeRolePolicyDocument=TRUST, **properties)


def profile(name: str) -> dict[str, Any]:
    return resource("AWS::IAM::InstanceProfile", InstanceProfileName="p", Roles=[name])


def group(*ports: int, source: str = "10.0.0.0/8") -> dict[str, Any]:
    rules = [{"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "CidrIp": source} for port in ports]
    return resource(
        "AWS::EC2::SecurityGroup", GroupDescription="d", VpcId={"Ref": "Vpc"}, SecurityGroupIngress=rules, SecurityGroupEgress=rules
    )


def table(*indexes: str, **properties: Any) -> dict[str, Any]:
    keys = {name: [{"AttributeName": name, "KeyType": "HASH"}] for name in ("id", *indexes)}
    made = [{"IndexName": name, "KeySchema": keys[name], "Projection": {"ProjectionType": "ALL"}} for name in indexes]
    attributes = [{"AttributeName": name, "AttributeType": "S"} for name in keys]
    more = {"GlobalSecondaryIndexes": made, **properties} if made else properties
    return resource(
        "AWS::DynamoDB::Table", TableName="orders", BillingMode="PAY_PER_REQUEST", AttributeDefinitions=attributes, KeySchema=keys["id"], **more
    )


class FailedUpdates(StackCase):
    def go_back(self, before: dict[str, Any], after: dict[str, Any], because: str) -> None:
        """An update that fails for one reason, and comes back."""
        more: dict[str, Any] = {"StackName": "s", "Capabilities": ["CAPABILITY_NAMED_IAM"]}
        self.cloudformation.create_stack(TemplateBody=json.dumps({"Resources": before}), **more)
        self.assertEqual(self.status("s"), "CREATE_COMPLETE")
        self.cloudformation.update_stack(TemplateBody=json.dumps({"Resources": after}), **more)
        events = self.cloudformation.describe_stack_events(StackName="s")["StackEvents"]
        failed = [each["ResourceStatusReason"] for each in events if each["ResourceStatus"].endswith("_FAILED")]
        self.assertEqual(self.status("s"), "UPDATE_ROLLBACK_COMPLETE", failed)
        self.assertEqual(len(failed), 1)
        self.assertIn(because, failed[0])

    def described(self) -> Any:
        return self.client("dynamodb").describe_table(TableName="orders")["Table"]

    def test_that_was_refused_at_once_leaves_nothing_to_restore(self) -> None:
        expiring = {"TimeToLiveSpecification": {"AttributeName": "until", "Enabled": True}}
        self.go_back({"T": table()}, {"T": table("one", "two", **expiring)}, "Cannot perform more than one GSI")
        self.assertFalse(self.described().get("GlobalSecondaryIndexes"))

    def test_of_an_expiry_is_refused_before_an_index_is_made(self) -> None:
        first, second = ({"TimeToLiveSpecification": {"AttributeName": name, "Enabled": True}} for name in ("a", "b"))
        self.go_back({"T": table(**first)}, {"T": table("one", **second)}, OTHER_EXPIRY)
        self.assertFalse(self.described().get("GlobalSecondaryIndexes"))

    def test_of_a_table_after_its_stream_was_enabled_makes_no_index(self) -> None:
        after = table("ab", StreamSpecification={"StreamViewType": "NEW_IMAGE"})
        self.go_back({"T": table()}, {"T": after}, "Create.IndexName, value: 2, valid min length: 3")
        self.assertNotIn("StreamSpecification", self.described())

    def test_of_a_role_whose_policy_is_not_there_attaches_the_former_one_again(self) -> None:
        logs = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
        none = ["arn:aws:iam::222222222222:policy/none"]
        self.go_back({"R": role(ManagedPolicyArns=[logs])}, {"R": role(ManagedPolicyArns=none)}, "policy/none does not exist")
        attached = self.client("iam").list_attached_role_policies(RoleName="held")["AttachedPolicies"]
        self.assertEqual([each["PolicyArn"] for each in attached], [logs])

    def test_of_a_role_with_one_policy_of_two_removes_the_one(self) -> None:
        inline = [{"PolicyName": name, "PolicyDocument": policy(effect)} for name, effect in (("good", "Allow"), ("bad", "Maybe"))]
        self.go_back({"R": role()}, {"R": role(Policies=inline)}, "Syntax errors in policy")
        self.assertEqual(self.client("iam").list_role_policies(RoleName="held")["PolicyNames"], [])

    def test_of_an_instance_profile_gives_it_the_former_role_again(self) -> None:
        self.go_back({"R": role(), "P": profile("held")}, {"R": role(), "P": profile("none")}, "Role none not found")
        found = self.client("iam").get_instance_profile(InstanceProfileName="p")["InstanceProfile"]
        self.assertEqual([each["RoleName"] for each in found["Roles"]], ["held"])

    def test_of_a_security_group_restores_its_rules_in_both_directions(self) -> None:
        vpc = resource("AWS::EC2::VPC", CidrBlock="10.0.0.0/16")
        self.go_back({"Vpc": vpc, "G": group(1)}, {"Vpc": vpc, "G": group(2, source="nowhere")}, "nowhere")
        found = next(each for each in self.client("ec2").describe_security_groups()["SecurityGroups"] if each["Description"] == "d")
        for permissions in ("IpPermissions", "IpPermissionsEgress"):
            self.assertEqual([each["FromPort"] for each in found[permissions]], [1])

    def test_of_a_function_whose_code_is_in_no_bucket_says_so(self) -> None:
        function = resource("AWS::Lambda::Function", FunctionName="f", Handler="index.handler", Runtime="nodejs22.x")
        function["Properties"] |= {"Role": {"Fn::GetAtt": ["R", "Arn"]}, "Code": {"ZipFile": "exports.handler = async () => 1"}}
        moved = {**function, "Properties": {**function["Properties"], "Code": {"S3Bucket": "nobodys-bucket", "S3Key": "k"}}}
        self.go_back({"R": role(), "F": function}, {"R": role(), "F": moved}, "S3 Error Code: NoSuchBucket")

    def test_of_a_parameter_that_another_has_changed_meanwhile_leaves_what_he_wrote(self) -> None:
        """Nothing was changed, so nothing is written."""
        self.cloudformation.create_stack(StackName="s", TemplateBody=json.dumps({"Resources": {"P": parameter("mine")}}))
        self.ssm.put_parameter(Name="/stack/p", Value="his", Type="String", Overwrite=True)
        self.cloudformation.update_stack(StackName="s", TemplateBody=json.dumps({"Resources": {"P": parameter("x" * 4097)}}))
        self.assertEqual(self.status("s"), "UPDATE_ROLLBACK_COMPLETE")
        self.assertEqual(self.ssm.get_parameter(Name="/stack/p")["Parameter"]["Value"], "his")
