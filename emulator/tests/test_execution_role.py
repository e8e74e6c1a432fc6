"""What AWS's resource handlers would do as the execution role of a stack, judged where a role may not do everything."""

import json
from typing import Any

from judged_case import JudgedCase
from policies import allow, document
from service_case import ACCOUNT, OTHER_ACCOUNT, REGION
from stack_case import body

from delivery_emulator import journal
from delivery_emulator.authorization import judge

QUEUE = f"arn:aws:sqs:{REGION}:{ACCOUNT}"
CREATE = ("sqs:CreateQueue", "sqs:GetQueueUrl", "sqs:GetQueueAttributes", "sqs:ListQueueTags", "sqs:TagQueue")
UPDATE = ("sqs:SetQueueAttributes", "sqs:UntagQueue")
DELETE = ("sqs:DeleteQueue",)


def queue(name: str | None = "jobs", **properties: Any) -> dict[str, Any]:
    named = {"QueueName": name} if name else {}
    return {"Type": "AWS::SQS::Queue", "Properties": {**named, **properties}}


class ExecutionRole(JudgedCase):
    def setUp(self) -> None:
        super().setUp()
        self.cloudformation = self.client("cloudformation")

    def executing(self, *statements: dict[str, Any], **rest: Any) -> str:
        iam = self.client("iam")
        trust = {"Effect": "Allow", "Principal": {"Service": "cloudformation.amazonaws.com"}, "Action": "sts:AssumeRole"}
        role = iam.create_role(RoleName="execution", AssumeRolePolicyDocument=document(trust), **rest)["Role"]
        self.addCleanup(iam.delete_role, RoleName="execution")
        iam.put_role_policy(RoleName="execution", PolicyName="p", PolicyDocument=document(*statements))
        self.addCleanup(iam.delete_role_policy, RoleName="execution", PolicyName="p")
        self.addCleanup(self._clean)
        return str(role["Arn"])

    def _clean(self) -> None:
        judge.begin("off")
        self.cloudformation.delete_stack(StackName="data")

    def allow_only(self, *statements: dict[str, Any]) -> None:
        self.client("iam").put_role_policy(RoleName="execution", PolicyName="p", PolicyDocument=document(*statements))

    def create(self, role: str, **resources: Any) -> str:
        self.cloudformation.create_stack(StackName="data", TemplateBody=body(**resources), RoleARN=role, Capabilities=["CAPABILITY_NAMED_IAM"])
        return self.status()

    def change(self, **resources: Any) -> str:
        self.cloudformation.update_stack(StackName="data", TemplateBody=body(**resources), Capabilities=["CAPABILITY_NAMED_IAM"])
        return self.status()

    def status(self) -> str:
        return str(self.cloudformation.describe_stacks(StackName="data")["Stacks"][0]["StackStatus"])

    def reason(self, status: str) -> str:
        events = self.cloudformation.describe_stack_events(StackName="data")["StackEvents"]
        return str(next(event["ResourceStatusReason"] for event in events if event["ResourceStatus"] == status and event["LogicalResourceId"] != "data"))

    def test_that_may_do_what_the_handlers_do_makes_changes_and_deletes(self) -> None:
        role = self.executing(allow([*CREATE, *UPDATE, *DELETE], f"{QUEUE}:jobs"))
        self.assertEqual(self.create(role, Q=queue()), "CREATE_COMPLETE")
        self.assertEqual(self.change(Q=queue(DelaySeconds=7)), "UPDATE_COMPLETE")
        self.cloudformation.delete_stack(StackName="data")
        self.assertEqual(self.client("sqs").list_queues().get("QueueUrls", []), [])

    def test_fails_as_on_aws_without_one_action_of_create(self) -> None:
        role = self.executing(allow([each for each in CREATE if each != "sqs:TagQueue"], f"{QUEUE}:*"))
        self.assertEqual(self.create(role, Q=queue()), "ROLLBACK_COMPLETE")
        said = self.reason("CREATE_FAILED")
        who = f"User: arn:aws:sts::{ACCOUNT}:assumed-role/execution/AWSCloudFormation"
        what = f"is not authorized to perform: sqs:TagQueue on resource: {QUEUE}:jobs because no identity-based policy allows the sqs:TagQueue action"
        self.assertIn(f'Resource handler returned message: "{who} {what} (Service: SQS, Status Code: 403', said)
        self.assertIn("HandlerErrorCode: AccessDenied", said)
        self.assertEqual(self.client("sqs").list_queues().get("QueueUrls", []), [])

    def test_fails_to_update_and_rolls_back(self) -> None:
        role = self.executing(allow([*CREATE, *UPDATE, *DELETE], f"{QUEUE}:jobs"))
        self.create(role, Q=queue())
        self.allow_only(allow([*CREATE, "sqs:UntagQueue", *DELETE], f"{QUEUE}:jobs"))
        self.assertEqual(self.change(Q=queue(DelaySeconds=7)), "UPDATE_ROLLBACK_FAILED")
        self.assertIn("sqs:SetQueueAttributes", self.reason("UPDATE_FAILED"))

    def test_fails_to_delete(self) -> None:
        role = self.executing(allow([*CREATE, *DELETE], f"{QUEUE}:*"))
        self.create(role, Q=queue())
        self.allow_only(allow([*CREATE], f"{QUEUE}:*"))
        self.cloudformation.delete_stack(StackName="data")
        self.assertEqual(self.status(), "DELETE_FAILED")
        self.assertIn("sqs:DeleteQueue", self.reason("DELETE_FAILED"))
        self.allow_only(allow([*CREATE, *DELETE], f"{QUEUE}:*"))

    def test_is_asked_for_the_names_that_the_template_gives_and_for_those_that_cloudformation_gives(self) -> None:
        role = self.executing(allow([*CREATE, *DELETE], f"{QUEUE}:data-*"))
        self.assertEqual(self.create(role, Q=queue(None)), "CREATE_COMPLETE")
        self.cloudformation.delete_stack(StackName="data")
        self.assertEqual(self.create(role, Q=queue("jobs")), "ROLLBACK_COMPLETE")

    def test_may_pass_a_role_to_the_service_alone_that_it_is_for(self) -> None:
        function = {"Handler": "i.h", "Runtime": "nodejs20.x", "FunctionName": "f", "Code": {"ZipFile": "exports.h=()=>1"}}
        trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
        arn = str(self.client("iam").create_role(RoleName="worker", AssumeRolePolicyDocument=document(trust))["Role"]["Arn"])
        self.addCleanup(self.client("iam").delete_role, RoleName="worker")
        made = {"Type": "AWS::Lambda::Function", "Properties": {**function, "Role": arn}}
        passing = {**allow("iam:PassRole", arn), "Condition": {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}}
        role = self.executing(allow("lambda:*"), passing)
        self.assertEqual(self.create(role, F=made), "CREATE_COMPLETE")
        self.cloudformation.delete_stack(StackName="data")
        passing["Condition"] = {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}
        self.allow_only(allow("lambda:*"), passing)
        self.assertEqual(self.create(role, F=made), "ROLLBACK_COMPLETE")
        self.assertIn(f"iam:PassRole on resource: {arn}", self.reason("CREATE_FAILED"))

    def test_is_not_asked_for_what_no_property_calls_for(self) -> None:
        bucket = {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "plain"}}
        actions = ["s3:CreateBucket", "s3:PutBucketTagging", "s3:GetBucketAcl", "s3:ListBucket", "s3:DeleteBucket"]
        actions += ["s3:PutObjectLockConfiguration", "s3:ListAllMyBuckets"]
        role = self.executing(allow(actions))
        self.assertEqual(self.create(role, B=bucket), "CREATE_COMPLETE")
        self.cloudformation.delete_stack(StackName="data")
        versioned = {"BucketName": "plain", "VersioningConfiguration": {"Status": "Enabled"}}
        self.assertEqual(self.create(role, B={**bucket, "Properties": versioned}), "ROLLBACK_COMPLETE")
        self.assertIn("s3:PutBucketVersioning", self.reason("CREATE_FAILED"))

    def test_is_asked_for_the_name_of_a_bucket_in_lower_case(self) -> None:
        role = self.executing(allow("s3:*", "arn:aws:s3:::data-mine-*"))
        self.assertEqual(self.create(role, Mine={"Type": "AWS::S3::Bucket"}), "CREATE_COMPLETE")

    def test_of_everything_is_not_asked_one_by_one_unless_something_limits_it(self) -> None:
        role = self.executing(allow("*"))
        self.assertEqual(self.create(role, Q=queue()), "CREATE_COMPLETE")
        self.assertEqual([each.operation for each in judge.current().entries() if "SQS" in each.operation], [])
        self.cloudformation.delete_stack(StackName="data")
        self.allow_only(allow("*"), {**allow("sqs:TagQueue"), "Effect": "Deny"})
        self.assertEqual(self.create(role, Q=queue()), "ROLLBACK_COMPLETE")
        self.assertIn("explicit deny in an identity-based policy", self.reason("CREATE_FAILED"))

    def test_is_only_reported_where_that_was_wished(self) -> None:
        judge.begin("report")
        role = self.executing(allow("sqs:CreateQueue"))
        self.assertEqual(self.create(role, Q=queue()), "CREATE_COMPLETE")
        refused = [each.request.action for each in judge.current().of(role) if each.answer.effect == "refused"]
        self.assertIn("sqs:TagQueue", refused)

    def test_whose_row_is_not_documented_may_be_refused_and_is_not(self) -> None:
        properties = {
            "Name": "builds",
            "ServiceRole": f"arn:aws:iam::{ACCOUNT}:role/builder",
            "Source": {"Type": "NO_SOURCE", "BuildSpec": "{}"},
            "Artifacts": {"Type": "NO_ARTIFACTS"},
            "Environment": {"Type": "LINUX_CONTAINER", "Image": "aws/codebuild/standard:7.0", "ComputeType": "BUILD_GENERAL1_SMALL"},
        }
        trust = {"Effect": "Allow", "Principal": {"Service": "codebuild.amazonaws.com"}, "Action": "sts:AssumeRole"}
        self.client("iam").create_role(RoleName="builder", AssumeRolePolicyDocument=document(trust))
        self.addCleanup(self.client("iam").delete_role, RoleName="builder")
        role = self.executing(allow("sqs:CreateQueue"))
        self.assertEqual(self.create(role, P={"Type": "AWS::CodeBuild::Project", "Properties": properties}), "CREATE_COMPLETE")
        self.assertTrue([each for each in journal.doubts() if "(unconfirmed)" in each and "codebuild:CreateProject" in each])

    def test_whose_type_has_no_row_is_counted_as_not_judged(self) -> None:
        group = {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "g"}}
        metric = {"MetricName": "m", "MetricNamespace": "n", "MetricValue": "1"}
        filters = {"Type": "AWS::Logs::MetricFilter", "Properties": {"LogGroupName": {"Ref": "G"}, "FilterPattern": "x", "MetricTransformations": [metric]}}
        role = self.executing(allow("logs:*"))
        self.create(role, G=group, F=filters)
        missed = [operation for operation, _, _ in judge.current().unjudged]
        self.assertIn("cloudformation:create AWS::Logs::MetricFilter", missed)

    def test_of_another_account_is_refused_before(self) -> None:
        with self.assertRaisesRegex(Exception, "Cross-account pass role"):
            self.create(f"arn:aws:iam::{OTHER_ACCOUNT}:role/execution", Q=queue())

    def test_with_a_role_of_a_path_in_its_stack_is_asked_for_the_whole_arn(self) -> None:
        trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
        worker = {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "w", "Path": "/team/", "AssumeRolePolicyDocument": trust}}
        policy = {"PolicyName": "p", "Roles": [{"Ref": "W"}], "PolicyDocument": json.loads(document(allow("s3:GetObject")))}
        role = self.executing(allow("iam:*", f"arn:aws:iam::{ACCOUNT}:role/team/w"))
        self.assertEqual(self.create(role, W=worker, P={"Type": "AWS::IAM::Policy", "Properties": policy}), "CREATE_COMPLETE")
