import json
import unittest
from typing import Any

from botocore.exceptions import ClientError
from service_case import ACCOUNT, REGION, ServiceCase

GROUP = "/aws/lambda/data-processing-dev"
GROUP_ARN = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{GROUP}"
REFUSAL = f"The specified KMS key does not exist or is not allowed to be used with Arn '{GROUP_ARN}'"
ACTIONS = ["Encrypt", "Decrypt", "ReEncrypt*", "GenerateDataKey*", "CreateGrant", "DescribeKey"]


def key_policy(*statements: dict[str, Any]) -> str:
    root = {
        "Sid": "Administration",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        "Action": "kms:*",
        "Resource": "*",
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [root, *statements]})


def logs_statement(**overrides: Any) -> dict[str, Any]:
    pattern = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:*"
    return {
        "Sid": "Enable CloudWatch Logs",
        "Effect": "Allow",
        "Principal": {"Service": f"logs.{REGION}.amazonaws.com"},
        "Action": [f"kms:{action}" for action in ACTIONS],
        "Resource": "*",
        "Condition": {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": pattern}},
        **overrides,
    }


class LogGroupKey(ServiceCase):
    def setUp(self) -> None:
        self.logs = self.client("logs")
        self.kms = self.client("kms")

    def key(self, *statements: dict[str, Any], region: str = REGION, **options: Any) -> str:
        client = self.client("kms", region=region)
        return str(client.create_key(Policy=key_policy(*statements), **options)["KeyMetadata"]["Arn"])

    def refuse(self, key: str) -> None:
        with self.assertRaises(ClientError) as caught:
            self.logs.create_log_group(logGroupName=GROUP, kmsKeyId=key)
        error = caught.exception.response["Error"]
        self.assertEqual((error["Code"], error["Message"]), ("InvalidParameterException", REFUSAL))
        self.assertEqual(self.logs.describe_log_groups(logGroupNamePrefix=GROUP)["logGroups"], [])

    def test_a_stream_of_a_template_comes_and_goes(self) -> None:
        logs = self.client("logs")
        self.make("AWS::Logs::LogGroup", {"LogGroupName": "/streams"})
        stream = {"LogGroupName": "/streams", "LogStreamName": "own"}
        made = self.make("AWS::Logs::LogStream", stream)
        self.assertEqual(made.physical_id, "own")
        self.assertEqual([each["logStreamName"] for each in logs.describe_log_streams(logGroupName="/streams")["logStreams"]], ["own"])
        with self.assertRaisesRegex(ClientError, "ResourceAlreadyExistsException"):
            self.make("AWS::Logs::LogStream", stream)
        self.delete("AWS::Logs::LogStream", made, stream)
        self.assertEqual(logs.describe_log_streams(logGroupName="/streams")["logStreams"], [])

    def test_a_key_that_lets_the_service_in_encrypts_the_group(self) -> None:
        key = self.key(logs_statement())
        self.logs.create_log_group(logGroupName=GROUP, kmsKeyId=key)
        self.addCleanup(self.logs.delete_log_group, logGroupName=GROUP)
        self.assertEqual(self.logs.describe_log_groups()["logGroups"][0]["kmsKeyId"], key)

    def test_refuses_a_key_whose_policy_does_not_know_the_service(self) -> None:
        self.refuse(self.key())

    def test_refuses_a_key_for_other_log_groups(self) -> None:
        other = {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": f"{GROUP_ARN}-other"}}
        self.refuse(self.key(logs_statement(Condition=other)))

    def test_refuses_a_key_of_another_region_s_service(self) -> None:
        self.refuse(self.key(logs_statement(Principal={"Service": "logs.us-east-1.amazonaws.com"})))

    def test_refuses_each_missing_action(self) -> None:
        for missing in ("Encrypt", "Decrypt", "ReEncrypt*", "GenerateDataKey*"):
            with self.subTest(missing):
                left = [f"kms:{action}" for action in ACTIONS if action != missing]
                self.refuse(self.key(logs_statement(Action=left)))

    def test_takes_a_key_that_does_not_let_itself_be_described(self) -> None:
        """AWS's own sample does not either: DescribeKey knows no encryption context."""
        key = self.key(logs_statement(Action=[f"kms:{action}" for action in ACTIONS if action != "DescribeKey"]))
        self.logs.create_log_group(logGroupName=GROUP, kmsKeyId=key)
        self.logs.delete_log_group(logGroupName=GROUP)

    def test_refuses_an_explicit_deny(self) -> None:
        self.refuse(self.key(logs_statement(), logs_statement(Sid="No", Effect="Deny")))

    def test_refuses_a_condition_it_cannot_judge(self) -> None:
        self.refuse(self.key(logs_statement(Condition={"Bool": {"aws:SecureTransport": "perhaps"}})))

    def test_refuses_a_key_that_does_not_exist(self) -> None:
        self.refuse(f"arn:aws:kms:{REGION}:{ACCOUNT}:key/00000000-0000-0000-0000-000000000000")

    def test_refuses_an_alias_and_a_bare_id(self) -> None:
        self.refuse("alias/logs")
        self.refuse(self.key(logs_statement()).split("/")[-1])

    def test_refuses_a_key_of_another_region(self) -> None:
        self.refuse(self.key(logs_statement(), region="us-east-1"))

    def test_refuses_a_disabled_key_and_one_pending_deletion(self) -> None:
        key = self.key(logs_statement())
        self.kms.disable_key(KeyId=key)
        self.refuse(key)
        self.kms.enable_key(KeyId=key)
        self.kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
        self.refuse(key)

    def test_refuses_an_asymmetric_key(self) -> None:
        self.refuse(self.key(logs_statement(), KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY"))

    def test_association_asks_the_key_too(self) -> None:
        self.logs.create_log_group(logGroupName=GROUP)
        self.addCleanup(self.logs.delete_log_group, logGroupName=GROUP)
        with self.assertRaisesRegex(ClientError, "is not allowed to be used with Arn"):
            self.logs.associate_kms_key(logGroupName=GROUP, kmsKeyId=self.key())
        self.assertNotIn("kmsKeyId", self.logs.describe_log_groups()["logGroups"][0])
        key = self.key(logs_statement())
        self.logs.associate_kms_key(resourceIdentifier=GROUP_ARN, kmsKeyId=key)
        self.assertEqual(self.logs.describe_log_groups()["logGroups"][0]["kmsKeyId"], key)
        self.logs.disassociate_kms_key(logGroupName=GROUP)
        self.assertNotIn("kmsKeyId", self.logs.describe_log_groups()["logGroups"][0])

    def test_a_template_s_log_group_is_refused_with_the_service_s_own_words(self) -> None:
        with self.assertRaises(ClientError) as caught:
            self.make("AWS::Logs::LogGroup", {"LogGroupName": GROUP, "KmsKeyId": self.key()})
        self.assertEqual(caught.exception.response["Error"]["Message"], REFUSAL)


class LogGroupResources(ServiceCase):
    def setUp(self) -> None:
        self.logs = self.client("logs")

    def found(self, name: str) -> dict[str, Any]:
        return dict(self.logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"][0])

    def test_a_log_group_changes_in_place(self) -> None:
        keys = [
            self.client("kms").create_key(Policy=key_policy(logs_statement()))["KeyMetadata"]["Arn"] for _ in range(2)
        ]
        old = {
            "LogGroupName": GROUP,
            "KmsKeyId": keys[0],
            "RetentionInDays": 90,
            "Tags": [{"Key": "Owner", "Value": "a"}, {"Key": "Gone", "Value": "b"}],
        }
        made = self.make("AWS::Logs::LogGroup", old)
        self.assertEqual(made.attributes["Arn"], f"{GROUP_ARN}:*")
        self.assertEqual((self.found(GROUP)["kmsKeyId"], self.found(GROUP)["retentionInDays"]), (keys[0], 90))
        new = {**old, "KmsKeyId": keys[1], "RetentionInDays": "30", "Tags": [{"Key": "Owner", "Value": "c"}]}
        self.update("AWS::Logs::LogGroup", made, old, new)
        self.assertEqual((self.found(GROUP)["kmsKeyId"], self.found(GROUP)["retentionInDays"]), (keys[1], 30))
        self.assertEqual(self.logs.list_tags_for_resource(resourceArn=GROUP_ARN)["tags"], {"Owner": "c"})
        self.update("AWS::Logs::LogGroup", made, new, {"LogGroupName": GROUP})
        self.assertFalse({"kmsKeyId", "retentionInDays"} & set(self.found(GROUP)))
        self.delete("AWS::Logs::LogGroup", made, old)
        self.assertEqual(self.logs.describe_log_groups()["logGroups"], [])

    def test_only_the_days_that_the_service_knows_are_taken(self) -> None:
        group = self.make("AWS::Logs::LogGroup", {"RetentionInDays": 3653}).physical_id
        for days in (0, 91, 401, 99999):
            with self.subTest(days), self.assertRaises(ClientError) as caught:
                self.logs.put_retention_policy(logGroupName=group, retentionInDays=days)
            error = caught.exception.response["Error"]
            self.assertEqual(error["Code"], "InvalidParameterException")
            self.assertIn(f"Value '{days}' at 'retentionInDays' failed to satisfy constraint", error["Message"])
            with self.assertRaises(ClientError):
                self.make("AWS::Logs::LogGroup", {"RetentionInDays": days})
        self.assertEqual(self.found(group)["retentionInDays"], 3653)

    def test_a_metric_filter_is_replaced_not_doubled(self) -> None:
        group = self.make("AWS::Logs::LogGroup", {}).physical_id
        transformation = {"MetricName": "Errors", "MetricNamespace": "Data", "MetricValue": "1", "DefaultValue": 0}
        old = {"LogGroupName": group, "FilterPattern": "ERROR", "MetricTransformations": [transformation]}
        made = self.make("AWS::Logs::MetricFilter", old)
        self.update("AWS::Logs::MetricFilter", made, old, {**old, "FilterPattern": "WARN"})
        filters = self.logs.describe_metric_filters(logGroupName=group)["metricFilters"]
        self.assertEqual([item["filterPattern"] for item in filters], ["WARN"])
        self.assertEqual(filters[0]["metricTransformations"][0]["metricName"], "Errors")
        self.assertEqual(self.found(group)["metricFilterCount"], 1)

    def test_a_resource_policy_changes_in_place(self) -> None:
        old = {"PolicyName": "trail", "PolicyDocument": key_policy()}
        made = self.make("AWS::Logs::ResourcePolicy", old)
        self.update("AWS::Logs::ResourcePolicy", made, old, {**old, "PolicyDocument": key_policy(logs_statement())})
        policies = self.logs.describe_resource_policies()["resourcePolicies"]
        self.assertIn("Enable CloudWatch Logs", policies[0]["policyDocument"])

    def test_groups_are_found_by_identifier_and_by_pattern_without_their_key(self) -> None:
        key = self.client("kms").create_key(Policy=key_policy(logs_statement()))["KeyMetadata"]["Arn"]
        for name in ("/find/one", "/find/two", "/other"):
            self.make("AWS::Logs::LogGroup", {"LogGroupName": name, "KmsKeyId": key})
        by_name = self.logs.describe_log_groups(logGroupIdentifiers=["/find/two"])["logGroups"]
        self.assertEqual([(item["logGroupName"], item["kmsKeyId"]) for item in by_name], [("/find/two", key)])
        arn = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/other"
        self.assertEqual(len(self.logs.describe_log_groups(logGroupIdentifiers=[arn])["logGroups"]), 1)
        by_pattern = self.logs.describe_log_groups(logGroupNamePattern="FIND", limit=1)
        self.assertEqual(["kmsKeyId" in item for item in by_pattern["logGroups"]], [False])
        rest = self.logs.describe_log_groups(logGroupNamePattern="FIND", nextToken=by_pattern["nextToken"])
        self.assertEqual([item["logGroupName"] for item in rest["logGroups"]], ["/find/two"])

    def test_refuses_pages_and_lists_of_more_than_fifty(self) -> None:
        for wrong in ({"logGroupIdentifiers": ["a"] * 51}, {"logGroupNamePrefix": "a", "logGroupNamePattern": "b"}):
            with self.assertRaisesRegex(ClientError, "InvalidParameterException"):
                self.logs.describe_log_groups(**wrong)

    def test_streams_are_found_by_the_group_s_arn(self) -> None:
        for name in ("/a", "/b"):
            self.make("AWS::Logs::LogGroup", {"LogGroupName": name})
            self.logs.create_log_stream(logGroupName=name, logStreamName=f"of{name}")
        arn = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/a"
        streams = self.logs.describe_log_streams(logGroupIdentifier=arn)["logStreams"]
        self.assertEqual([item["logStreamName"] for item in streams], ["of/a"])


if __name__ == "__main__":
    unittest.main()
