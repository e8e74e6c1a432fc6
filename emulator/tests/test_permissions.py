"""Policies of roles and users, judged for every request where the emulator was told to."""

import json
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from botocore.httpsession import URLLib3Session as BotocoreHTTPSession
from service_case import ACCOUNT, OTHER_ACCOUNT, REGION, SECRET, ServiceCase

from delivery_emulator.authorization import judge
from delivery_emulator.authorization.report import report


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: Any, resource: Any = "*", **rest: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **rest}


class JudgedCase(ServiceCase):
    def setUp(self) -> None:
        judge.begin("enforce")
        self.addCleanup(judge.begin, "off")

    def role(self, *statements: dict[str, Any], name: str = "r", account: str = ACCOUNT, **rest: Any) -> str:
        iam = self.client("iam", account)
        trust = document({"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"})
        arn = str(iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust, **rest)["Role"]["Arn"])
        self.addCleanup(iam.delete_role, RoleName=name)
        if statements:
            iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=document(*statements))
            self.addCleanup(iam.delete_role_policy, RoleName=name, PolicyName="p")
        return arn

    def session(self, arn: str, by: Any = None, **rest: Any) -> dict[str, str]:
        keys = (by or self.client("sts")).assume_role(RoleArn=arn, RoleSessionName="se", **rest)["Credentials"]
        names = {"AccessKeyId": "aws_access_key_id", "SecretAccessKey": "aws_secret_access_key", "SessionToken": "aws_session_token"}
        return {mine: keys[theirs] for theirs, mine in names.items()}

    def acting(self, service: str, *statements: dict[str, Any], **rest: Any) -> Any:
        return self.client(service, **self.session(self.role(*statements, **rest)))

    def refused(self, call: Any, /, **request: Any) -> tuple[str, str]:
        with self.assertRaises(ClientError) as caught:
            call(**request)
        error = caught.exception.response["Error"]
        return error["Code"], error["Message"]

    def bucket(self, account: str = ACCOUNT, policy: str | None = None, name: str = "things") -> str:
        s3 = self.client("s3", account)
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
        self.addCleanup(self._empty, s3, name)
        if policy:
            s3.put_bucket_policy(Bucket=name, Policy=policy)
        return name

    def _empty(self, s3: Any, name: str) -> None:
        for item in s3.list_objects_v2(Bucket=name).get("Contents", []):
            s3.delete_object(Bucket=name, Key=item["Key"])
        s3.delete_bucket(Bucket=name)

    def key(self, policy: str | None = None, account: str = ACCOUNT) -> str:
        kms = self.client("kms", account)
        return str(kms.create_key(**({"Policy": policy} if policy else {}))["KeyMetadata"]["Arn"])


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


