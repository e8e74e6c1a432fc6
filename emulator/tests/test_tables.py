import json
import unittest
from typing import Any

from botocore.exceptions import ClientError
from policies import policy
from service_case import ACCOUNT, REGION, ServiceCase

from delivery_emulator.cloudformation.resource import Refused

KEYED = {
    "AttributeDefinitions": [{"AttributeName": "visit", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "visit", "KeyType": "HASH"}],
}
TYPE = "AWS::DynamoDB::Table"
PLAIN = {**KEYED, "TableName": "visits", "BillingMode": "PAY_PER_REQUEST"}
ATTRIBUTES = [*KEYED["AttributeDefinitions"], {"AttributeName": "day", "AttributeType": "S"}]


def index(name: str, projection: str = "KEYS_ONLY", key: str = "day") -> dict[str, Any]:
    keys = [{"AttributeName": key, "KeyType": "HASH"}]
    return {"IndexName": name, "KeySchema": keys, "Projection": {"ProjectionType": projection}}


def with_indexes(*indexes: dict[str, Any]) -> dict[str, Any]:
    return {**PLAIN, "AttributeDefinitions": ATTRIBUTES, "GlobalSecondaryIndexes": list(indexes)}


def refusal(*actions: str) -> dict[str, Any]:
    statement = {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": list(actions), "Resource": "*"}
    return {"PolicyDocument": policy(statement)}


class Tables(ServiceCase):
    def test_a_table_changes_in_place(self) -> None:
        dynamodb = self.client("dynamodb")
        keys = [self.client("kms").create_key()["KeyMetadata"]["Arn"] for _ in range(2)]
        old = {
            **KEYED,
            "TableName": "visits",
            "BillingMode": "PAY_PER_REQUEST",
            "DeletionProtectionEnabled": "true",
            "SSESpecification": {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": keys[0]},
            "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": "35"},
            "ResourcePolicy": refusal("dynamodb:GetItem"),
            "Tags": [{"Key": "A", "Value": "1"}],
        }
        made = self.make(TYPE, old)
        arn = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/visits"
        self.assertEqual((made.physical_id, made.attributes["Arn"]), ("visits", arn))

        def standing() -> dict[str, Any]:
            table = dynamodb.describe_table(TableName="visits")["Table"]
            backups = dynamodb.describe_continuous_backups(TableName="visits")["ContinuousBackupsDescription"]
            recovery = backups["PointInTimeRecoveryDescription"]
            return {
                "protected": table["DeletionProtectionEnabled"],
                "key": table.get("SSEDescription", {}).get("KMSMasterKeyArn"),
                "recovery": (recovery["PointInTimeRecoveryStatus"], recovery.get("RecoveryPeriodInDays")),
                "tags": dynamodb.list_tags_of_resource(ResourceArn=arn)["Tags"],
            }

        expected = {"protected": True, "key": keys[0], "recovery": ("ENABLED", 35), "tags": old["Tags"]}
        self.assertEqual(standing(), expected)
        self.assertEqual(json.loads(dynamodb.get_resource_policy(ResourceArn=arn)["Policy"]), old["ResourcePolicy"]["PolicyDocument"])
        with self.assertRaises(ClientError):
            self.delete(TYPE, made, old)
        new = {
            **KEYED,
            "TableName": "visits",
            "BillingMode": "PAY_PER_REQUEST",
            "SSESpecification": {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": keys[1]},
            "Tags": [{"Key": "B", "Value": "2"}],
        }
        self.update(TYPE, made, old, new)
        expected = {"protected": False, "key": keys[1], "recovery": ("DISABLED", None), "tags": new["Tags"]}
        self.assertEqual(standing(), expected)
        with self.assertRaises(dynamodb.exceptions.PolicyNotFoundException):
            dynamodb.get_resource_policy(ResourceArn=arn)
        flows = dynamodb.describe_kinesis_streaming_destination(TableName="visits")
        self.assertEqual(flows["KinesisDataStreamDestinations"], [])
        self.delete(TYPE, made, new)
        self.delete(TYPE, made, new)
        self.assertEqual(dynamodb.list_tables()["TableNames"], [])

    def test_a_table_takes_its_policy_along(self) -> None:
        dynamodb = self.client("dynamodb")
        made = self.make(TYPE, {**KEYED, "BillingMode": "PAY_PER_REQUEST", "ResourcePolicy": refusal("dynamodb:PutItem")})
        self.delete(TYPE, made, KEYED)
        again = self.make(TYPE, {**KEYED, "TableName": made.physical_id, "BillingMode": "PAY_PER_REQUEST"})
        with self.assertRaises(dynamodb.exceptions.PolicyNotFoundException):
            dynamodb.get_resource_policy(ResourceArn=again.attributes["Arn"])

    def names(self) -> list[str]:
        table = self.client("dynamodb").describe_table(TableName="visits")["Table"]
        return [each["IndexName"] for each in table.get("GlobalSecondaryIndexes", [])]

    def test_indexes_come_with_a_table(self) -> None:
        local = {
            "IndexName": "by-day-of-visit",
            "KeySchema": [{"AttributeName": "visit", "KeyType": "HASH"}, {"AttributeName": "day", "KeyType": "RANGE"}],
            "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["ward"]},
        }
        sorted_keys = [*KEYED["KeySchema"], {"AttributeName": "day", "KeyType": "RANGE"}]
        indexed = with_indexes(index("by-day"), index("all-by-day", "ALL"))
        self.make(TYPE, {**indexed, "KeySchema": sorted_keys, "LocalSecondaryIndexes": [local]})
        table = self.client("dynamodb").describe_table(TableName="visits")["Table"]
        found = {each["IndexName"]: each for each in table["GlobalSecondaryIndexes"] + table["LocalSecondaryIndexes"]}
        self.assertEqual(sorted(found), ["all-by-day", "by-day", "by-day-of-visit"])
        for each in (*indexed["GlobalSecondaryIndexes"], local):
            told = found[each["IndexName"]]
            self.assertEqual({name: told[name] for name in each}, each)

    def test_indexes_come_and_go_one_an_update(self) -> None:
        one, two = with_indexes(index("one")), with_indexes(index("one"), index("two", "ALL"))
        made = self.make(TYPE, PLAIN)
        for old, new, expected in ((PLAIN, one, ["one"]), (one, two, ["one", "two"]), (two, one, ["one"]), (one, PLAIN, [])):
            self.update(TYPE, made, old, new)
            self.assertEqual(self.names(), expected)

    def test_more_than_one_index_an_update_is_refused_in_the_words_of_cloudformation(self) -> None:
        one = with_indexes(index("one"))
        made = self.make(TYPE, one)
        more = {
            "another in its place": with_indexes(index("two")),
            "two more": with_indexes(index("one"), index("two"), index("three")),
        }
        for what, new in more.items():
            with self.subTest(what), self.assertRaisesRegex(Refused, "more than one GSI creation or deletion in a single update"):
                self.update(TYPE, made, one, new)
        changes = {"projection": index("one", "ALL"), "keys": index("one", key="visit")}
        for what, changed in changes.items():
            with self.subTest(what), self.assertRaisesRegex(Refused, "^Cannot update GSI's properties other than Provisioned"):
                self.update(TYPE, made, one, with_indexes(changed))
        local = {**index("local"), "KeySchema": [*KEYED["KeySchema"], {"AttributeName": "day", "KeyType": "RANGE"}]}
        with self.assertRaisesRegex(Refused, "^Updates are not supported for LocalSecondaryIndexes"):
            self.update(TYPE, made, one, {**one, "LocalSecondaryIndexes": [local]})
        self.assertEqual(self.names(), ["one"])

    def test_a_table_without_capacity_is_refused_as_on_aws(self) -> None:
        with self.assertRaises(ClientError) as caught:
            self.make(TYPE, {**KEYED, "TableName": "provisioned"})
        error = caught.exception.response["Error"]
        self.assertEqual(error["Code"], "ValidationException")
        self.assertIn("ReadCapacityUnits and WriteCapacityUnits must both be specified", error["Message"])


if __name__ == "__main__":
    unittest.main()
