"""Stacks of parameters, made by the API of CloudFormation."""

import json
from typing import Any

from botocore.exceptions import ClientError
from service_case import ServiceCase


def parameter(value: str = "v", name: str = "/stack/p", **attributes: Any) -> dict[str, Any]:
    properties = {"Type": "String", "Name": name, "Value": value}
    return {"Type": "AWS::SSM::Parameter", "Properties": properties, **attributes}


def body(**resources: Any) -> str:
    return json.dumps({"Resources": resources})


class StackCase(ServiceCase):
    def setUp(self) -> None:
        self.cloudformation = self.client("cloudformation")
        self.ssm = self.client("ssm")
        self.addCleanup(self.delete_all)

    def delete_all(self) -> None:
        for stack in [each for each in self.cloudformation.describe_stacks()["Stacks"] if "ParentId" not in each]:
            name = stack["StackName"]
            self.cloudformation.update_termination_protection(StackName=name, EnableTerminationProtection=False)
            self.cloudformation.delete_stack(StackName=name)

    def status(self, name: str) -> str:
        return str(self.cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"])

    def change_set(self, template: str, kind: str = "UPDATE", name: str = "c", stack: str = "s", **more: Any) -> Any:
        self.cloudformation.create_change_set(
            StackName=stack, ChangeSetName=name, ChangeSetType=kind, TemplateBody=template, **more
        )
        return self.cloudformation.describe_change_set(StackName=stack, ChangeSetName=name)

    def execute(self, name: str = "c", stack: str = "s", **more: Any) -> None:
        self.cloudformation.execute_change_set(StackName=stack, ChangeSetName=name, **more)

    def refused(self, code: str, message: str, call: Any, **arguments: Any) -> None:
        with self.assertRaises(ClientError) as caught:
            call(**arguments)
        error = caught.exception.response["Error"]
        self.assertEqual(error["Code"], code)
        self.assertIn(message, error["Message"])
