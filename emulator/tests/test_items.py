"""Items of tables: how numbers are kept, what a count answers, and batches over several tables."""

from typing import Any

from service_case import ServiceCase


class Items(ServiceCase):
    def setUp(self) -> None:
        self.dynamodb = self.client("dynamodb")
        for name, kind in (("numbers", "N"), ("texts", "S"), ("others", "S")):
            self.dynamodb.create_table(
                TableName=name,
                BillingMode="PAY_PER_REQUEST",
                KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": "id", "AttributeType": kind}],
            )
            self.addCleanup(self.dynamodb.delete_table, TableName=name)

    def item(self, key: str) -> Any:
        return self.dynamodb.get_item(TableName="numbers", Key={"id": {"N": key}}).get("Item")

    def test_numbers_are_kept_without_zeros_that_say_nothing(self) -> None:
        kept = {"id": {"N": "01.0"}, "n": {"N": "007.50"}, "s": {"NS": ["1e2"]}, "l": {"L": [{"N": "-0.0"}]}, "t": {"N": "1200"}}
        self.dynamodb.put_item(TableName="numbers", Item=kept)
        expected = {"id": {"N": "1"}, "n": {"N": "7.5"}, "s": {"NS": ["100"]}, "l": {"L": [{"N": "0"}]}, "t": {"N": "1200"}}
        self.assertEqual((self.item("1"), self.item("1.00")), (expected, expected))
        value = {":v": {"N": "2.50"}}
        self.dynamodb.update_item(TableName="numbers", Key={"id": {"N": "1.0"}}, UpdateExpression="SET n = :v", ExpressionAttributeValues=value)
        self.assertEqual(self.item("1")["n"], {"N": "2.5"})

    def test_a_count_has_no_items(self) -> None:
        self.dynamodb.put_item(TableName="texts", Item={"id": {"S": "a"}})
        found = self.dynamodb.scan(TableName="texts", Select="COUNT")
        self.assertEqual((found["Count"], "Items" in found), (1, False))

    def test_one_batch_writes_the_same_item_to_two_tables(self) -> None:
        put = [{"PutRequest": {"Item": {"id": {"S": "a"}}}}]
        self.dynamodb.batch_write_item(RequestItems={"texts": put, "others": put})
        self.assertEqual([self.dynamodb.scan(TableName=name)["Count"] for name in ("texts", "others")], [1, 1])

    def test_a_batch_that_is_refused_has_written_nothing(self) -> None:
        writes = [{"PutRequest": {"Item": {"id": {"S": "a"}}}}, {"PutRequest": {"Item": {"id": {"N": "1"}}}}]
        with self.assertRaisesRegex(Exception, "Type mismatch for key id expected: S actual: N"):
            self.dynamodb.batch_write_item(RequestItems={"texts": writes})
        self.assertEqual(self.dynamodb.scan(TableName="texts")["Count"], 0)