class Resources(JudgedCase):
    """What resources' own policies say beside the caller's."""

    def test_a_bucket_policy_that_names_the_role_is_enough_in_its_account(self) -> None:
        arn = self.role()
        name = self.bucket(policy=document({**allow("s3:GetObject", "arn:aws:s3:::things/*"), "Principal": {"AWS": arn}}))
        self.client("s3").put_object(Bucket=name, Key="a", Body=b"")
        self.client("s3", **self.session(arn)).get_object(Bucket=name, Key="a")

    def test_a_bucket_policy_that_names_the_account_is_not(self) -> None:
        arn = self.role()
        named = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
        name = self.bucket(policy=document({**allow("s3:GetObject", "arn:aws:s3:::things/*"), "Principal": named}))
        self.refused(self.client("s3", **self.session(arn)).get_object, Bucket=name, Key="a")

    def test_another_accounts_bucket_needs_both(self) -> None:
        arn = self.role(allow("s3:PutObject"))
        s3 = self.client("s3", **self.session(arn))
        name = self.bucket(OTHER_ACCOUNT)
        _, message = self.refused(s3.put_object, Bucket=name, Key="a", Body=b"")
        self.assertTrue(message.endswith("because no resource-based policy allows the s3:PutObject action"))
        policy = document({**allow("s3:*", "arn:aws:s3:::things/*"), "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}})
        self.client("s3", OTHER_ACCOUNT).put_bucket_policy(Bucket=name, Policy=policy)
        s3.put_object(Bucket=name, Key="a", Body=b"")
        self.refused(s3.get_object, Bucket=name, Key="a")

    def test_a_key_policy_must_allow_or_leave_it_to_the_account(self) -> None:
        closed = self.key(document({**allow("kms:*"), "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/nobody"}}))
        kms = self.acting("kms", allow("kms:DescribeKey"))
        _, message = self.refused(kms.describe_key, KeyId=closed)
        self.assertTrue(message.endswith("because no resource-based policy allows the kms:DescribeKey action"))
        kms.describe_key(KeyId=self.key())

    def test_a_grant_lets_a_role_in(self) -> None:
        arn, key = self.role(), self.key()
        kms = self.client("kms", **self.session(arn))
        self.refused(kms.encrypt, KeyId=key, Plaintext=b"a")
        self.client("kms").create_grant(KeyId=key, GranteePrincipal=arn, Operations=["Encrypt"])
        kms.encrypt(KeyId=key, Plaintext=b"a")
        self.refused(kms.describe_key, KeyId=key)


class Keys(JudgedCase):
    """Keys that services use in the name of their caller."""

    def encrypted_bucket(self) -> tuple[str, str]:
        name, key = self.bucket(), self.key()
        rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}}
        self.client("s3").put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": [rule]})
        return name, key

    def test_a_put_into_an_encrypted_bucket_needs_a_data_key_and_a_get_decryption(self) -> None:
        name, key = self.encrypted_bucket()
        s3 = self.acting("s3", allow("s3:*"))
        on = f"on resource: {key}"
        self.assertIn(f"kms:GenerateDataKey {on}", self.refused(s3.put_object, Bucket=name, Key="a", Body=b"")[1])
        self.client("s3").put_object(Bucket=name, Key="a", Body=b"")
        self.assertIn(f"kms:Decrypt {on}", self.refused(s3.get_object, Bucket=name, Key="a")[1])

    def test_through_s3_is_not_by_itself(self) -> None:
        name, key = self.encrypted_bucket()
        condition = {"StringEquals": {"kms:ViaService": f"s3.{REGION}.amazonaws.com"}}
        keys = self.session(self.role(allow("s3:*"), allow("kms:*", key, Condition=condition)))
        self.client("s3", **keys).put_object(Bucket=name, Key="a", Body=b"")
        self.refused(self.client("kms", **keys).describe_key, KeyId=key)

    def test_the_encryption_context_is_the_object(self) -> None:
        name, key = self.encrypted_bucket()
        condition = {"StringEquals": {"kms:EncryptionContext:aws:s3:arn": "arn:aws:s3:::things/a"}}
        s3 = self.acting("s3", allow("s3:*"), allow("kms:*", key, Condition=condition))
        s3.put_object(Bucket=name, Key="a", Body=b"")
        self.refused(s3.put_object, Bucket=name, Key="b", Body=b"")

    def test_a_secret_is_read_with_its_key(self) -> None:
        key = self.key()
        secrets = self.client("secretsmanager")
        secret = secrets.create_secret(Name="s", SecretString="x", KmsKeyId=key)["ARN"]
        self.addCleanup(secrets.delete_secret, SecretId=secret, ForceDeleteWithoutRecovery=True)
        allowed = allow("secretsmanager:GetSecretValue", secret)
        self.assertIn("kms:Decrypt", self.refused(self.acting("secretsmanager", allowed).get_secret_value, SecretId="s")[1])
        self.acting("secretsmanager", allowed, allow("kms:Decrypt", key), name="both").get_secret_value(SecretId="s")

    def test_a_secure_parameter_is_read_with_its_key(self) -> None:
        key, ssm = self.key(), self.client("ssm")
        for name, more in (("plain", {"Type": "String"}), ("secure", {"Type": "SecureString", "KeyId": key})):
            ssm.put_parameter(Name=name, Value="v", **more)
            self.addCleanup(ssm.delete_parameter, Name=name)
        reader = self.acting("ssm", allow("ssm:GetParameter"))
        reader.get_parameter(Name="plain")
        self.assertIn(f"kms:Decrypt on resource: {key}", self.refused(reader.get_parameter, Name="secure", WithDecryption=True)[1])

    def test_a_message_is_sent_with_the_queues_key(self) -> None:
        key = self.key()
        sqs = self.client("sqs")
        url = sqs.create_queue(QueueName="q", Attributes={"KmsMasterKeyId": key})["QueueUrl"]
        self.addCleanup(sqs.delete_queue, QueueUrl=url)
        send = allow("sqs:SendMessage", f"arn:aws:sqs:{REGION}:{ACCOUNT}:q")
        self.assertIn("kms:", self.refused(self.acting("sqs", send).send_message, QueueUrl=url, MessageBody="m")[1])
        self.acting("sqs", send, allow("kms:*", key), name="both").send_message(QueueUrl=url, MessageBody="m")


