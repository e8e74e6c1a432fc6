"""The runner of the cases: what it takes for a case, for the answer of AWS, and for one that it could not ask."""

import tempfile
import unittest
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from botocore.exceptions import EndpointConnectionError
from service_case import SECRET, ServiceCase

from fidelity.case import Case, Malformed, row_of
from fidelity.corpus import corpus
from fidelity.filled import filled
from fidelity.outcome import Outcome
from fidelity.place import Place
from fidelity.report import lines_of, summary, verdict, wrong
from fidelity.run import Result, run, unsafe_calls

CASE = {
    "name": "a",
    "asks": "a role",
    "calls": [{"iam.GetRole": {"RoleName": "<prefix>"}}],
    "aws": {"error": "NoSuchEntity", "says": "<prefix>"},
    "source": "https://docs.aws.amazon.com/",
    "standing": "documented",
}
ROW = {"feature": "roles", "state": "as AWS", "cases": [CASE]}
UNDO = {"iam.CreateRole": {"iam.DeleteRole": {"RoleName": "<asked.RoleName>"}}}
TRUST = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
ALLOW = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
ROLE = {"RoleName": "<prefix>", "AssumeRolePolicyDocument": TRUST}


def case(**changes: Any) -> Case:
    return row_of("s", {**ROW, "state": "differs" if "differs" in changes else "as AWS", "cases": [{**CASE, **changes}]}, "f").cases[0]


