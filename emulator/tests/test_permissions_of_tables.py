"""What calls need that name several tables, or an index."""

import unittest
from typing import Any

from judged_case import JudgedCase
from policies import allow
from service_case import ACCOUNT, REGION

ONE, OTHER = (f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{name}" for name in ("one", "other"))
ITEM = {"id": {"S": "1"}}


class Tables(JudgedCase):
    def setUp(self) -> None:
        super().setUp()
        owner = self.client("dynamodb")
        key = {"KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}]}
        index = {**key, "IndexName": "ids", "Projection": {"ProjectionType": "ALL"}}
        for name in ("one", "other"):
            attributes = [{"AttributeName": "id", "AttributeType": "S"}]
            indexes: Any = {"GlobalSecondaryIndexes": [index], "BillingMode": "PAY_PER_REQUEST", **key}
            owner.create_table(TableName=name, AttributeDefinitions=attributes, **indexes)
            self.addCleanup(owner.delete_table, TableName=name)

    def test_an_index_is_asked_for_by_its_own_arn(self) -> None:
        query = {"TableName": "one", "KeyConditionExpression": "id = :i", "ExpressionAttributeValues": {":i": {"S": "1"}}}
        table = self.acting("dynamodb", allow(["dynamodb:Query", "dynamodb:Scan"], ONE))
        table.query(**query)
        for call, request in ((table.query, query), (table.scan, {"TableName": ONE})):
            self.assertIn(f" on resource: {ONE}/index/ids because", self.refused(call, IndexName="ids", **request)[1])
        self.acting("dynamodb", allow("dynamodb:Query", f"{ONE}/index/*"), name="index").query(IndexName="ids", **query)

    def test_a_batch_is_asked_for_on_every_table(self) -> None:
        one = self.acting("dynamodb", allow(["dynamodb:BatchGetItem", "dynamodb:BatchWriteItem"], ONE))
        one.batch_write_item(RequestItems={"one": [{"PutRequest": {"Item": ITEM}}]})
        one.batch_get_item(RequestItems={ONE: {"Keys": [ITEM]}})
        both = {name: [{"PutRequest": {"Item": ITEM}}] for name in ("one", "other")}
        self.assertIn(f"dynamodb:BatchWriteItem on resource: {OTHER} because", self.refused(one.batch_write_item, RequestItems=both)[1])
        keys = {"one": {"Keys": [ITEM]}, OTHER: {"Keys": [ITEM]}}
        self.assertIn(f"dynamodb:BatchGetItem on resource: {OTHER} because", self.refused(one.batch_get_item, RequestItems=keys)[1])

    def test_a_transaction_needs_what_its_parts_need(self) -> None:
        put = {"Put": {"TableName": "one", "Item": ITEM}}
        check = {"ConditionCheck": {"TableName": "other", "Key": ITEM, "ConditionExpression": "attribute_not_exists(id)"}}
        writer = self.acting("dynamodb", allow("dynamodb:PutItem", ONE))
        writer.transact_write_items(TransactItems=[put])
        refused = self.refused(writer.transact_write_items, TransactItems=[put, check])
        self.assertIn(f"dynamodb:ConditionCheckItem on resource: {OTHER} because", refused[1])
        get = {"Get": {"TableName": "one", "Key": ITEM}}
        self.assertIn(f"dynamodb:GetItem on resource: {ONE} because", self.refused(writer.transact_get_items, TransactItems=[get])[1])

    def test_a_statement_needs_what_it_does(self) -> None:
        reader = self.acting("dynamodb", allow("dynamodb:PartiQLSelect", ONE))
        reader.execute_statement(Statement='SELECT * FROM "one"')
        for statement, needed in (
            ("select id from other where id = '1'", f"PartiQLSelect on resource: {OTHER} because"),
            ('SELECT * FROM "one"."ids"', f"PartiQLSelect on resource: {ONE}/index/ids because"),
            ("INSERT INTO one VALUE {'id': '2'}", f"PartiQLInsert on resource: {ONE} because"),
            ("UPDATE \"one\" SET a = 1 WHERE id = '1'", f"PartiQLUpdate on resource: {ONE} because"),
            ("DELETE FROM one WHERE id = '1'", f"PartiQLDelete on resource: {ONE} because"),
        ):
            with self.subTest(statement=statement):
                self.assertIn(needed, self.refused(reader.execute_statement, Statement=statement)[1])
                batch = [{"Statement": 'SELECT * FROM "one"'}, {"Statement": statement}]
                self.assertIn(needed, self.refused(reader.batch_execute_statement, Statements=batch)[1])


if __name__ == "__main__":
    unittest.main()
