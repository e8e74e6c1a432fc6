"""Models and request validators of REST APIs."""

import json
from typing import Any

from delivery_emulator.cloudformation.resource import Context, Made, Properties, ResourceType, already_gone
from delivery_emulator.cloudformation.resources.patches import replacing
from delivery_emulator.cloudformation.values import boolean, document

_GONE = "NotFoundException"


class Model(ResourceType):
    """What a body looks like, as a JSON schema of draft 4."""

    name = "AWS::ApiGateway::Model"
    properties = frozenset({"RestApiId", "Name", "ContentType", "Description", "Schema.*"})
    replaced_by = frozenset({"RestApiId", "Name", "ContentType"})
    custom_name = "Name"
    named_in = "RestApiId"

    def create(self, context: Context, properties: Properties) -> Made:
        made = context.client("apigateway").create_model(
            restApiId=properties["RestApiId"],
            name=properties.get("Name") or context.generated_name().replace("-", ""),
            contentType=properties.get("ContentType", "application/json"),
            description=properties.get("Description", ""),
            schema=_schema(properties),
        )
        return Made(made["name"])

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        changes = {"/description": new.get("Description", ""), "/schema": _schema(new)}
        context.client("apigateway").update_model(restApiId=new["RestApiId"], modelName=physical_id, patchOperations=replacing(changes))
        return Made(physical_id)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone(_GONE):
            context.client("apigateway").delete_model(restApiId=properties["RestApiId"], modelName=physical_id)


class RequestValidator(ResourceType):
    """What of a request is looked at before its method answers it."""

    name = "AWS::ApiGateway::RequestValidator"
    properties = frozenset({"RestApiId", "Name", "ValidateRequestBody", "ValidateRequestParameters"})
    replaced_by = frozenset({"RestApiId", "Name"})

    def create(self, context: Context, properties: Properties) -> Made:
        made = context.client("apigateway").create_request_validator(
            restApiId=properties["RestApiId"],
            name=properties.get("Name") or context.generated_name(),
            validateRequestBody=boolean(properties.get("ValidateRequestBody", False)),
            validateRequestParameters=boolean(properties.get("ValidateRequestParameters", False)),
        )
        return Made(made["id"], {"RequestValidatorId": made["id"]})

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        changes = {f"/{name[0].lower()}{name[1:]}": document(boolean(new.get(name, False))) for name in _LOOKED_AT}
        context.client("apigateway").update_request_validator(
            restApiId=new["RestApiId"], requestValidatorId=physical_id, patchOperations=replacing(changes)
        )
        return Made(physical_id, {"RequestValidatorId": physical_id})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        client, api = context.client("apigateway"), properties["RestApiId"]
        with already_gone(_GONE, "BadRequestException"):
            client.get_request_validator(restApiId=api, requestValidatorId=physical_id)
            client.delete_request_validator(restApiId=api, requestValidatorId=physical_id)


_LOOKED_AT = ("ValidateRequestBody", "ValidateRequestParameters")


def _schema(properties: Properties) -> str:
    schema: Any = properties.get("Schema", {})
    return schema if isinstance(schema, str) else json.dumps(schema)
