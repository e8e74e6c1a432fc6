import unittest

from api_case import FUNCTION, ApiCase, ask
from lambda_case import zipped

from delivery_emulator.api_gateway import doors

PERMISSION = "AWS::Lambda::Permission"
URL = "AWS::Lambda::Url"


class FunctionUrls(ApiCase):
    def test_a_url_is_called_where_both_permissions_let_anybody_in(self) -> None:
        properties = {"TargetFunctionArn": FUNCTION, "AuthType": "NONE"}
        made = self.make(URL, properties)
        url = made.attributes["FunctionUrl"].rstrip("/")
        self.assertRegex(url, r"^http://localhost:\d+$")
        anybody = {"FunctionName": FUNCTION, "Principal": "*"}
        self.assertEqual((ask(url, "/").status, ask(url, "/").json), (403, {"Message": "Forbidden"}))
        self.make(PERMISSION, {**anybody, "Action": "lambda:InvokeFunctionUrl", "FunctionUrlAuthType": "NONE"}, logical_id="One")
        self.assertEqual(ask(url, "/").status, 403)
        self.make(PERMISSION, {**anybody, "Action": "lambda:InvokeFunction", "InvokedViaFunctionUrl": "true"}, logical_id="Two")
        event = ask(url, "/a?b=c").json
        self.assertEqual((event["version"], event["rawPath"], event["rawQueryString"]), ("2.0", "/a", "b=c"))
        self.assertEqual((event["routeKey"], event["requestContext"]["accountId"]), ("$default", "anonymous"))
        self.assertRegex(event["requestContext"]["domainName"], r"^[a-f0-9]{32}\.lambda-url\.eu-central-1\.on\.aws$")
        self.assertEqual(ask(url, "/plain").json, {"hello": "world"})
        self.assertEqual((ask(url, "/throws").status, ask(url, "/throws").body), (502, b"Internal Server Error"))
        again = self.update(URL, made, properties, {**properties, "InvokeMode": "BUFFERED"})
        self.assertEqual(again.attributes, made.attributes)
        self.delete(URL, made, properties)
        self.assertEqual(doors.open_doors(), [])

    def test_a_url_goes_with_its_function(self) -> None:
        where = {"Runtime": "nodejs20.x", "Handler": "index.handler", "Role": self.role}
        self.awslambda.create_function(FunctionName="brief", Code={"ZipFile": zipped({"index.js": ""})}, **where)
        self.awslambda.create_function_url_config(FunctionName="brief", AuthType="NONE")
        self.assertEqual([each.name for each in doors.open_doors()], ["function brief"])
        self.awslambda.delete_function(FunctionName="brief")
        self.assertEqual(doors.open_doors(), [])

    def test_what_the_emulator_does_not_know_is_refused_by_name(self) -> None:
        for says, more in (('AuthType "AWS_IAM"', {"AuthType": "AWS_IAM"}), ('InvokeMode "RESPONSE_STREAM"', {"InvokeMode": "RESPONSE_STREAM"})):
            with self.assertRaisesRegex(Exception, says):
                self.make(URL, {"TargetFunctionArn": FUNCTION, "AuthType": "NONE", **more})


if __name__ == "__main__":
    unittest.main()
