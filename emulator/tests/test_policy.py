"""The evaluator against the table that its TypeScript twin passes too."""

import json
import unittest
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from delivery_emulator.policy import Principal, Request, evaluate

TABLE = json.loads((Path(__file__).parents[2] / "test" / "policy" / "cases.json").read_text("utf-8"))

EXPECTED = {
    "yes": ("allow", "explicit-deny"),
    "no": ("implicit-deny", "allow"),
    "unknown": ("cannot-tell", "cannot-tell"),
}


def _principal(given: Mapping[str, str]) -> Principal:
    if given["kind"] == "service":
        return Principal.service(given["service"])
    return Principal.aws(given["arn"]) if given["kind"] == "aws" else Principal.anonymous()


def _request(given: Mapping[str, Any]) -> Request:
    return Request(_principal(given["principal"]), given["action"], given["resource"], given["context"])


def _condition_policy(effect: str, condition: object) -> dict[str, object]:
    statement = {"Action": "*", "Resource": "*"}
    tried = {"Sid": "Tried", "Effect": effect, "Condition": condition, **statement}
    base = [{"Sid": "Base", "Effect": "Allow", **statement}] if effect == "Deny" else []
    return {"Version": "2012-10-17", "Statement": [tried, *base]}


class EvaluatorTest(unittest.TestCase):
    def test_cases(self) -> None:
        for row in TABLE["cases"]:
            with self.subTest(row["name"]):
                policies = [TABLE["documents"][one] if isinstance(one, str) else one for one in row["policies"]]
                request = row["request"]
                given = TABLE["requests"][request] if isinstance(request, str) else request
                decision = evaluate(policies, _request(given))
                self.assertEqual(decision.effect, row["expect"])
                if "by" in row:
                    self.assertEqual(decision.statement, row["by"])
                self.assertIn(row.get("because", ""), decision.because)

    def test_conditions(self) -> None:
        for row in TABLE["conditions"]:
            with self.subTest(row["name"]):
                request = Request(Principal.anonymous(), "s3:GetObject", "arn:aws:s3:::bucket/key", row["context"])
                allowed = evaluate([_condition_policy("Allow", row["condition"])], request)
                denied = evaluate([_condition_policy("Deny", row["condition"])], request)
                self.assertEqual((allowed.effect, denied.effect), EXPECTED[row["holds"]])
                self.assertIn(row.get("because", ""), allowed.because)

    def test_a_principal_without_an_account_is_refused(self) -> None:
        with self.assertRaisesRegex(ValueError, "a principal must be"):
            Principal.aws("worker")


if __name__ == "__main__":
    unittest.main()
