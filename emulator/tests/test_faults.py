"""What goes wrong because it is to: each fault strikes where it was aimed, as often as was said, and nowhere else."""

import json
from typing import Any
from unittest.mock import patch

from botocore.exceptions import ClientError
from judged_case import JudgedCase

from delivery_emulator import faults
from delivery_emulator.authorization import judge


def fault(name: str, **arguments: str) -> dict[str, Any]:
    return {"name": name, "arguments": arguments}


class FaultCase(JudgedCase):
    def arm(self, *given: dict[str, Any]) -> None:
        self.addCleanup(faults.disarm)
        self.assertIsNone(faults.arm(given))

    def struck(self, call: Any, /, **request: Any) -> tuple[int, str, str]:
        with self.assertRaises(ClientError) as caught:
            call(**request)
        response: Any = caught.exception.response
        return response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Code"], response["Error"]["Message"]


class TestCalls(FaultCase):
    def setUp(self) -> None:
        super().setUp()
        everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
        self.keys = self.session(self.role(everything, name="someone"))

    def someone(self, service: str) -> Any:
        return self.client(service, **self.keys)

    def test_a_throttle_speaks_as_the_service_does(self) -> None:
        rate = "Rate exceeded"
        words: list[tuple[str, str, str, Any, tuple[int, str, str]]] = [
            ("kms", "ListKeys", "list_keys", {}, (400, "ThrottlingException", rate)),
            ("sts", "GetCallerIdentity", "get_caller_identity", {}, (400, "Throttling", rate)),
            ("cloudformation", "DescribeStacks", "describe_stacks", {}, (400, "Throttling", rate)),
            ("ec2", "DescribeVpcs", "describe_vpcs", {}, (503, "RequestLimitExceeded", "Request limit exceeded.")),
            ("s3", "ListBuckets", "list_buckets", {}, (503, "SlowDown", "Please reduce your request rate.")),
            ("lambda", "ListFunctions", "list_functions", {}, (429, "TooManyRequestsException", rate)),
        ]
        self.arm(*(fault("throttle", service=service, operation=operation) for service, operation, *_ in words))
        for service, operation, method, request, expected in words:
            with self.subTest(service=service, operation=operation):
                self.assertEqual(self.struck(getattr(self.someone(service), method), **request), expected)

    def test_an_error_speaks_as_the_service_does(self) -> None:
        self.arm(*(fault("error", service=s, operation=o) for s, o in (("kms", "ListKeys"), ("iam", "ListRoles"), ("s3", "ListBuckets"))))
        self.assertEqual(self.struck(self.someone("kms").list_keys)[:2], (500, "InternalFailure"))
        self.assertEqual(self.struck(self.someone("iam").list_roles)[:2], (500, "InternalFailure"))
        self.assertEqual(self.struck(self.someone("s3").list_buckets)[:2], (500, "InternalError"))

    def test_a_throttle_ends_after_its_times_and_other_operations_never_know(self) -> None:
        self.arm(fault("throttle", service="kms", operation="ListKeys", times="2"))
        kms = self.someone("kms")
        kms.list_aliases()
        for _ in range(2):
            self.struck(kms.list_keys)
        kms.list_keys()
        self.assertEqual(faults.disarm(), [2])

    def test_an_error_strikes_the_time_that_was_said(self) -> None:
        self.arm(fault("error", service="kms", operation="ListKeys", nth="2"))
        kms = self.someone("kms")
        kms.list_keys()
        self.struck(kms.list_keys)
        kms.list_keys()
        self.assertEqual(faults.disarm(), [1])

    def test_a_delay_answers_as_ever_but_later(self) -> None:
        self.arm(fault("delay", service="kms", operation="ListKeys", seconds="7"))
        with patch("delivery_emulator.faults.time.sleep") as slept:
            self.someone("kms").list_keys()
        slept.assert_called_once_with(7.0)

    def test_what_was_disarmed_strikes_nobody(self) -> None:
        self.arm(fault("throttle", service="kms", operation="ListKeys"))
        self.assertEqual(faults.disarm(), [0])
        self.someone("kms").list_keys()

    def test_the_rehearsals_own_calls_go_through(self) -> None:
        self.arm(fault("error", service="kms", operation="ListKeys"))
        self.client("kms").list_keys()
        self.assertEqual(faults.disarm(), [0])

    def test_cloudformations_own_calls_go_through(self) -> None:
        self.arm(fault("error", service="ssm", operation="PutParameter"))
        self.make("AWS::SSM::Parameter", {"Name": "/made", "Type": "String", "Value": "v"})
        self.struck(self.someone("ssm").put_parameter, Name="/by/hand", Type="String", Value="v")

    def test_operations_of_s3_are_told_apart(self) -> None:
        self.bucket()
        s3 = self.someone("s3")
        calls: list[tuple[str, Any, dict[str, Any]]] = [
            ("PutObject", s3.put_object, {"Key": "a", "Body": b"b"}),
            ("CopyObject", s3.copy_object, {"Key": "c", "CopySource": "things/a"}),
            ("GetObject", s3.get_object, {"Key": "a"}),
            ("HeadObject", s3.head_object, {"Key": "a"}),
            ("ListObjects", s3.list_objects, {}),
            ("ListObjectsV2", s3.list_objects_v2, {}),
            ("HeadBucket", s3.head_bucket, {}),
            ("GetBucketEncryption", s3.get_bucket_encryption, {}),
            ("DeleteObjects", s3.delete_objects, {"Delete": {"Objects": [{"Key": "a"}]}}),
            ("CreateMultipartUpload", s3.create_multipart_upload, {"Key": "m"}),
        ]
        for name, call, request in calls:
            with self.subTest(name):
                self.assertIsNone(faults.arm([fault("error", service="s3", operation=name)]))
                self.assertEqual(self.struck(call, Bucket="things", **request)[0], 500)
                self.assertEqual(faults.disarm(), [1])

    def test_a_service_or_operation_that_does_not_exist_is_refused_with_what_was_meant(self) -> None:
        said = {
            ("s4", "GetObject"): 'no service is called "s4": did you mean s3',
            ("kmss", "ListKeys"): 'no service is called "kmss": did you mean kms',
            ("kms", "ListKey"): 'kms has no operation "ListKey": did you mean ListKeys',
            ("kms", "Xyzzy"): 'kms has no operation "Xyzzy"',
            ("apigateway", "GetRestApis"): "apigateway speaks a protocol whose errors the emulator does not word",
        }
        for (service, operation), words in said.items():
            self.assertIn(words, str(faults.arm([fault("delay", service=service, operation=operation, seconds="1")])))
        self.someone("kms").list_keys()


