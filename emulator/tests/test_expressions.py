"""What conditions, key conditions, projections and updates of items mean, in the forms that applications write them in."""

from typing import Any

from service_case import ServiceCase

_ITEM: dict[str, Any] = {
    "pk": {"S": "a"},
    "sk": {"S": "1"},
    "n": {"N": "0"},
    "t": {"BOOL": True},
    "e": {"S": ""},
    "nothing": {"NULL": True},
    "b": {"B": b"\xff\x00"},
    "ss": {"SS": ["x", "y"]},
    "ns": {"NS": ["1", "2.50"]},
    "l": {"L": [{"N": str(each)} for each in range(12)]},
    "m": {"M": {"l": {"L": [{"M": {"c": {"N": "5"}, "x y": {"S": "q"}}}, {"S": "z"}]}}},
}
_NAMES = {"#c": "c", "#l": "l", "#m": "m", "#n": "n", "#ss": "ss", "#xy": "x y"}
_VALUES: dict[str, Any] = {
    ":one": {"N": "1"},
    ":minus": {"N": "-1"},
    ":two": {"N": "2"},
    ":five": {"N": "5.0"},
    ":nought": {"N": "0"},
    ":a": {"S": "a"},
    ":x": {"S": "x"},
    ":z": {"S": "z"},
    ":q": {"S": "q"},
    ":empty": {"S": ""},
    ":b": {"S": "B"},
    ":ff": {"B": b"\xff"},
    ":00": {"B": b"\x00"},
    ":null": {"NULL": True},
    ":true": {"BOOL": True},
    ":texts": {"L": [{"S": "a"}]},
    ":ns": {"NS": ["2.5", "1"]},
    ":long": {"S": "about"},
}


