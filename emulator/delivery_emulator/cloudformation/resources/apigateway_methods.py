"""Methods of REST APIs: a function by proxy, or a mock."""

import json
import re
from collections.abc import Mapping
from typing import Any, ClassVar

from botocore.exceptions import ClientError

from delivery_emulator.api_gateway.functions import NO_FUNCTION, may_name_function
from delivery_emulator.cloudformation.resource import Context, Made, Properties, Refused, ResourceType, already_gone
from delivery_emulator.cloudformation.values import boolean, integer

_GONE = "NotFoundException"
_BEGIN = r"(?:[#$]!?\{?[A-Za-z_]|#[#*@\[])"
"""What begins an expression of the language of mapping templates; any other `$` and `#` is text."""
_EXPRESSION = rf"{_BEGIN}\w*(?!.*{_BEGIN})"
"""The last expression in a text."""
_QUOTED = r"'[^']*'"


class Method(ResourceType):
    """A method of a resource: a function's by proxy, or a mock's."""

    name = "AWS::ApiGateway::Method"
    properties = frozenset(
        {
            *("RestApiId", "ResourceId", "HttpMethod", "AuthorizationType", "AuthorizerId", "ApiKeyRequired", "OperationName"),
            *("RequestParameters.*", "RequestModels.*", "RequestValidatorId"),
            *(f"MethodResponses.{field}" for field in ("StatusCode", "ResponseParameters.*", "ResponseModels.*")),
            *(f"Integration.{field}" for field in ("Type", "IntegrationHttpMethod", "Uri", "PassthroughBehavior", "ContentHandling")),
            *("Integration.RequestTemplates.*", "Integration.TimeoutInMillis"),
            *(
                f"Integration.IntegrationResponses.{field}"
                for field in ("StatusCode", "SelectionPattern", "ResponseParameters.*", "ResponseTemplates.*", "ContentHandling")
            ),
        }
    )
    absent_values: ClassVar[Mapping[str, frozenset[str]]] = {
        "AuthorizationType": frozenset({"AWS_IAM", "COGNITO_USER_POOLS"}),
        "Integration.Type": frozenset({"AWS", "HTTP", "HTTP_PROXY"}),
        "Integration.ContentHandling": frozenset({"CONVERT_TO_BINARY"}),
        "Integration.IntegrationResponses.ContentHandling": frozenset({"CONVERT_TO_BINARY"}),
    }
    absent_texts: ClassVar[Mapping[str, str]] = {
        "Integration[Type=MOCK].RequestTemplates": _EXPRESSION,
        "Integration[Type=MOCK].IntegrationResponses.ResponseTemplates": _EXPRESSION,
        "Integration[Type=MOCK].IntegrationResponses.ResponseParameters.*": rf"^(?!{_QUOTED}$)[^{{]+$",
        "Integration[Type=AWS_PROXY].Uri": NO_FUNCTION,
    }
    replaced_by = frozenset({"RestApiId", "ResourceId", "HttpMethod"})

    def create(self, context: Context, properties: Properties) -> Made:
        self._check(properties)
        client = context.client("apigateway")
        where = {name[0].lower() + name[1:]: properties[name] for name in ("RestApiId", "ResourceId", "HttpMethod")}
        optional = {"operationName": "OperationName", "authorizerId": "AuthorizerId", "requestValidatorId": "RequestValidatorId"}
        named = {field: properties[name] for field, name in optional.items() if name in properties}
        parameters = {name: boolean(value) for name, value in (properties.get("RequestParameters") or {}).items()}
        client.put_method(
            **where,
            authorizationType=properties.get("AuthorizationType", "NONE"),
            apiKeyRequired=boolean(properties.get("ApiKeyRequired", False)),
            requestParameters=parameters,
            requestModels=properties.get("RequestModels") or {},
            **named,
        )
        try:
            self._answer(client, where, properties)
        except ClientError:
            client.delete_method(**where)
            raise
        return Made("|".join(where.values()))

    def _answer(self, client: Any, where: dict[str, str], properties: Properties) -> None:
        for each in properties.get("MethodResponses") or []:
            headers = {name: boolean(value) for name, value in (each.get("ResponseParameters") or {}).items()}
            models = each.get("ResponseModels") or {}
            client.put_method_response(
                **where, statusCode=str(each["StatusCode"]), responseParameters=headers, responseModels=models
            )
        if properties.get("Integration"):
            self._integrate(client, where, properties["Integration"])

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        self._check(new)
        self.delete(context, physical_id, new)
        return self.create(context, new)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone(_GONE):
            context.client("apigateway").delete_method(
                restApiId=properties["RestApiId"], resourceId=properties["ResourceId"], httpMethod=properties["HttpMethod"]
            )

    @staticmethod
    def _integrate(client: Any, where: dict[str, str], integration: Properties) -> None:
        optional = ("uri", "integrationHttpMethod", "passthroughBehavior", "contentHandling")
        given = {name: integration[name[0].upper() + name[1:]] for name in optional if name[0].upper() + name[1:] in integration}
        if "TimeoutInMillis" in integration:
            given["timeoutInMillis"] = integer(integration["TimeoutInMillis"])
        templates = integration.get("RequestTemplates") or {}
        client.put_integration(**where, type=integration["Type"], requestTemplates=templates, **given)
        for each in integration.get("IntegrationResponses") or []:
            client.put_integration_response(
                **where,
                statusCode=str(each["StatusCode"]),
                selectionPattern=each.get("SelectionPattern", ""),
                responseParameters=each.get("ResponseParameters") or {},
                responseTemplates=each.get("ResponseTemplates") or {},
                **({"contentHandling": each["ContentHandling"]} if "ContentHandling" in each else {}),
            )

    @staticmethod
    def _check(properties: Properties) -> None:
        authorization = properties.get("AuthorizationType", "NONE")
        if authorization not in ("NONE", "CUSTOM"):
            raise Refused(f'AuthorizationType "{authorization}" is not supported by the emulator, only NONE and CUSTOM')
        integration = properties.get("Integration") or {}
        kind = integration.get("Type")
        if integration and kind not in ("AWS_PROXY", "MOCK"):
            raise Refused(f'Integration.Type "{kind}" is not supported by the emulator, only AWS_PROXY and MOCK')
        for each in (integration, *(integration.get("IntegrationResponses") or [])):
            if each.get("ContentHandling") == "CONVERT_TO_BINARY":
                raise Refused('ContentHandling "CONVERT_TO_BINARY" is not supported by the emulator, only CONVERT_TO_TEXT')
        if kind == "AWS_PROXY" and not may_name_function(str(integration.get("Uri"))):
            raise Refused(f"Integration.Uri {integration.get('Uri')} is not supported by the emulator: it names no function")
        if kind == "MOCK":
            _check_mock(integration)


def _check_mock(integration: Properties) -> None:
    """A mock's templates are not evaluated, so they may be constants only."""
    responses = integration.get("IntegrationResponses") or []
    templates = [integration.get("RequestTemplates") or {}, *(each.get("ResponseTemplates") or {} for each in responses)]
    for each in (text for one in templates for text in one.values()):
        if re.search(_BEGIN, str(each)):
            raise Refused(f"the template {json.dumps(each)} is not supported by the emulator, only constant ones")
    for each in (value for one in responses for value in (one.get("ResponseParameters") or {}).values()):
        if not re.fullmatch(_QUOTED, str(each)):
            raise Refused(f"the response parameter {each} is not supported by the emulator, only texts in quotes")
