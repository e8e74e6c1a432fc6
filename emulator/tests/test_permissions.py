"""Policies that roles and users bring, judged for every request, and AWS's words for a no."""

import json

from judged_case import JudgedCase
from policies import allow, document
from service_case import ACCOUNT, OTHER_ACCOUNT, REGION


class Words(JudgedCase):
    """AWS's message and code, per protocol."""

    said = f"User: arn:aws:sts::{ACCOUNT}:assumed-role/r/se is not authorized to perform: "

    def test_s3(self) -> None:
        name = self.bucket()
        found = self.refused(self.acting("s3").put_object, Bucket=name, Key="a", Body=b"")
        why = "because no identity-based policy allows the s3:PutObject action"
        self.assertEqual(found, ("AccessDenied", f'{self.said}s3:PutObject on resource: "arn:aws:s3:::things/a" {why}'))

    def test_json(self) -> None:
        found = self.refused(self.acting("ssm").get_parameter, Name="/a/b")
        why = "because no identity-based policy allows the ssm:GetParameter action"
        on = f"ssm:GetParameter on resource: arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/a/b"
        self.assertEqual(found, ("AccessDeniedException", f"{self.said}{on} {why}"))

    def test_query(self) -> None:
        code, message = self.refused(self.acting("cloudformation").describe_stacks, StackName="data")
        self.assertEqual(code, "AccessDenied")
        self.assertIn(f"cloudformation:DescribeStacks on resource: arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/data/*", message)

    def test_ec2(self) -> None:
        code, message = self.refused(self.acting("ec2").describe_subnets)
        self.assertEqual(code, "UnauthorizedOperation")
        self.assertTrue(message.startswith(f"You are not authorized to perform this operation. {self.said}ec2:DescribeSubnets"))

    def test_rest_json(self) -> None:
        code, message = self.refused(self.acting("lambda").get_function_configuration, FunctionName="f")
        self.assertEqual(code, "AccessDeniedException")
        self.assertIn(f"lambda:GetFunctionConfiguration on resource: arn:aws:lambda:{REGION}:{ACCOUNT}:function:f", message)

    def test_an_explicit_deny(self) -> None:
        acting = self.acting("ssm", allow("ssm:*"), {**allow("ssm:Get*"), "Effect": "Deny"})
        _, message = self.refused(acting.get_parameter, Name="a")
        self.assertTrue(message.endswith("with an explicit deny in an identity-based policy"))