class Expressions(ServiceCase):
    def setUp(self) -> None:
        self.dynamodb = self.client("dynamodb")
        self.dynamodb.create_table(
            TableName="things",
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
        )
        self.addCleanup(self.dynamodb.delete_table, TableName="things")
        self.dynamodb.put_item(TableName="things", Item=_ITEM)
        self.dynamodb.put_item(TableName="things", Item={"pk": {"S": "a"}, "sk": {"S": "2"}})

    def beside(self, *texts: str) -> dict[str, Any]:
        """The names and values that expressions mention."""
        text = " ".join(texts).replace("(", " ").replace(")", " ").replace(",", " ").replace(".", " ").replace("[", " ")
        names = {name: to for name, to in _NAMES.items() if name in text.split()}
        values = {name: to for name, to in _VALUES.items() if name in text.split()}
        return {**({"ExpressionAttributeNames": names} if names else {}), **({"ExpressionAttributeValues": values} if values else {})}

    def test_which_items_a_condition_is_true_of(self) -> None:
        """`1` is the item with attributes, `2` the one without."""
        for text, wanted in {
            "m.l[0].#c = :five": "1",
            "#m.#l[0].#xy = :q": "1",
            "#l[10] > :five": "1",
            "attribute_exists(l[11]) AND NOT attribute_exists(l[12])": "1",
            "size( #ss ) > :one": "1",
            ":one < size(ss)": "1",
            "size(ss) = size(ns)": "1",
            "( size(l) ) > :one": "1",
            "size(n) > :minus": "",
            "size(b) = :two": "1",
            "n BETWEEN :minus AND :one": "1",
            "n\n\t= :nought  ": "1",
            "( n ) = :nought": "1",
            "n IN ( :one , n )": "1",
            "e BETWEEN :empty AND :a": "1",
            "contains(ss, :x)": "1",
            "contains(ns, :two)": "",
            "contains(#l, :five) AND contains(m.l, :z)": "1",
            "contains( :texts , pk)": "12",
            "contains(b, :00)": "1",
            "begins_with(b, :ff)": "1",
            "begins_with( :long , pk)": "12",
            "t = :true": "1",
            "t = :one": "",
            "nothing = :null": "1",
            "missed = :null": "",
            "n = missed": "",
            "#n <> :one": "12",
            "n > :a": "",
            "NOT n > :a": "12",
            "ns = :ns": "1",
            "attribute_type(b, :b)": "1",
            "not (n = :nought or sk = :x) and pk = :a": "2",
            "n = :nought OR sk = :x AND pk = :x": "1",
        }.items():
            with self.subTest(text=text):
                found = self.dynamodb.scan(TableName="things", FilterExpression=text, **self.beside(text))["Items"]
                self.assertEqual("".join(sorted(each["sk"]["S"] for each in found)), wanted)

    def test_parentheses_in_parentheses_are_redundant(self) -> None:
        for text in ("((n = :one))", "( n = :one AND ((pk = :a)) )"):
            with self.subTest(text=text), self.assertRaisesRegex(Exception, "Invalid FilterExpression: The expression has redundant parentheses;"):
                self.dynamodb.scan(TableName="things", FilterExpression=text, **self.beside(text))
        self.assertEqual(self.dynamodb.scan(TableName="things", FilterExpression="((n = :one) OR (pk = :a))", **self.beside(":one :a"))["Count"], 2)

    def test_how_a_key_condition_may_be_written(self) -> None:
        for text in (":a = pk", "(pk\n= :a)\nAND\n(begins_with(sk, :one-as-text))", "sk between :one-as-text and :one-as-text and pk=:a"):
            with self.subTest(text=text):
                values = {":a": {"S": "a"}, **({":s": {"S": "1"}} if ":one" in text else {})}
                asked = text.replace(":one-as-text", ":s")
                found = self.dynamodb.query(TableName="things", KeyConditionExpression=asked, ExpressionAttributeValues=values)
                self.assertEqual(found["Count"], 1 if ":one" in text else 2)

    def test_what_a_projection_gives(self) -> None:
        for text, wanted in {
            "pk,sk , n": {name: _ITEM[name] for name in ("pk", "sk", "n")},
            "#m.#l[0].#c, l[10], l[2], l[99]": {"m": {"M": {"l": {"L": [{"M": {"c": {"N": "5"}}}]}}}, "l": {"L": [{"N": "2"}, {"N": "10"}]}},
            "m.l[1], m.l[0].#xy": {"m": {"M": {"l": {"L": [{"M": {"x y": {"S": "q"}}}, {"S": "z"}]}}}},
            "missed, n.missed": {},
            "ns, b": {"ns": {"NS": ["1", "2.5"]}, "b": {"B": b"\xff\x00"}},
        }.items():
            with self.subTest(text=text):
                key = {name: _ITEM[name] for name in ("pk", "sk")}
                self.assertEqual(self.dynamodb.get_item(TableName="things", Key=key, ProjectionExpression=text, **self.beside(text))["Item"], wanted)

    def test_paths_of_a_projection_that_overlap_are_refused(self) -> None:
        for text, told in {
            "n, sk, #n": r"path one: \[n\], path two: \[n\]",
            "m.l[1], #m.l": r"path one: \[m, l, \[1\]\], path two: \[m, l\]",
        }.items():
            with self.subTest(text=text), self.assertRaisesRegex(Exception, f"Invalid ProjectionExpression: Two document paths overlap .*; {told}$"):
                self.dynamodb.scan(TableName="things", ProjectionExpression=text, **self.beside(text))

    def changed(self, **asked: Any) -> Any:
        return self.dynamodb.update_item(TableName="things", Key={"pk": {"S": "b"}, "sk": {"S": "1"}}, ReturnValues="ALL_NEW", **asked)["Attributes"]

    def test_sums_and_differences_are_exact(self) -> None:
        for text, wanted in (("SET v = :v - :w", "10.2"), ("SET v = v + :w", "10.3"), ("ADD v :v", "20.6")):
            values = {name: {"N": value} for name, value in ((":v", "10.3"), (":w", "0.1")) if name in text}
            self.assertEqual(self.changed(UpdateExpression=text, ExpressionAttributeValues=values)["v"], {"N": wanted})

    def test_an_update_reads_the_key_and_does_not_change_it(self) -> None:
        self.changed()
        text = "SET\n\tv = pk,\n\tw = if_not_exists(w, sk)\nREMOVE\n\tx"
        self.assertEqual(self.changed(UpdateExpression=text), {"pk": {"S": "b"}, "sk": {"S": "1"}, "v": {"S": "b"}, "w": {"S": "1"}})
        for text in ("SET pk = sk", "REMOVE sk", "SET sk = if_not_exists(sk, pk)"):
            with self.subTest(text=text), self.assertRaisesRegex(Exception, r"Cannot update attribute [ps]k\. This attribute is part of the key"):
                self.changed(UpdateExpression=text)

    def test_an_update_that_says_nothing_makes_the_item(self) -> None:
        key = {"pk": {"S": "b"}, "sk": {"S": "1"}}
        self.assertEqual(self.changed(), key)
        self.assertEqual(self.dynamodb.delete_item(TableName="things", Key=key, ReturnValues="ALL_OLD")["Attributes"], key)
