"""Every case of the corpus, against the emulator; each has an account of its own."""

import unittest
from pathlib import Path
from typing import ClassVar

from service_case import SECRET, ServiceCase

from fidelity.case import Case, Row
from fidelity.corpus import cases_of, corpus, undoing
from fidelity.place import Place
from fidelity.report import lines_of, wrong
from fidelity.run import run, unsafe_calls

CASES = Path(__file__).parents[1] / "cases"
ROWS = corpus(CASES)
UNDO = undoing(CASES)
FIRST_ACCOUNT = 400000000000


class CorpusTest(unittest.TestCase):
    rows: ClassVar[list[Row]] = ROWS

    def test_every_named_test_exists(self) -> None:
        for name in {name for row in self.rows for name in row.tests}:
            with self.subTest(name):
                found = unittest.defaultTestLoader.loadTestsFromName(name)
                self.assertGreater(found.countTestCases(), 0)
                self.assertNotIn("_FailedTest", repr(found), f"{name}: no such test")

    def test_what_is_safe_leaves_nothing(self) -> None:
        for case in cases_of(self.rows):
            if case.safe:
                self.assertEqual(unsafe_calls(case, UNDO), [], f"{case.name} is safe, and nothing takes away what it makes")


class CasesTest(ServiceCase):
    """A test per case, added below."""


def _test_of(number: int, case: Case) -> None:
    def test(self: CasesTest) -> None:
        credentials = {"aws_access_key_id": str(FIRST_ACCOUNT + number), "aws_secret_access_key": SECRET}
        place = Place(self.endpoint, credentials["aws_access_key_id"], "us-east-1", credentials)
        result = run(case, place, "case", UNDO)
        if wrong(result, own=True):
            self.fail("\n".join(lines_of(result, own=True)))

    name = f"test_{case.name.replace('-', '_')}"
    test.__name__ = name
    setattr(CasesTest, name, test)


for _number, _case in enumerate(cases_of(ROWS)):
    _test_of(_number, _case)
