import json
import unittest
from typing import Any

from botocore.exceptions import ClientError
from policies import policy
from service_case import ACCOUNT, REGION, ServiceCase

KEYED = {
    "AttributeDefinitions": [{"AttributeName": "visit", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "visit", "KeyType": "HASH"}],
}
TYPE = "AWS::DynamoDB::Table"


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

    def test_a_table_without_capacity_is_refused_as_on_aws(self) -> None:
        with self.assertRaises(ClientError) as caught:
            self.make(TYPE, {**KEYED, "TableName": "provisioned"})
        error = caught.exception.response["Error"]
        self.assertEqual(error["Code"], "ValidationException")
        self.assertIn("ReadCapacityUnits and WriteCapacityUnits must both be specified", error["Message"])


if __name__ == "__main__":
    unittest.main()
