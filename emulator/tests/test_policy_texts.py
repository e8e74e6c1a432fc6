"""Numbers in conditions, as both evaluators read them."""

import json
import unittest

from delivery_emulator.policy.texts import scalars


class Numbers(unittest.TestCase):
    def test_are_written_as_javascript_writes_them(self) -> None:
        for text, written in {
            "5": "5",
            "5.0": "5",
            "-0.0": "0",
            "0.1": "0.1",
            "100.50": "100.5",
            "0.00001": "0.00001",
            "1e-7": "1e-7",
            "1.5e-10": "1.5e-10",
            "100000000000000000000": "100000000000000000000",
            "1e21": "1e+21",
            "1000000000000000000000": "1e+21",
            "-2.7406502944416014e+181": "-2.7406502944416014e+181",
            "1e999": "Infinity",
            "-1" + "0" * 400: "-Infinity",
            "true": "true",
        }.items():
            with self.subTest(text):
                self.assertEqual(scalars(json.loads(text)), [written])
