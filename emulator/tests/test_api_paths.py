import unittest

from delivery_emulator.api_gateway.paths import best, decoded, parts_of, parts_with_last


class Paths(unittest.TestCase):
    def test_of_http_apis_are_decoded_as_was_recorded_on_aws(self) -> None:
        for sent, seen in (
            ("/a/space%20value", "/a/space value"),
            ("/a/question%3Fvalue", "/a/question"),
            ("/a/percent%25done", None),
            ("/a/bad%", None),
            ("/a/hash%23value", "/a/hash#value"),
            ("/a/slash%2Fvalue", "/a/slash/value"),
            ("/a/%CE%BB", "/a/λ"),
            ("/a/literal%252Fvalue", "/a/literal/value"),
            ("/a/literal%253Fvalue", "/a/literal?value"),
            ("/a/literal%2525value", "/a/literal%value"),
        ):
            self.assertEqual(decoded(sent), seen, sent)

    def test_mean_what_says_most_of_them(self) -> None:
        patterns = [(each, each) for each in ("/", "/{all+}", "/items", "/items/{id}", "/items/new", "/items/{id}/{rest+}")]
        for path, pattern, parameters in (
            ("/", "/", {}),
            ("/items/", "/items", {}),
            ("/items/a%2Fb", "/items/{id}", {"id": "a%2Fb"}),
            ("/items/n%65w", "/items/new", {}),
            ("/items/1/a/b/", "/items/{id}/{rest+}", {"id": "1", "rest": "a/b"}),
            ("/other/1", "/{all+}", {"all": "other/1"}),
        ):
            self.assertEqual(best(patterns, parts_of(path)), (pattern, parameters), path)
        self.assertIsNone(best([("/{all+}", 1)], parts_of("/")))

    def test_of_http_apis_may_end_with_a_slash_that_counts(self) -> None:
        patterns = [(each, each) for each in ("/", "/items", "/items/{id}", "/items/{id}/{rest+}")]
        self.assertEqual(best(patterns, parts_with_last("/")), ("/", {}))
        self.assertIsNone(best(patterns, parts_with_last("/items/")))
        self.assertEqual(best(patterns, parts_with_last("/items/1/")), ("/items/{id}/{rest+}", {"id": "1", "rest": ""}))


if __name__ == "__main__":
    unittest.main()