class TestRoles(FaultCase):
    ALLOW = {"Effect": "Allow", "Action": "kms:*", "Resource": "*"}

    def test_a_denied_role_is_told_so_in_the_words_of_a_service_control_policy(self) -> None:
        kms = self.acting("kms", self.ALLOW, name="reader")
        kms.list_keys()
        self.arm(fault("denied", role="read*", action="kms:List*"))
        code, message = self.refused(kms.list_keys)
        self.assertEqual(code, "AccessDeniedException")
        self.assertTrue(message.endswith("is not authorized to perform: kms:ListKeys on resource: * with an explicit deny in a service control policy"), message)
        kms.create_key()
        self.assertEqual(faults.disarm(), [1])
        kms.list_keys()

    def test_another_role_may_go_on(self) -> None:
        kms = self.acting("kms", self.ALLOW, name="writer")
        self.arm(fault("denied", role="reader", action="kms:ListKeys"))
        kms.list_keys()
        self.assertEqual(faults.disarm(), [0])

    def test_it_is_denied_also_where_refusals_are_only_listed(self) -> None:
        kms = self.acting("kms", self.ALLOW, name="reader")
        judge.begin("report")
        self.arm(fault("denied", role="reader", action="kms:ListKeys"))
        self.refused(kms.list_keys)
        self.client("kms").list_keys()  # the root of an account has no role

    def test_cloudformation_is_denied_as_its_role_that_may_do_everything(self) -> None:
        iam, cloudformation = self.client("iam"), self.client("cloudformation")
        trust = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "cloudformation.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
        arn = iam.create_role(RoleName="exec", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
        everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
        iam.put_role_policy(RoleName="exec", PolicyName="p", PolicyDocument=json.dumps(everything))
        self.arm(fault("denied", role="exec", action="ssm:PutParameter"))
        template = {"Resources": {"Given": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": "v"}}}}
        cloudformation.create_stack(StackName="denied", TemplateBody=json.dumps(template), RoleARN=arn)
        self.addCleanup(cloudformation.delete_stack, StackName="denied")
        reasons = [each.get("ResourceStatusReason", "") for each in cloudformation.describe_stack_events(StackName="denied")["StackEvents"]]
        self.assertTrue(any(faults.SCP in each and "HandlerErrorCode: AccessDenied" in each for each in reasons), reasons)


class TestThings(FaultCase):
    TEMPLATE = {
        "Resources": {
            "One": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": "v"}},
            "Two": {"Type": "AWS::SNS::Topic", "DependsOn": "One"},
        }
    }

    def deployed(self, name: str) -> tuple[str, list[str]]:
        cloudformation = self.client("cloudformation")
        cloudformation.create_stack(StackName=name, TemplateBody=json.dumps(self.TEMPLATE))
        self.addCleanup(cloudformation.delete_stack, StackName=name)
        status = cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]
        events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
        failed = [f"{each['LogicalResourceId']}: {each['ResourceStatusReason']}" for each in events if each["ResourceStatus"] == "CREATE_FAILED"]
        return str(status), failed

    def test_a_resource_fails_by_type_or_by_logical_id_once_and_the_stack_rolls_back(self) -> None:
        for what in ("AWS::SNS::Topic", "Two"):
            with self.subTest(what):
                self.arm(fault("failed-resource", what=what))
                status, failed = self.deployed(f"failing-{what[-3:]}")
                self.assertEqual(status, "ROLLBACK_COMPLETE")
                self.assertEqual(len(failed), 1)
                self.assertRegex(failed[0], r'^Two: Resource handler returned message: "Internal Failure" \(RequestToken: [0-9a-f-]+, HandlerErrorCode: InternalFailure\)$')
                self.assertEqual(self.deployed(f"again-{what[-3:]}")[0], "CREATE_COMPLETE")
                self.assertEqual(faults.disarm(), [1])

    def test_another_resource_is_made(self) -> None:
        self.arm(fault("failed-resource", what="Tw"))
        self.assertEqual(self.deployed("whole"), ("CREATE_COMPLETE", []))
        self.assertEqual(faults.disarm(), [0])
