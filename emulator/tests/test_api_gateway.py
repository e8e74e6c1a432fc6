"""APIs, called at the address that CloudFormation prints."""

import json
import unittest

from api_case import ask
from service_case import REGION
from stack_case import StackCase

from delivery_emulator.api_gateway import doors


class Addresses(StackCase):
    def test_a_stack_prints_an_address_that_can_be_called_until_the_api_goes(self) -> None:
        address = {"Fn::Join": ["", ["https://", {"Ref": "Api"}, f".execute-api.{REGION}.", {"Ref": "AWS::URLSuffix"}, "/prod/"]]}
        written = {"Fn::Sub": f"https://${{Api}}.execute-api.{REGION}.amazonaws.com/prod/"}
        resources = {
            "Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "shop"}},
            "P": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Name": "/url", "Value": written}},
        }
        body = json.dumps({"Resources": resources, "Outputs": {"Url": {"Value": address}}})
        self.cloudformation.create_stack(StackName="api", TemplateBody=body)
        url = self.cloudformation.describe_stacks(StackName="api")["Stacks"][0]["Outputs"][0]["OutputValue"]
        self.assertRegex(url, r"^http://localhost:\d+/prod/$")
        self.assertEqual(self.ssm.get_parameter(Name="/url")["Parameter"]["Value"], url)
        self.assertEqual(ask(url, "").json, {"message": "Forbidden"})
        self.assertEqual([each.name for each in doors.open_doors()], ["shop"])
        self.cloudformation.delete_stack(StackName="api")
        with self.assertRaises(ConnectionRefusedError):
            ask(url, "")
        self.assertEqual(doors.open_doors(), [])

    def test_addresses_of_apis_elsewhere_stay(self) -> None:
        for text in ("https://abc.execute-api.eu-central-1.amazonaws.com/x", "arn:aws:execute-api:eu-central-1:1:abc/*", "a"):
            self.assertEqual(doors.callable_here(text), text)


if __name__ == "__main__":
    unittest.main()
