import json
import time
from typing import Any

from judged_case import JudgedCase
from policies import allow, document
from service_case import ACCOUNT, OTHER_ACCOUNT, REGION
from stack_case import StackCase, body, parameter

from delivery_emulator.authorization.handler_permissions import Handled, needed

TRUST = {"Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
LET_IN = document({"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{OTHER_ACCOUNT}:root"}, "Action": "sts:AssumeRole"})
GROUP = {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "/a", "RetentionInDays": "90", "Tags": [{"Key": "k", "Value": "v"}]}}
ROLE = {
    "Type": "AWS::IAM::Role",
    "Properties": {
        "RoleName": "r",
        "AssumeRolePolicyDocument": TRUST,
        "Policies": [{"PolicyName": "own", "PolicyDocument": json.loads(document(allow("s3:GetObject")))}],
    },
}
QUEUE = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "q", "VisibilityTimeout": 40}}
BUCKET = {
    "Type": "AWS::S3::Bucket",
    "Properties": {
        "BucketName": "a-bucket-that-drifts",
        "VersioningConfiguration": {"Status": "Enabled"},
        "LifecycleConfiguration": {"Rules": [{"Id": "old", "Status": "Enabled", "ExpirationInDays": 7}]},
    },
}
VPC = {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}}
CLOSED = {
    "Type": "AWS::EC2::SecurityGroup",
    "Properties": {
        "GroupDescription": "g",
        "VpcId": {"Ref": "V"},
        "SecurityGroupIngress": [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "10.0.0.0/16"}],
    },
}
OWN_RULE = {
    "Type": "AWS::EC2::SecurityGroupIngress",
    "Properties": {"GroupId": {"Fn::GetAtt": ["S", "GroupId"]}, "IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "CidrIp": "10.0.0.0/16"},
}
PERMISSIONS = (
    *("cloudformation:DetectStackDrift", "cloudformation:DetectStackResourceDrift", "cloudformation:DescribeStackResourceDrifts"),
    "cloudformation:DescribeStackDriftDetectionStatus",
)
READS = ("logs:DescribeLogGroups", "logs:ListTagsForResource", "logs:GetDataProtectionPolicy")


class DriftCase(StackCase):
    def detect(self, cloudformation: Any = None, **more: Any) -> dict[str, Any]:
        client = cloudformation or self.cloudformation
        wanted = client.detect_stack_drift(StackName="s", **more)["StackDriftDetectionId"]
        while True:
            found: dict[str, Any] = client.describe_stack_drift_detection_status(StackDriftDetectionId=wanted)
            if found["DetectionStatus"] != "DETECTION_IN_PROGRESS":
                return found
            time.sleep(0.05)

    def drifts(self, **more: Any) -> dict[str, Any]:
        found = self.cloudformation.describe_stack_resource_drifts(StackName="s", **more)["StackResourceDrifts"]
        return {each["LogicalResourceId"]: each for each in found}

    def made(self, **resources: Any) -> None:
        capabilities = ["CAPABILITY_NAMED_IAM"]
        tags = [{"Key": "Stack", "Value": "s"}]
        self.cloudformation.create_stack(StackName="s", TemplateBody=body(**resources), Capabilities=capabilities, Tags=tags)
        self.assertEqual(self.status("s"), "CREATE_COMPLETE")

    def differences(self, name: str) -> list[tuple[str, str, str, str]]:
        self.detect()
        names = ("PropertyPath", "DifferenceType", "ExpectedValue", "ActualValue")
        return [tuple(each[key] for key in names) for each in self.drifts()[name]["PropertyDifferences"]]


class AStackThatStandsAsItsTemplate(DriftCase):
    def test_is_in_sync_with_its_own_tags_and_with_what_other_resources_attach(self) -> None:
        separate = {"PolicyName": "more", "PolicyDocument": json.loads(document(allow("s3:PutObject"))), "Roles": [{"Ref": "R"}]}
        more = {"Type": "AWS::IAM::Policy", "Properties": separate}
        self.made(G=GROUP, R=ROLE, Q=QUEUE, B=BUCKET, V=VPC, S=CLOSED, I=OWN_RULE, M=more)
        found = self.detect()
        self.assertEqual((found["DetectionStatus"], found["StackDriftStatus"]), ("DETECTION_COMPLETE", "IN_SYNC"))
        self.assertEqual({name: each["StackResourceDriftStatus"] for name, each in self.drifts().items()}, dict.fromkeys("GRQBVSI", "IN_SYNC"))

    def test_shows_what_is_not_compared_as_not_checked(self) -> None:
        self.made(P=parameter())
        self.assertEqual(self.detect()["StackDriftStatus"], "IN_SYNC")
        listed = self.cloudformation.list_stack_resources(StackName="s")["StackResourceSummaries"]
        self.assertEqual(listed[0]["DriftInformation"]["StackResourceDriftStatus"], "NOT_CHECKED")
        self.refused("ValidationError", "not supported", self.cloudformation.detect_stack_resource_drift, StackName="s", LogicalResourceId="P")


class WhatSomebodyChanges(DriftCase):
    def test_is_a_value_that_is_not_equal(self) -> None:
        self.made(G=GROUP)
        self.client("logs").put_retention_policy(logGroupName="/a", retentionInDays=1)
        self.assertEqual(self.differences("G"), [("/RetentionInDays", "NOT_EQUAL", "90", "1")])
        self.assertEqual(self.cloudformation.describe_stacks(StackName="s")["Stacks"][0]["DriftInformation"]["StackDriftStatus"], "DRIFTED")

    def test_is_a_property_that_is_gone(self) -> None:
        self.made(B=BUCKET)
        self.client("s3").delete_bucket_lifecycle(Bucket="a-bucket-that-drifts")
        [(path, kind, _, actual)] = self.differences("B")
        self.assertEqual((path, kind, actual), ("/LifecycleConfiguration", "REMOVE", "null"))

    def test_is_an_inline_policy_or_a_rule_that_is_added(self) -> None:
        self.made(R=ROLE, V=VPC, S=CLOSED, I=OWN_RULE)
        self.client("iam").put_role_policy(RoleName="r", PolicyName="p", PolicyDocument=document(allow("s3:*")))
        self.addCleanup(self.client("iam").delete_role_policy, RoleName="r", PolicyName="p")
        group = self.cloudformation.describe_stack_resource(StackName="s", LogicalResourceId="S")["StackResourceDetail"]
        rule = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
        self.client("ec2").authorize_security_group_ingress(GroupId=group["PhysicalResourceId"], IpPermissions=[rule])
        self.assertEqual([(path, kind) for path, kind, *_ in self.differences("R")], [("/Policies/1", "ADD")])
        self.assertEqual([(path, kind) for path, kind, *_ in self.differences("S")], [("/SecurityGroupIngress/1", "ADD")])

    def test_is_an_index_of_a_table_that_is_added_or_gone(self) -> None:
        keys = [{"AttributeName": "day", "KeyType": "HASH"}]
        index = {"IndexName": "by-day", "KeySchema": keys, "Projection": {"ProjectionType": "ALL"}}
        properties = {
            "TableName": "days",
            "BillingMode": "PAY_PER_REQUEST",
            "KeySchema": keys,
            "AttributeDefinitions": [{"AttributeName": "day", "AttributeType": "S"}],
            "GlobalSecondaryIndexes": [index],
        }
        self.made(T={"Type": "AWS::DynamoDB::Table", "Properties": properties})
        self.assertEqual(self.detect()["StackDriftStatus"], "IN_SYNC")
        for change in ({"Create": {**index, "IndexName": "other"}}, {"Delete": {"IndexName": "by-day"}}):
            self.client("dynamodb").update_table(TableName="days", GlobalSecondaryIndexUpdates=[change])
        found = [(path, kind) for path, kind, _, _ in self.differences("T")]
        self.assertEqual(found, [("/GlobalSecondaryIndexes/0", "REMOVE"), ("/GlobalSecondaryIndexes/0", "ADD")])

    def test_is_another_capacity_and_a_stream_that_is_gone(self) -> None:
        capacity = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}
        keys = [{"AttributeName": "day", "KeyType": "HASH"}]
        index = {"IndexName": "by-day", "KeySchema": keys, "Projection": {"ProjectionType": "ALL"}, "ProvisionedThroughput": capacity}
        properties = {
            "TableName": "days",
            "KeySchema": keys,
            "AttributeDefinitions": [{"AttributeName": "day", "AttributeType": "S"}],
            "ProvisionedThroughput": capacity,
            "GlobalSecondaryIndexes": [index],
            "StreamSpecification": {"StreamViewType": "NEW_IMAGE"},
        }
        self.made(T={"Type": "AWS::DynamoDB::Table", "Properties": properties})
        self.assertEqual(self.detect()["StackDriftStatus"], "IN_SYNC")
        more = {"ReadCapacityUnits": 9, "WriteCapacityUnits": 5}
        off = {"StreamEnabled": False}
        self.client("dynamodb").update_table(TableName="days", ProvisionedThroughput=more, StreamSpecification=off)
        found = {path: kind for path, kind, *_ in self.differences("T")}
        self.assertEqual(found, {"/ProvisionedThroughput/ReadCapacityUnits": "NOT_EQUAL", "/StreamSpecification": "REMOVE"})

    def test_is_a_trust_policy(self) -> None:
        self.made(R=ROLE)
        self.client("iam").update_assume_role_policy(RoleName="r", PolicyDocument=LET_IN)
        found = {path: kind for path, kind, *_ in self.differences("R")}
        self.assertEqual(found["/AssumeRolePolicyDocument/Statement/0/Principal/AWS"], "ADD")

    def test_is_a_tag_that_is_another_one(self) -> None:
        self.made(G=GROUP)
        arn = self.client("logs").describe_log_groups()["logGroups"][0]["arn"].removesuffix(":*")
        self.client("logs").tag_resource(resourceArn=arn, tags={"k": "w"})
        self.assertEqual(self.differences("G"), [("/Tags/k", "NOT_EQUAL", "v", "w")])

    def test_is_a_resource_that_is_gone(self) -> None:
        self.made(Q=QUEUE, B=BUCKET)
        sqs = self.client("sqs")
        sqs.delete_queue(QueueUrl=sqs.get_queue_url(QueueName="q")["QueueUrl"])
        self.client("s3").delete_bucket(Bucket="a-bucket-that-drifts")
        self.assertEqual(self.detect()["DriftedStackResourceCount"], 2)
        self.assertEqual(self.drifts(StackResourceDriftStatusFilters=["DELETED"])["Q"]["ActualProperties"], "{}")
        self.assertEqual(self.drifts(StackResourceDriftStatusFilters=["MODIFIED"]), {})

    def test_is_not_what_the_template_does_not_set(self) -> None:
        self.made(Q=QUEUE)
        sqs = self.client("sqs")
        sqs.set_queue_attributes(QueueUrl=sqs.get_queue_url(QueueName="q")["QueueUrl"], Attributes={"DelaySeconds": "9"})
        self.assertEqual(self.detect()["StackDriftStatus"], "IN_SYNC")

    def test_is_found_of_one_resource_and_forgotten_when_that_is_deployed_again(self) -> None:
        self.made(G=GROUP, Q=QUEUE)
        self.client("logs").put_retention_policy(logGroupName="/a", retentionInDays=1)
        found = self.cloudformation.detect_stack_resource_drift(StackName="s", LogicalResourceId="G")["StackResourceDrift"]
        self.assertEqual(found["StackResourceDriftStatus"], "MODIFIED")
        longer = {**GROUP, "Properties": {**GROUP["Properties"], "RetentionInDays": 120}}
        self.cloudformation.update_stack(StackName="s", TemplateBody=body(G=longer, Q=QUEUE))
        listed = self.cloudformation.describe_stack_resources(StackName="s", LogicalResourceId="G")["StackResources"]
        self.assertEqual(listed[0]["DriftInformation"]["StackResourceDriftStatus"], "NOT_CHECKED")
        self.assertEqual(self.detect(LogicalResourceIds=["G"])["StackDriftStatus"], "IN_SYNC")


