"""Function URLs."""

from collections.abc import Mapping
from typing import ClassVar

from delivery_emulator.cloudformation.resource import Context, Made, Properties, Refused, ResourceType, already_gone


class Url(ResourceType):
    """An address at which anybody whom the function's policy lets in calls the function; without CORS of its own."""

    name = "AWS::Lambda::Url"
    properties = frozenset({"TargetFunctionArn", "AuthType", "InvokeMode"})
    absent_values: ClassVar[Mapping[str, frozenset[str]]] = {"AuthType": frozenset({"AWS_IAM"}), "InvokeMode": frozenset({"RESPONSE_STREAM"})}
    replaced_by = frozenset({"TargetFunctionArn"})

    def create(self, context: Context, properties: Properties) -> Made:
        self._check(properties)
        made = context.client("lambda").create_function_url_config(
            FunctionName=properties["TargetFunctionArn"], AuthType="NONE"
        )
        return self._made(made)

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        self._check(new)
        return self._made(context.client("lambda").get_function_url_config(FunctionName=new["TargetFunctionArn"]))

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("ResourceNotFoundException"):
            context.client("lambda").delete_function_url_config(FunctionName=properties["TargetFunctionArn"])

    @staticmethod
    def _made(made: Properties) -> Made:
        return Made(made["FunctionArn"], {"FunctionArn": made["FunctionArn"], "FunctionUrl": made["FunctionUrl"]})

    @staticmethod
    def _check(properties: Properties) -> None:
        if properties["AuthType"] != "NONE":
            raise Refused(f'AuthType "{properties["AuthType"]}" is not supported by the emulator, only NONE')
        if properties.get("InvokeMode", "BUFFERED") != "BUFFERED":
            raise Refused(f'InvokeMode "{properties["InvokeMode"]}" is not supported by the emulator, only BUFFERED')
