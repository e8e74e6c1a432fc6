"""REST APIs of API Gateway: the API and its paths."""

from collections.abc import Mapping
from typing import Any, ClassVar

from delivery_emulator.cloudformation.resource import Context, Made, Properties, Refused, ResourceType, already_gone
from delivery_emulator.cloudformation.resources.patches import replacing
from delivery_emulator.cloudformation.resources.tags import synchronise, tag_map
from delivery_emulator.cloudformation.values import boolean, document

_GONE = "NotFoundException"


class RestApi(ResourceType):
    """A REST API of resources and methods; one of an OpenAPI document is not known."""

    name = "AWS::ApiGateway::RestApi"
    properties = frozenset(
        {
            *("Name", "Description", "BinaryMediaTypes", "EndpointConfiguration.Types", "DisableExecuteApiEndpoint", "Tags.*"),
            "ApiKeySourceType",
        }
    )
    needed = frozenset({"Name"})
    absent_values: ClassVar[Mapping[str, frozenset[str]]] = {"EndpointConfiguration.Types": frozenset({"PRIVATE"})}

    def create(self, context: Context, properties: Properties) -> Made:
        types = (properties.get("EndpointConfiguration") or {}).get("Types") or ["EDGE"]
        if "PRIVATE" in types:
            raise Refused('EndpointConfiguration.Types "PRIVATE" is not supported by the emulator, only EDGE and REGIONAL')
        if "Name" not in properties:
            raise Refused("RestApi without a Name is not supported by the emulator: OpenAPI documents are not read")
        client = context.client("apigateway")
        api = client.create_rest_api(
            name=properties["Name"],
            description=properties.get("Description", ""),
            endpointConfiguration={"types": types},
            apiKeySource=properties.get("ApiKeySourceType", "HEADER"),
            disableExecuteApiEndpoint=boolean(properties.get("DisableExecuteApiEndpoint", False)),
            tags=tag_map(context, properties),
        )
        self._set_media(client, api["id"], [], properties.get("BinaryMediaTypes") or [])
        return self._made(client, api["id"])

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        client = context.client("apigateway")
        types = (new.get("EndpointConfiguration") or {}).get("Types") or ["EDGE"]
        found = client.get_rest_api(restApiId=physical_id)
        changes = {
            "/name": new["Name"],
            "/description": new.get("Description", ""),
            "/apiKeySource": new.get("ApiKeySourceType", "HEADER"),
            "/disableExecuteApiEndpoint": document(boolean(new.get("DisableExecuteApiEndpoint", False))),
            f"/endpointConfiguration/types/{found['endpointConfiguration']['types'][0]}": types[0],
        }
        client.update_rest_api(restApiId=physical_id, patchOperations=replacing(changes))
        self._set_media(client, physical_id, found.get("binaryMediaTypes") or [], new.get("BinaryMediaTypes") or [])
        arn = f"arn:{context.partition}:apigateway:{context.region}::/restapis/{physical_id}"
        synchronise(
            tag_map(context, new),
            found.get("tags") or {},
            lambda keys: client.untag_resource(resourceArn=arn, tagKeys=keys),
            lambda: client.tag_resource(resourceArn=arn, tags=tag_map(context, new)),
        )
        return self._made(client, physical_id)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone(_GONE):
            client = context.client("apigateway")
            client.get_rest_api(restApiId=physical_id)
            client.delete_rest_api(restApiId=physical_id)

    @staticmethod
    def _set_media(client: Any, api: str, before: list[str], after: list[str]) -> None:
        changes = [("remove", each) for each in before if each not in after] + [("add", each) for each in after if each not in before]
        operations = [{"op": op, "path": f"/binaryMediaTypes/{each.replace('/', '~1')}"} for op, each in changes]
        if operations:
            client.update_rest_api(restApiId=api, patchOperations=operations)

    @staticmethod
    def _made(client: Any, api: str) -> Made:
        root = client.get_rest_api(restApiId=api)["rootResourceId"]
        return Made(api, {"RestApiId": api, "RootResourceId": root})


class Resource(ResourceType):
    """One part of a path."""

    name = "AWS::ApiGateway::Resource"
    properties = frozenset({"RestApiId", "ParentId", "PathPart"})
    replaced_by = properties

    def create(self, context: Context, properties: Properties) -> Made:
        made = context.client("apigateway").create_resource(
            restApiId=properties["RestApiId"], parentId=properties["ParentId"], pathPart=properties["PathPart"]
        )
        return Made(made["id"], {"ResourceId": made["id"]})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone(_GONE):
            client, api = context.client("apigateway"), properties["RestApiId"]
            client.get_resource(restApiId=api, resourceId=physical_id)
            client.delete_resource(restApiId=api, resourceId=physical_id)


class Account(ResourceType):
    """What API Gateway writes logs as, in a whole account and region. It stays when the resource goes."""

    name = "AWS::ApiGateway::Account"
    properties = frozenset({"CloudWatchRoleArn"})

    def create(self, context: Context, properties: Properties) -> Made:
        self._set(context, properties)
        made = context.generated_name()
        return Made(made, {"Id": made})

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        self._set(context, new)
        return Made(physical_id, {"Id": physical_id})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        """The account's settings stay, as on AWS."""

    @staticmethod
    def _set(context: Context, properties: Properties) -> None:
        operation = {"op": "replace", "path": "/cloudwatchRoleArn", "value": properties.get("CloudWatchRoleArn", "")}
        context.client("apigateway").update_account(patchOperations=[operation])
