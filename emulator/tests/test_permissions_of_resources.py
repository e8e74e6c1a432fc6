"""Policies of resources, judged together with those of the caller, and keys that services use in his name."""

from datetime import datetime, timezone

from judged_case import JudgedCase
from policies import allow, document
from service_case import ACCOUNT, OTHER_ACCOUNT, REGION, ServiceCase

from delivery_emulator.authorization import judge
from delivery_emulator.authorization.network import source_network
from delivery_emulator.authorization.operation import Operation
from delivery_emulator.authorization.report import report
from delivery_emulator.sessions import Session


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
        closed = self.key(document({**allow("kms:*"), "Principal": {"AWS": self.role(name="somebody")}}))
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


class Stacks(JudgedCase):
    """Condition keys of CloudFormation."""

    def test_what_a_request_for_a_stack_says_can_be_a_condition(self) -> None:
        role = "arn:aws:iam::123456789012:role/none"
        for key, value, asked in [("TemplateUrl", "https://a/b", {"TemplateURL": "https://a/b"}), ("RoleArn", role, {"RoleARN": role})]:
            for index, wanted in enumerate((value, f"{value}-not")):
                with self.subTest(key=key, wanted=wanted):
                    allowed = allow("cloudformation:CreateStack", Condition={"StringEquals": {f"cloudformation:{key}": wanted}})
                    acting = self.acting("cloudformation", allowed, allow("iam:PassRole"), name=f"{key}{index}")
                    _, message = self.refused(acting.create_stack, StackName="s", **asked)
                    self.assertEqual("allows the cloudformation:CreateStack action" in message, wanted != value)
        self.assertEqual(report(judge.current())["notJudged"], [])

    def test_a_change_set_counts_by_its_name_and_is_absent_where_a_request_has_none(self) -> None:
        self.client("cloudformation").create_stack(StackName="s", TemplateBody='{"Resources":{"T":{"Type":"AWS::SNS::Topic"}}}')
        self.addCleanup(self.client("cloudformation").delete_stack, StackName="s")
        condition = {"StringEqualsIfExists": {"cloudformation:ChangeSetName": "Good"}}
        acting = self.acting("cloudformation", allow("cloudformation:*", Condition=condition))
        acting.describe_stacks(StackName="s")
        for name, code in [("Good", "ChangeSetNotFound"), ("Bad", "AccessDenied")]:
            arn = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:changeSet/{name}/1"
            self.assertEqual(self.refused(acting.describe_change_set, StackName="s", ChangeSetName=arn)[0], code)


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
        json = {"Bucket": name, "Key": "a", "Body": b"{}", "ContentType": "application/json"}
        self.assertIn(f"kms:GenerateDataKey {on}", self.refused(s3.put_object, **json)[1])
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

    def test_a_ciphertext_is_decrypted_by_who_may_use_the_key_that_made_it(self) -> None:
        key, another = self.key(), self.key()
        made = self.client("kms").encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
        self.assertEqual(self.acting("kms", allow("kms:Decrypt", key)).decrypt(CiphertextBlob=made)["Plaintext"], b"x")
        refused = self.refused(self.acting("kms", allow("kms:Decrypt", another), name="other").decrypt, CiphertextBlob=made)
        self.assertIn(f"kms:Decrypt on resource: {key}", refused[1])

    def test_a_secure_parameter_is_read_with_its_key(self) -> None:
        key, ssm = self.key(), self.client("ssm")
        for name, more in (("plain", {"Type": "String"}), ("secure", {"Type": "SecureString", "KeyId": key})):
            ssm.put_parameter(Name=name, Value="v", **more)
            self.addCleanup(ssm.delete_parameter, Name=name)
        reader = self.acting("ssm", allow("ssm:GetParameter*"))
        reader.get_parameter(Name="plain")
        reader.get_parameters(Names=["plain", "missing"])
        several = self.refused(reader.get_parameters, Names=["plain", "secure"], WithDecryption=True)
        self.assertIn(f"kms:Decrypt on resource: {key}", several[1])
        self.assertIn(f"kms:Decrypt on resource: {key}", self.refused(reader.get_parameter, Name="secure", WithDecryption=True)[1])

    def test_a_message_is_sent_with_the_queues_key(self) -> None:
        key = self.key()
        sqs = self.client("sqs")
        url = sqs.create_queue(QueueName="q", Attributes={"KmsMasterKeyId": key})["QueueUrl"]
        self.addCleanup(sqs.delete_queue, QueueUrl=url)
        send = allow("sqs:SendMessage", f"arn:aws:sqs:{REGION}:{ACCOUNT}:q")
        self.assertIn("kms:", self.refused(self.acting("sqs", send).send_message, QueueUrl=url, MessageBody="m")[1])
        self.acting("sqs", send, allow("kms:*", key), name="both").send_message(QueueUrl=url, MessageBody="m")


class Network(ServiceCase):
    """From where a function in a VPC calls."""

    def test_a_vpc_is_named_where_it_has_an_endpoint_for_the_service(self) -> None:
        ec2 = self.client("ec2")
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/24")["Vpc"]["VpcId"]
        made = ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=f"com.amazonaws.{REGION}.s3")["VpcEndpoint"]["VpcEndpointId"]
        role = f"arn:aws:iam::{ACCOUNT}:role/r"
        inside = Session(ACCOUNT, role, "AROA", "s", datetime.now(timezone.utc), vpc_id=vpc)
        found = source_network(inside, Operation("s3", "GetObject", REGION))
        self.assertEqual(found, {"aws:SourceVpc": vpc, "aws:SourceVpce": made})
        self.assertEqual(source_network(inside, Operation("kms", "Decrypt", REGION)), {})
        outside = Session(ACCOUNT, role, "AROA", "s", datetime.now(timezone.utc))
        self.assertEqual(source_network(outside, Operation("s3", "GetObject", REGION)), {})
