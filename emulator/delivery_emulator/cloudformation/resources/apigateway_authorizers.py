"""Authorizers of REST APIs: a function that says who may."""

from collections.abc import Mapping
from typing import ClassVar

from delivery_emulator.api_gateway.authorizers import unknown_place
from delivery_emulator.api_gateway.functions import NO_FUNCTION, may_name_function
from delivery_emulator.cloudformation.resource import Context, Made, Properties, Refused, ResourceType, already_gone
from delivery_emulator.cloudformation.resources.patches import replacing
from delivery_emulator.cloudformation.values import integer

_GONE = "NotFoundException"
_TTL = 300
"""Seconds for which AWS keeps an answer where nobody says how long."""
_FIELDS = {
    "Name": "name",
    "Type": "type",
    "AuthType": "authType",
    "AuthorizerUri": "authorizerUri",
    "IdentitySource": "identitySource",
    "IdentityValidationExpression": "identityValidationExpression",
}


class Authorizer(ResourceType):
    """A function that is asked for a policy by a token or by a request; API Gateway calls it as itself."""

    name = "AWS::ApiGateway::Authorizer"
    properties = frozenset({"RestApiId", "AuthorizerResultTtlInSeconds", *_FIELDS})
    replaced_by = frozenset({"RestApiId"})
    absent_values: ClassVar[Mapping[str, frozenset[str]]] = {"Type": frozenset({"COGNITO_USER_POOLS"})}
    absent_texts: ClassVar[Mapping[str, str]] = {"AuthorizerUri": NO_FUNCTION}

    def create(self, context: Context, properties: Properties) -> Made:
        self._check(properties)
        made = context.client("apigateway").create_authorizer(
            restApiId=properties["RestApiId"],
            authorizerResultTtlInSeconds=integer(properties.get("AuthorizerResultTtlInSeconds", _TTL)),
            **{field: str(properties[name]) for name, field in _FIELDS.items() if name in properties},
        )
        return Made(made["id"], {"AuthorizerId": made["id"]})

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        self._check(new)
        changes = {field: str(new.get(name, "")) for name, field in _FIELDS.items()}
        changes["authorizerResultTtlInSeconds"] = str(new.get("AuthorizerResultTtlInSeconds", _TTL))
        operations = replacing({f"/{field}": value for field, value in changes.items()})
        context.client("apigateway").update_authorizer(
            restApiId=new["RestApiId"], authorizerId=physical_id, patchOperations=operations
        )
        return Made(physical_id, {"AuthorizerId": physical_id})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        client, where = context.client("apigateway"), {"restApiId": properties["RestApiId"], "authorizerId": physical_id}
        with already_gone(_GONE):
            client.get_authorizer(**where)
            client.delete_authorizer(**where)

    @staticmethod
    def _check(properties: Properties) -> None:
        kind, uri = properties["Type"], str(properties.get("AuthorizerUri"))
        if kind not in ("TOKEN", "REQUEST"):
            raise Refused(f'Type "{kind}" is not supported by the emulator, only TOKEN and REQUEST')
        if not may_name_function(uri):
            raise Refused(f"AuthorizerUri {uri} is not supported by the emulator: it names no function")
        place = unknown_place(str(properties.get("IdentitySource", "")))
        if place is not None:
            raise Refused(f"the IdentitySource {place} is not supported by the emulator")