class Forms(unittest.TestCase):
    def test_of_what_is_no_case_are_refused_by_name(self) -> None:
        wrong: dict[str, Mapping[str, Any]] = {
            "a row without a case does not exist": {**ROW, "cases": []},
            "state must be one of": {**ROW, "state": "fine"},
            "is as AWS and has a case that differs": {**ROW, "cases": [{**CASE, "differs": {"answers": {}}}]},
            "differs, and no case of it says how": {**ROW, "state": "differs"},
            "unknown colour": {**ROW, "colour": "red"},
            "unknown note": {**ROW, "cases": [{**CASE, "note": "n"}]},
            "either calls or a template": {**ROW, "cases": [{**CASE, "template": {}}]},
            "lacks source": {**ROW, "cases": [{key: value for key, value in CASE.items() if key != "source"}]},
            "standing must be one of": {**ROW, "cases": [{**CASE, "standing": "heard"}]},
            "source must be the address of a page": {**ROW, "cases": [{**CASE, "source": "memory"}]},
            "an answer is error and says": {**ROW, "cases": [{**CASE, "aws": {"error": "NoSuchEntity"}}]},
            "a call is `service.Operation": {**ROW, "cases": [{**CASE, "calls": [{"GetRole": {}}]}]},
        }
        for text, row in wrong.items():
            with self.subTest(text), self.assertRaisesRegex(Malformed, text):
                row_of("s", row, "f.yaml")

    def test_of_files(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            directory = Path(name)
            (directory / "sections.yaml").write_text("- title: s\n")
            for text, message in {
                "section: t\nrows: []": "needs `section`",
                "section: [": "no YAML",
                f"section: s\nrows: [{ROW}, {ROW}]": "more than one case is called a",
            }.items():
                (directory / "f.yaml").write_text(text)
                with self.subTest(message), self.assertRaisesRegex(Malformed, message):
                    corpus(directory)
            (directory / "f.yaml").write_text(
                "section: s\nrows: [{feature: f, state: as AWS, source: https://a, standing: reported, cases: [{name: n, asks: q, "
                'calls: [{s3.Put: {a: !text [3, xy], b: !many [2, {k<n>: <n>}], c: !zip {i.js: ""}, d: 2012-10-17}}], aws: {answers: {}}}]}]'
            )
            found = corpus(directory)[0].cases[0]
        sent = found.calls[0].input
        self.assertEqual((sent["a"], sent["b"], sent["c"][:2], sent["d"]), ("xyxyxy", [{"k1": "1"}, {"k2": "2"}], b"PK", "2012-10-17"))
        self.assertEqual((found.source, found.standing), (("https://a",), "reported"))

    def test_of_places(self) -> None:
        self.assertEqual(filled({"<a>": ["x-<b.C.1>", "<n>"]}, {"a": "k", "b": {"C": ["p", "q"]}, "n": 5}), {"k": ["x-q", 5]})
        for place in ("<c>", "<b.D>", "<b.C.2>", "<a.b>"):
            with self.subTest(place), self.assertRaisesRegex(LookupError, f"nothing fills {place}"):
                filled(place, {"a": "k", "b": {"C": ["p", "q"]}})

    def test_that_leave_something_are_not_safe(self) -> None:
        self.assertEqual(unsafe_calls(case(), UNDO), [])
        self.assertEqual(unsafe_calls(case(calls=[{"iam.CreateRole": ROLE}, {"iam.CreateUser": {}}]), UNDO), ["iam.CreateUser"])


class Outcomes(unittest.TestCase):
    def test_match_what_was_expected_and_nothing_else(self) -> None:
        refused, done = Outcome(error="A", says="it is too long"), Outcome(output={"a": {"b": 1, "c": 2}, "l": [{"x": 1, "y": 2}]})
        stack = Outcome(output={}, stack="ROLLBACK_COMPLETE", because=(("R", "cancelled"), ("R", "too long")))
        table: list[tuple[Outcome, dict[str, Any], bool]] = [
            (refused, {"error": "A", "says": "too long"}, True),
            (refused, {"error": "B", "says": "too long"}, False),
            (refused, {"error": "A", "says": "too short"}, False),
            (refused, {"answers": {}}, False),
            (done, {"answers": {}}, True),
            (done, {"answers": {"a": {"b": 1}, "l": [{"x": 1}]}}, True),
            (done, {"answers": {"a": {"b": 2}}}, False),
            (done, {"answers": {"l": []}}, False),
            (done, {"answers": {"z": None}}, False),
            (done, {"error": "A", "says": ""}, False),
            (stack, {"stack": "ROLLBACK_COMPLETE"}, True),
            (stack, {"stack": "ROLLBACK_COMPLETE", "because": {"R": "too long"}}, True),
            (stack, {"stack": "ROLLBACK_COMPLETE", "because": {"S": "too long"}}, False),
            (stack, {"stack": "CREATE_COMPLETE"}, False),
        ]
        for outcome, expected, answer in table:
            with self.subTest(expected=expected):
                self.assertIs(outcome.matches(expected), answer)


class Runs(ServiceCase):
    def ask(self, asked: Case) -> Result:
        account = "400000000000"
        place = Place(self.endpoint, account, "us-east-1", {"aws_access_key_id": account, "aws_secret_access_key": SECRET})
        return run(asked, place, "p", UNDO)

    def test_say_what_is_as_aws_and_what_is_not(self) -> None:
        other, same = {"error": "NoSuchEntity", "says": "nowhere"}, CASE["aws"]
        for changes, own, elsewhere in (
            ({}, "as AWS", "as AWS"),
            ({"aws": other}, "DIFFERS", "DIFFERS"),
            ({"aws": other, "differs": same}, "differs as known", "DIFFERS"),
            ({"aws": other, "differs": {"answers": {}}}, "DIFFERS", "DIFFERS"),
            ({"differs": other}, "no longer differs", "as AWS"),
            ({"calls": [{"iam.GetUser": {"UserName": "x"}}, *CASE["calls"]]}, "could not be asked", "could not be asked"),
            ({"calls": [{"iam.GetRole": {"RoleName": "<nobody>"}}]}, "could not be asked", "could not be asked"),
            ({"calls": [{"iam.NoSuch": {}}]}, "could not be asked", "could not be asked"),
        ):
            with self.subTest(own):
                result = self.ask(case(**changes))
                self.assertEqual((verdict(result, True), verdict(result, False)), (own, elsewhere))
                self.assertEqual(wrong(result, True), own not in ("as AWS", "differs as known"))

    def test_show_both_answers_and_where_it_stands(self) -> None:
        text = "\n".join(lines_of(self.ask(case(aws={"error": "Other", "says": "nowhere"})), True))
        for part in ("DIFFERS", "asked            a role (iam.GetRole)", "error Other: nowhere (documented: https://docs", "error NoSuchEntity: "):
            self.assertIn(part, text)
        self.assertEqual(summary([self.ask(case())], True), "1 as AWS, 0 DIFFERS")

    def test_take_away_what_they_made_and_say_what_stays(self) -> None:
        made = self.ask(case(calls=[{"iam.CreateRole": ROLE}], aws={"answers": {}}))
        self.assertEqual((made.as_aws, made.left), (True, ()))
        self.assertEqual(verdict(self.ask(case(calls=[{"iam.CreateRole": ROLE}, {"iam.NoSuch": {}}])), True), "could not be asked")
        self.assertEqual(self.client("iam", "400000000000").list_roles()["Roles"], [])
        policy = {"RoleName": "<prefix>", "PolicyName": "p", "PolicyDocument": ALLOW}
        kept = self.ask(case(calls=[{"iam.CreateRole": ROLE}, {"iam.PutRolePolicy": policy}], aws={"answers": {}}))
        self.assertIn("iam.DeleteRole", kept.left[0])
        self.assertTrue(wrong(kept, True))

    def test_do_not_take_silence_for_an_answer(self) -> None:
        place = Place("http://localhost:1", "400000000000", "us-east-1", {"aws_access_key_id": "a", "aws_secret_access_key": "b"})
        result = run(case(), place, "p", UNDO)
        self.assertIn(EndpointConnectionError.__name__, result.not_run)