class ADetection(DriftCase, JudgedCase):  # type: ignore[misc]  # each has its own `refused`, called by the name of its class
    def setUp(self) -> None:
        DriftCase.setUp(self)
        JudgedCase.setUp(self)

    def test_of_what_is_not_there_is_refused(self) -> None:
        self.refused_with("Stack with id s does not exist", StackName="s")
        self.made(Q=QUEUE)
        self.refused_with("Resources [X] do not exist", StackName="s", LogicalResourceIds=["X"])

    def refused_with(self, message: str, **request: Any) -> None:
        self.assertIn(message, JudgedCase.refused(self, self.cloudformation.detect_stack_drift, **request)[1])

    def test_reads_as_the_caller_and_fails_where_that_may_not_read(self) -> None:
        self.made(G=GROUP)
        blind = self.acting("cloudformation", allow(list(PERMISSIONS)), name="blind")
        found = self.detect(blind)
        self.assertEqual(found["DetectionStatus"], "DETECTION_FAILED")
        self.assertIn("logs:DescribeLogGroups", found["DetectionStatusReason"])
        seeing = self.acting("cloudformation", allow([*PERMISSIONS, *READS]), name="seeing")
        self.assertEqual(self.detect(seeing)["DetectionStatus"], "DETECTION_COMPLETE")

    def test_asks_for_the_table_that_it_reads_and_for_its_streams_only_before_it_is_there(self) -> None:
        table = {"TableName": "visits"}

        def asked(operation: str) -> set[str]:
            found = needed(Handled("AWS::DynamoDB::Table", operation, [table], "visits", ACCOUNT, REGION, "aws"))
            return {each.resource for each in found.requirements if "ResourcePolicy" in each.action} if found else set()

        arn = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/visits"
        self.assertEqual(asked("read"), {arn})
        self.assertEqual(asked("create"), {arn, f"{arn}/stream/*"})

    def test_needs_both_permissions_to_begin(self) -> None:
        self.made(G=GROUP)
        one = self.acting("cloudformation", allow("cloudformation:DetectStackDrift"), name="one")
        _, message = JudgedCase.refused(self, one.detect_stack_drift, StackName="s")
        self.assertIn(f"arn:aws:cloudformation:eu-central-1:{ACCOUNT}:stack/s/", message)
        self.assertIn("cloudformation:DetectStackResourceDrift", message)
