import unittest

from moto.logs.exceptions import InvalidParameterException

from delivery_emulator.services.logs_patterns import matcher


class FilterPatterns(unittest.TestCase):
    def test_of_words(self) -> None:
        for pattern, yes, no in (
            ("", "anything", ""),
            ("ERROR code", "code of an ERROR", "an ERROR"),
            ('"an ERROR"', "an ERROR", "ERROR, an"),
            ("ERROR -debug", "ERROR", "ERROR in debug"),
            ("?ERROR ?WARN", "WARN", "INFO"),
            ("%v[0-9]+%", "v12", "v"),
        ):
            with self.subTest(pattern):
                self.assertTrue(matcher(pattern)(yes))
                self.assertFalse(no and matcher(pattern)(no))

    def test_of_json(self) -> None:
        event = '{"a": {"b": "x1"}, "n": 5, "l": [{"c": true}], "z": null}'
        for pattern, answer in (
            ('{ $.a.b = "x1" }', True),
            ('{ $.a.b = "x*" && $.n >= 5 }', True),
            ('{ $.a.b != "x1" }', False),
            ("{ $.n = 5.0 }", True),
            ("{ ($.n < 5 || $.l[0].c IS TRUE) && $.z IS NULL }", True),
            ("{ $.n < 5 || $.n > 5 && $.a.b = x1 }", False),
            ("{ $.q NOT EXISTS }", True),
            ("{ $.a NOT EXISTS }", False),
            ('{ $.q != "x" }', False),
            ("{ $.a.b = %^x[0-9]$% }", True),
        ):
            with self.subTest(pattern):
                self.assertIs(matcher(pattern)(event), answer)
        self.assertFalse(matcher("{ $.n = 5 }")("no JSON"))

    def test_that_cannot_be_read_are_refused(self) -> None:
        for pattern in ("{ $.a = 1", "{ $.a }", "{ a = 1 }", "{ ($.a = 1 }", "{ $.a = 1 2 }", "[a, b]"):
            with self.subTest(pattern), self.assertRaises(InvalidParameterException):
                matcher(pattern)
