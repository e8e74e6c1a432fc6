"""Statements of PartiQL: what is answered as DynamoDB does, and what is refused by name."""

from typing import Any

from botocore.exceptions import ClientError
from service_case import ServiceCase


class Statements(ServiceCase):
    def setUp(self) -> None:
        self.dynamodb = self.client("dynamodb")
        self.dynamodb.create_table(
            TableName="visits",
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
        )
        self.addCleanup(self.dynamodb.delete_table, TableName="visits")
        for number in range(3):
            self.dynamodb.put_item(TableName="visits", Item={"pk": {"S": "a"}, "sk": {"S": f"b{number}"}, "n": {"N": str(number)}})

    def ask(self, statement: str, *parameters: Any) -> list[Any]:
        more = {"Parameters": list(parameters)} if parameters else {}
        return list(self.dynamodb.execute_statement(Statement=statement, **more)["Items"])

    def keys(self, statement: str, *parameters: Any) -> list[str]:
        return [each["sk"]["S"] for each in self.ask(statement, *parameters)]

    def test_select_by_several_conditions(self) -> None:
        self.assertEqual(self.keys("SELECT * FROM visits WHERE pk='a' AND n=1"), ["b1"])
        self.assertEqual(self.keys('SELECT sk FROM "visits" WHERE "pk" = ? AND n = ?', {"S": "a"}, {"N": "2"}), ["b2"])
        self.assertEqual(self.keys("SELECT * FROM visits WHERE pk = 'a' AND begins_with(sk, 'b')"), ["b0", "b1", "b2"])

    def test_change_and_delete_one_item_by_its_whole_key(self) -> None:
        self.ask("UPDATE visits SET n=5, t = ? WHERE pk='a' AND sk='b1'", {"S": "x"})
        (found,) = self.ask("SELECT * FROM visits WHERE pk = 'a' AND sk = 'b1'")
        self.assertEqual((found["n"], found["t"]), ({"N": "5"}, {"S": "x"}))
        self.ask("DELETE FROM visits WHERE pk = ? AND sk = ?", {"S": "a"}, {"S": "b0"})
        self.assertEqual(self.keys("SELECT * FROM visits"), ["b1", "b2"])
        for statement in ("UPDATE visits SET n = 1 WHERE pk = 'a'", "DELETE FROM visits WHERE pk = 'a'"):
            with self.assertRaisesRegex(ClientError, "Where clause does not contain a mandatory equality on all key attributes"):
                self.ask(statement)
        with self.assertRaisesRegex(ClientError, "ConditionalCheckFailedException"):
            self.ask("UPDATE visits SET n = 1 WHERE pk = 'a' AND sk = 'none'")

    def test_insert_what_is_not_there(self) -> None:
        self.ask("INSERT INTO visits VALUE {'pk': ?, 'sk': 'b9', 'n': 1}", {"S": "a"})
        self.assertEqual(self.keys("SELECT * FROM visits WHERE pk = 'a' AND sk = 'b9'"), ["b9"])
        with self.assertRaisesRegex(ClientError, "DuplicateItemException.*Duplicate primary key exists in table"):
            self.ask("INSERT INTO visits VALUE {'pk': 'a', 'sk': 'b9', 'n': 2}")
        self.assertEqual(self.ask("SELECT * FROM visits WHERE pk = 'a' AND sk = 'b9'")[0]["n"], {"N": "1"})
        batch = [{"Statement": "INSERT INTO visits VALUE {'pk': 'a', 'sk': 'b9'}"}]
        self.assertEqual(self.dynamodb.batch_execute_statement(Statements=batch)["Responses"][0]["Error"]["Code"], "DuplicateItem")

    def test_as_many_parameters_as_places(self) -> None:
        for parameters in ((), ({"S": "a"}, {"S": "b"})):
            with self.assertRaisesRegex(ClientError, "Number of parameters in request and statement don't match"):
                self.ask("SELECT * FROM visits WHERE pk = ?", *parameters)

    def test_other_forms_are_refused_by_name(self) -> None:
        for rest in ("pk = 'a' OR pk = 'b'", "pk IN ['a']", "pk = 'a' AND sk BETWEEN 'a' AND 'b'", "pk = 'a' AND sk > 'b'", "pk <> 'a'"):
            with self.assertRaisesRegex(ClientError, "not in the emulator: the form of the PartiQL statement", msg=rest):
                self.ask(f"SELECT * FROM visits WHERE {rest}")
        with self.assertRaisesRegex(ClientError, "not in the emulator"):
            self.ask("UPDATE visits SET n = n + 1 WHERE pk = 'a' AND sk = 'b1'")
