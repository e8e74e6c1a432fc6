import unittest
from typing import Any

from api_case import RestCase, ask

from delivery_emulator import journal

ITEM = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"type": "string", "minLength": 1}, "at": {"type": "string", "format": "ipv4"}, "price": {"$ref": "#/definitions/price"}},
    "definitions": {"price": {"type": "number", "minimum": 0}},
    "additionalProperties": False,
}
JSON = [("Content-Type", "application/json")]
INVALID = {"message": "Invalid request body"}


class RequestValidation(RestCase):
    def model(self, name: str, schema: Any, **more: Any) -> Any:
        properties = {"RestApiId": self.api, "Name": name, "Schema": schema, **more}
        return self.make("AWS::ApiGateway::Model", properties), properties

    def validator(self, **looked_at: bool) -> Any:
        properties = {"RestApiId": self.api, "Name": "looks", **looked_at}
        return self.make("AWS::ApiGateway::RequestValidator", properties), properties

    def post(self, **more: Any) -> str:
        self.method(self.root, "POST", **more)
        self.let_in(f"{self.api}/*")
        return self.deploy()

    def test_a_body_fits_its_model_or_is_refused(self) -> None:
        self.model("Item", ITEM)
        url = self.post(RequestModels={"application/json": "Item"}, RequestValidatorId=self.validator(ValidateRequestBody=True)[0].physical_id)
        for fits in (b'{"id":"a"}', b'{"id":"a","price":0.5}'):
            self.assertEqual(ask(url, "/", "POST", fits, JSON).status, 200, fits)
        for not_so in (b'{"id":""}', b'{"price":1}', b'{"id":"a","price":-1}', b'{"id":"a","more":1}', b"[]", b"no JSON", None):
            answer = ask(url, "/", "POST", not_so, JSON)
            self.assertEqual((answer.status, answer.json), (400, INVALID), not_so)
            self.assertEqual(answer.header("x-amzn-ErrorType"), ["BadRequestException"])
        self.assertEqual(ask(url, "/", "POST", b"{}").json, INVALID)
        self.assertEqual(ask(url, "/", "POST", b"{}", [("Content-Type", "text/plain")]).status, 200)

    def test_a_format_that_is_not_met_is_a_doubt(self) -> None:
        self.model("Item", ITEM)
        url = self.post(RequestModels={"$default": "Item"}, RequestValidatorId=self.validator(ValidateRequestBody=True)[0].physical_id)
        self.assertEqual(ask(url, "/", "POST", b'{"id":"a","at":"no address"}').status, 200)
        self.assertTrue(any("not the format of model Item" in each for each in journal.doubts()))

    def test_a_model_refers_to_another_of_its_api(self) -> None:
        self.model("Item", ITEM)
        uri = f"https://apigateway.amazonaws.com/restapis/{self.api}/models/"
        self.model("Items", {"type": "array", "items": {"$ref": f"{uri}Item"}})
        url = self.post(RequestModels={"application/json": "Items"}, RequestValidatorId=self.validator(ValidateRequestBody=True)[0].physical_id)
        self.assertEqual(ask(url, "/", "POST", b'[{"id":"a"}]', JSON).status, 200)
        self.assertEqual(ask(url, "/", "POST", b'[{"price":1}]', JSON).json, INVALID)
        for nowhere in (f"{uri}Nope", "#/definitions/nope", "https://example.com/a"):
            with self.assertRaisesRegex(Exception, "Invalid model schema specified"):
                self.model("Other", {"$ref": nowhere})

    def test_what_is_no_schema_of_draft_4_is_no_model(self) -> None:
        for says, schema in (
            (r'Unsupported keyword\(s\): \["\$id"\]', {"$id": "a"}),
            (r'Unsupported keyword\(s\): \["const"\]', {"properties": {"a": {"const": 1}}}),
            (r"\[Invalid model schema specified\]", {"type": "thing"}),
            (r"\[Invalid model schema specified\]", {"required": []}),
            (r"\[Invalid model schema specified\]", "no JSON"),
            (r"Python does not read it", {"pattern": r"\p{L}"}),
        ):
            with self.assertRaisesRegex(Exception, says):
                self.model("Wrong", schema)
        with self.assertRaisesRegex(Exception, "alphanumeric"):
            self.model("a-b", {})

    def test_parameters_must_be_there_and_not_blank(self) -> None:
        places = {"method.request.querystring.q": True, "method.request.header.X-One": "true", "method.request.querystring.free": False}
        url = self.post(RequestParameters=places, RequestValidatorId=self.validator(ValidateRequestParameters=True)[0].physical_id)
        self.assertEqual(ask(url, "/?q=1", "POST", headers=[("x-one", "1")]).status, 200)
        for path, missing in (("/", "q, X-One"), ("/?q=&free=1", "q, X-One"), ("/?q=1", "X-One")):
            answer = ask(url, path, "POST")
            self.assertEqual((answer.status, answer.json), (400, {"message": f"Missing required request parameters: [{missing}]"}))

    def test_nothing_is_looked_at_that_the_validator_does_not_name(self) -> None:
        self.model("Item", ITEM)
        made, old = self.validator(ValidateRequestParameters=True)
        url = self.post(RequestModels={"application/json": "Item"}, RequestValidatorId=made.physical_id)
        self.assertEqual(ask(url, "/", "POST", b"{}", JSON).status, 200)
        self.update("AWS::ApiGateway::RequestValidator", made, old, {**old, "ValidateRequestBody": True, "ValidateRequestParameters": False})
        found = self.apigateway.get_request_validator(restApiId=self.api, requestValidatorId=made.physical_id)
        self.assertEqual((found["validateRequestBody"], found["validateRequestParameters"]), (True, False))
        self.assertEqual(ask(url, "/", "POST", b"{}", JSON).status, 200)  # what was deployed stays

    def test_a_model_changes_in_place_and_a_method_names_what_is_there(self) -> None:
        made, old = self.model("Item", ITEM, Description="before")
        self.update("AWS::ApiGateway::Model", made, old, {**old, "Schema": {"type": "array"}, "Description": "after"})
        found = self.apigateway.get_model(restApiId=self.api, modelName="Item")
        self.assertEqual((found["schema"], found["description"]), ('{"type": "array"}', "after"))
        self.assertEqual({each["name"] for each in self.apigateway.get_models(restApiId=self.api)["items"]}, {"Empty", "Error", "Item"})
        self.delete("AWS::ApiGateway::Model", made, old)
        for says, more in (
            ("Invalid model identifier specified: Item", {"RequestModels": {"application/json": "Item"}}),
            ("Invalid Request Validator identifier specified", {"RequestValidatorId": "nope"}),
        ):
            with self.assertRaisesRegex(Exception, says):
                self.method(self.root, "POST", **more)


if __name__ == "__main__":
    unittest.main()