class Recorded(JudgedCase):
    """Modes, and what is reported."""

    def identity(self, name: str) -> dict[str, Any]:
        found = report(judge.current())["identities"]
        return next(each for each in found if each["arn"] == f"arn:aws:iam::{ACCOUNT}:role/{name}")

    def test_a_report_names_what_would_have_been_refused_and_lets_it_happen(self) -> None:
        judge.begin("report")
        name = self.bucket()
        s3 = self.acting("s3")
        s3.put_object(Bucket=name, Key="a", Body=b"")
        s3.put_object(Bucket=name, Key="a", Body=b"")
        (refused,) = report(judge.current())["refused"]
        self.assertEqual((refused["identity"], refused["action"], refused["count"]), (f"arn:aws:iam::{ACCOUNT}:role/r", "s3:PutObject", 2))

    def test_off_judges_nothing(self) -> None:
        judge.begin("off")
        self.acting("s3").put_object(Bucket=self.bucket(), Key="a", Body=b"")
        self.assertEqual(report(judge.current())["calls"], 0)

    def test_a_call_without_a_row_is_not_judged_and_counted(self) -> None:
        self.acting("ssm").describe_parameters()
        (missed,) = report(judge.current())["notJudged"]
        self.assertEqual((missed["operation"], missed["count"]), ("ssm:DescribeParameters", 1))

    def test_a_condition_key_that_is_not_known_makes_no_yes_and_no_no(self) -> None:
        name = self.bucket()
        condition = {"StringEquals": {"aws:ResourceTag/kind": "x"}}
        s3 = self.acting("s3", allow("s3:ListBucket", Condition=condition))
        s3.list_objects_v2(Bucket=name)
        found = report(judge.current())
        self.assertEqual((found["refused"], len(found["notJudged"])), ([], 1))
        self.assertIn("aws:ResourceTag/kind", found["notJudged"][0]["because"])

    def test_statements_say_what_they_were_needed_for(self) -> None:
        name = self.bucket()
        s3 = self.acting("s3", allow(["s3:ListBucket", "s3:GetObject"], Sid="Read"), allow("s3:PutObject", Sid="Write"))
        s3.list_objects_v2(Bucket=name)
        read, write = self.identity("r")["statements"]
        self.assertEqual((read["refusedWithout"], read["neverUsed"]), (["s3:ListBucket"], ["s3:GetObject"]))
        self.assertEqual((write["refusedWithout"], write["neverUsed"]), ([], ["s3:PutObject"]))

    def test_a_chain_of_roles_is_told_by_its_beginning(self) -> None:
        judge.begin("report")
        target = self.role(name="target")
        first = self.acting("sts", allow("sts:AssumeRole"))
        keys = self.session(target, by=first)
        self.refused(self.client("ssm", **keys).get_parameter, Name="none")
        (refused,) = report(judge.current())["refused"]
        self.assertEqual(refused["origin"], f"arn:aws:sts::{ACCOUNT}:assumed-role/r/se")

    def call(self, operation: str, body: dict[str, Any], keys: dict[str, str] | None = None) -> tuple[int, str, str]:
        root = {"aws_access_key_id": ACCOUNT, "aws_secret_access_key": SECRET}
        status, answer = _call(keys or root, self.endpoint, operation, body)
        return status, str(answer.get("__type", "")), str(answer.get("message", ""))

    def test_only_the_root_user_begins_and_reads(self) -> None:
        keys = self.session(self.role())
        for operation in ("EmulatorJudgePermissions", "EmulatorReportPermissions"):
            with self.subTest(operation=operation):
                self.assertEqual(self.call(operation, {"mode": "off"}, keys)[1], "AccessDeniedException")
        self.assertEqual(self.call("EmulatorJudgePermissions", {"mode": "perhaps"})[1], "ValidationException")
        self.assertEqual(self.call("EmulatorJudgePermissions", {"mode": "report"})[0], 200)
        self.assertEqual(judge.current().mode, "report")

    def test_what_a_service_does_with_a_role_can_be_asked_for(self) -> None:
        keys = self.session(self.role(allow("codebuild:StartBuild")))
        asked = [{"action": "codebuild:StartBuild", "resource": "*"}]
        self.assertEqual(self.call("EmulatorRequirePermissions", {"permissions": asked}, keys)[0], 200)
        asked.append({"action": "codebuild:StopBuild", "resource": "*"})
        _, code, message = self.call("EmulatorRequirePermissions", {"permissions": asked}, keys)
        self.assertEqual(code, "AccessDeniedException")
        self.assertIn("codebuild:StopBuild", message)


def _call(keys: dict[str, str], endpoint: str, operation: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """Send a call that botocore does not know."""
    headers = {"X-Amz-Target": f"CodePipeline_20150709.{operation}", "Content-Type": "application/x-amz-json-1.1"}
    request = AWSRequest("POST", f"{endpoint}/", headers, json.dumps(body).encode())
    SigV4Auth(Credentials(*keys.values()), "codepipeline", REGION).add_auth(request)
    answer = BotocoreHTTPSession().send(request.prepare())
    return answer.status_code, json.loads(answer.content)