class Identities(JudgedCase):
    """What a caller brings."""

    def test_an_inline_policy_allows_what_it_names_and_nothing_else(self) -> None:
        name = self.bucket()
        s3 = self.acting("s3", allow("s3:PutObject", "arn:aws:s3:::things/in/*"))
        s3.put_object(Bucket=name, Key="in/a", Body=b"")
        self.refused(s3.put_object, Bucket=name, Key="out/a", Body=b"")
        self.refused(s3.get_object, Bucket=name, Key="in/a")

    def test_a_managed_policy_of_aws_allows(self) -> None:
        arn = self.role(name="reader")
        iam = self.client("iam")
        iam.attach_role_policy(RoleName="reader", PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
        self.addCleanup(iam.detach_role_policy, RoleName="reader", PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
        name = self.bucket()
        s3 = self.client("s3", **self.session(arn))
        s3.list_objects_v2(Bucket=name)
        self.refused(s3.put_object, Bucket=name, Key="a", Body=b"")

    def test_a_permissions_boundary_limits(self) -> None:
        iam = self.client("iam")
        limit = iam.create_policy(PolicyName="limit", PolicyDocument=document(allow("s3:List*")))["Policy"]["Arn"]
        self.addCleanup(iam.delete_policy, PolicyArn=limit)
        name = self.bucket()
        s3 = self.acting("s3", allow("s3:*"), PermissionsBoundary=limit)
        s3.list_objects_v2(Bucket=name)
        _, message = self.refused(s3.put_object, Bucket=name, Key="a", Body=b"")
        self.assertTrue(message.endswith("because no permissions boundary allows the s3:PutObject action"))

    def test_a_session_policy_limits(self) -> None:
        name = self.bucket()
        keys = self.session(self.role(allow("s3:*")), Policy=document(allow("s3:List*")))
        s3 = self.client("s3", **keys)
        s3.list_objects_v2(Bucket=name)
        _, message = self.refused(s3.put_object, Bucket=name, Key="a", Body=b"")
        self.assertTrue(message.endswith("because no session policy allows the s3:PutObject action"))

    def test_a_user_is_judged_by_his_policies_and_those_of_his_groups(self) -> None:
        iam = self.client("iam")
        iam.create_user(UserName="ann")
        iam.create_group(GroupName="g")
        iam.put_group_policy(GroupName="g", PolicyName="p", PolicyDocument=document(allow("s3:ListBucket")))
        iam.add_user_to_group(GroupName="g", UserName="ann")
        key = iam.create_access_key(UserName="ann")["AccessKey"]
        s3 = self.client("s3", aws_access_key_id=key["AccessKeyId"], aws_secret_access_key=key["SecretAccessKey"])
        name = self.bucket()
        s3.list_objects_v2(Bucket=name)
        self.refused(s3.put_object, Bucket=name, Key="a", Body=b"")

    def test_alarms_are_asked_for_by_their_names_and_otherwise_all_of_them(self) -> None:
        alarms = self.acting("cloudwatch", allow("cloudwatch:DescribeAlarms", f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:one"))
        alarms.describe_alarms(AlarmNames=["one"])
        self.assertIn("alarm:two because", self.refused(alarms.describe_alarms, AlarmNames=["one", "two"])[1])
        self.assertIn("alarm:* because", self.refused(alarms.describe_alarms)[1])

    def test_a_stack_that_is_there_is_asked_for_by_its_id(self) -> None:
        template = json.dumps({"Resources": {"T": {"Type": "AWS::SNS::Topic"}}})
        root = self.client("cloudformation")
        arn = root.create_stack(StackName="named", TemplateBody=template)["StackId"]
        self.addCleanup(root.delete_stack, StackName="named")
        self.acting("cloudformation", allow("cloudformation:DescribeStacks", arn)).describe_stacks(StackName="named")

    def test_the_root_user_is_not_asked(self) -> None:
        self.client("s3").put_object(Bucket=self.bucket(), Key="a", Body=b"")

    def test_nothing_needs_no_permission(self) -> None:
        self.acting("sts").get_caller_identity()


class Roles(JudgedCase):
    """Assuming and passing them."""

    def test_a_role_that_trusts_an_account_needs_the_callers_own_permission(self) -> None:
        target = self.role(name="target", account=OTHER_ACCOUNT)
        without = self.acting("sts")
        self.assertEqual(self.refused(without.assume_role, RoleArn=target, RoleSessionName="se")[0], "AccessDenied")
        allowed = self.acting("sts", allow("sts:AssumeRole", target), name="allowed")
        allowed.assume_role(RoleArn=target, RoleSessionName="se")

    def test_a_role_that_names_a_role_of_its_account_needs_no_permission_of_that(self) -> None:
        first = self.role()
        iam = self.client("iam")
        trust = document({"Effect": "Allow", "Principal": {"AWS": first}, "Action": "sts:AssumeRole"})
        target = iam.create_role(RoleName="second", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
        self.addCleanup(iam.delete_role, RoleName="second")
        self.client("sts", **self.session(first)).assume_role(RoleArn=target, RoleSessionName="se")

    def test_a_role_is_passed_only_by_who_may(self) -> None:
        execution = self.role(name="execution")
        request = {"StackName": "x", "TemplateBody": "{}", "RoleARN": execution}
        acting = self.acting("cloudformation", allow("cloudformation:*"))
        self.assertIn(f"iam:PassRole on resource: {execution}", self.refused(acting.create_stack, **request)[1])
        condition = {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}
        other = allow("iam:PassRole", execution, Condition=condition)
        elsewhere = self.acting("cloudformation", allow("cloudformation:*"), other, name="elsewhere")
        self.assertIn("iam:PassRole", self.refused(elsewhere.create_stack, **request)[1])

    def test_a_tag_of_the_role_decides(self) -> None:
        target = self.role(name="tagged", Tags=[{"Key": "kind", "Value": "deploy"}])
        for value, works in (("deploy", True), ("other", False)):
            condition = {"ForAnyValue:StringEquals": {"iam:ResourceTag/kind": value}}
            sts = self.acting("sts", allow("sts:AssumeRole", Condition=condition), name=f"by-{value}")
            with self.subTest(value=value):
                if works:
                    sts.assume_role(RoleArn=target, RoleSessionName="se")
                else:
                    self.refused(sts.assume_role, RoleArn=target, RoleSessionName="se")
