"""HTTP APIs of API Gateway: routes to functions. WebSocket APIs are not known."""

from collections.abc import Mapping
from typing import Any, ClassVar

from delivery_emulator.api_gateway.functions import NO_FUNCTION, may_name_function
from delivery_emulator.cloudformation.resource import (
    MISSING,
    Context,
    Made,
    Properties,
    Refused,
    ResourceType,
    already_gone,
)
from delivery_emulator.cloudformation.resources.tags import retag, tag_map
from delivery_emulator.cloudformation.values import boolean, integer, renamed

_CORS = ("AllowHeaders", "AllowMethods", "AllowOrigins", "ExposeHeaders")


class Api(ResourceType):
    """An HTTP API."""

    name = "AWS::ApiGatewayV2::Api"
    properties = frozenset(
        {
            *("Name", "ProtocolType", "Description", "DisableExecuteApiEndpoint", "Tags.*"),
            *(f"CorsConfiguration.{field}" for field in (*_CORS, "AllowCredentials", "MaxAge")),
        }
    )
    absent_values: ClassVar[Mapping[str, frozenset[str]]] = {"ProtocolType": frozenset({"WEBSOCKET"})}
    replaced_by = frozenset({"ProtocolType"})

    def create(self, context: Context, properties: Properties) -> Made:
        if properties.get("ProtocolType") != "HTTP":
            raise Refused(f'ProtocolType "{properties.get("ProtocolType")}" is not supported by the emulator, only HTTP')
        made = context.client("apigatewayv2").create_api(
            ProtocolType="HTTP", Tags=tag_map(context, properties), **self._configuration(properties)
        )
        return self._made(made)

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        client = context.client("apigatewayv2")
        if "CorsConfiguration" in old and "CorsConfiguration" not in new:
            client.delete_cors_configuration(ApiId=physical_id)
        made = client.update_api(ApiId=physical_id, **self._configuration(new))
        retag(context, "apigatewayv2", new, ResourceArn=f"arn:{context.partition}:apigateway:{context.region}::/apis/{physical_id}")
        return self._made(made)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("NotFoundException"):
            client = context.client("apigatewayv2")
            client.get_api(ApiId=physical_id)
            client.delete_api(ApiId=physical_id)

    @staticmethod
    def _configuration(properties: Properties) -> dict[str, Any]:
        cors = properties.get("CorsConfiguration") or {}
        rules = {
            **renamed(cors, *_CORS),
            **renamed(cors, "AllowCredentials", read=boolean),
            **renamed(cors, "MaxAge", read=integer),
        }
        return {
            "Name": properties["Name"],
            "Description": properties.get("Description", ""),
            "DisableExecuteApiEndpoint": boolean(properties.get("DisableExecuteApiEndpoint", False)),
            **({"CorsConfiguration": rules} if rules else {}),
        }

    @staticmethod
    def _made(api: Properties) -> Made:
        return Made(api["ApiId"], {"ApiId": api["ApiId"], "ApiEndpoint": api["ApiEndpoint"]})


class Integration(ResourceType):
    """What a route calls: a function."""

    name = "AWS::ApiGatewayV2::Integration"
    properties = frozenset(
        {
            *("ApiId", "IntegrationType", "IntegrationUri", "IntegrationMethod", "ConnectionType", "Description"),
            *("PayloadFormatVersion", "TimeoutInMillis"),
        }
    )
    absent_values: ClassVar[Mapping[str, frozenset[str]]] = {
        "IntegrationType": frozenset({"AWS", "HTTP", "HTTP_PROXY", "MOCK"}),
        "ConnectionType": frozenset({"VPC_LINK"}),
        "IntegrationUri": frozenset({MISSING}),
    }
    absent_texts: ClassVar[Mapping[str, str]] = {"IntegrationUri": NO_FUNCTION}
    replaced_by = frozenset({"ApiId"})

    def create(self, context: Context, properties: Properties) -> Made:
        made = context.client("apigatewayv2").create_integration(ApiId=properties["ApiId"], **self._configuration(properties))
        return Made(made["IntegrationId"], {"IntegrationId": made["IntegrationId"]})

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        context.client("apigatewayv2").update_integration(
            ApiId=new["ApiId"], IntegrationId=physical_id, **self._configuration(new)
        )
        return Made(physical_id, {"IntegrationId": physical_id})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("NotFoundException"):
            context.client("apigatewayv2").delete_integration(ApiId=properties["ApiId"], IntegrationId=physical_id)

    @staticmethod
    def _configuration(properties: Properties) -> dict[str, Any]:
        if properties["IntegrationType"] != "AWS_PROXY":
            raise Refused(f'IntegrationType "{properties["IntegrationType"]}" is not supported by the emulator, only AWS_PROXY')
        if properties.get("ConnectionType", "INTERNET") != "INTERNET":
            raise Refused(f'ConnectionType "{properties["ConnectionType"]}" is not supported by the emulator, only INTERNET')
        if not may_name_function(str(properties.get("IntegrationUri"))):
            raise Refused(f"IntegrationUri {properties.get('IntegrationUri')} is not supported by the emulator: it names no function")
        if properties.get("PayloadFormatVersion") not in ("1.0", "2.0"):
            raise Refused("PayloadFormatVersion is a required parameter for integration")
        return {
            "Description": properties.get("Description", ""),
            "TimeoutInMillis": integer(properties.get("TimeoutInMillis", 30_000)),
            "IntegrationMethod": properties.get("IntegrationMethod", "POST"),
            **renamed(properties, "IntegrationType", "IntegrationUri", "PayloadFormatVersion", "ConnectionType"),
        }


class Route(ResourceType):
    """A method and path of an API, or `$default`."""

    name = "AWS::ApiGatewayV2::Route"
    properties = frozenset({"ApiId", "RouteKey", "Target", "AuthorizationType", "ApiKeyRequired", "OperationName"})
    absent_values: ClassVar[Mapping[str, frozenset[str]]] = {
        "AuthorizationType": frozenset({"AWS_IAM", "CUSTOM", "JWT"}),
        "ApiKeyRequired": frozenset({"true"}),
        "Target": frozenset({MISSING}),
    }
    replaced_by = frozenset({"ApiId"})

    def create(self, context: Context, properties: Properties) -> Made:
        client = context.client("apigatewayv2")
        self._check(client, properties, None)
        made = client.create_route(ApiId=properties["ApiId"], **self._configuration(properties))
        return Made(made["RouteId"], {"RouteId": made["RouteId"]})

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        client = context.client("apigatewayv2")
        self._check(client, new, physical_id)
        client.update_route(ApiId=new["ApiId"], RouteId=physical_id, **self._configuration(new))
        return Made(physical_id, {"RouteId": physical_id})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("NotFoundException"):
            context.client("apigatewayv2").delete_route(ApiId=properties["ApiId"], RouteId=physical_id)

    @staticmethod
    def _check(client: Any, properties: Properties, own: str | None) -> None:
        if properties.get("AuthorizationType", "NONE") != "NONE":
            raise Refused(f'AuthorizationType "{properties["AuthorizationType"]}" is not supported by the emulator, only NONE')
        if boolean(properties.get("ApiKeyRequired", False)):
            raise Refused("ApiKeyRequired is not supported by the emulator: it knows no API keys")
        if "Target" not in properties:
            raise Refused(f"a route without a Target is not supported by the emulator: {properties['RouteKey']}")
        for each in client.get_routes(ApiId=properties["ApiId"])["Items"]:
            if each["RouteKey"] == properties["RouteKey"] and each["RouteId"] != own:
                raise Refused(f"Route with key {properties['RouteKey']} already exists for this API")

    @staticmethod
    def _configuration(properties: Properties) -> dict[str, Any]:
        return {"OperationName": properties.get("OperationName", ""), **renamed(properties, "RouteKey", "Target")}


class Stage(ResourceType):
    """Where an API is called; it serves the routes as they are. Throttling and metrics are stored, and have no effect."""

    name = "AWS::ApiGatewayV2::Stage"
    properties = frozenset(
        {
            *("ApiId", "StageName", "AutoDeploy", "Description", "StageVariables.*", "Tags.*"),
            *("AccessLogSettings.DestinationArn", "AccessLogSettings.Format", *(f"DefaultRouteSettings.{field}" for field in ("ThrottlingBurstLimit", "ThrottlingRateLimit", "DetailedMetricsEnabled"))),
        }
    )
    absent_values: ClassVar[Mapping[str, frozenset[str]]] = {"AutoDeploy": frozenset({"false", MISSING})}
    replaced_by = frozenset({"ApiId", "StageName"})
    custom_name = "StageName"
    named_in = "ApiId"

    def create(self, context: Context, properties: Properties) -> Made:
        if not boolean(properties.get("AutoDeploy", False)):
            raise Refused("a stage without AutoDeploy is not supported by the emulator: it knows no deployments of HTTP APIs")
        settings = properties.get("DefaultRouteSettings") or {}
        limits = renamed(settings, "ThrottlingBurstLimit", read=integer)
        limits |= renamed(settings, "ThrottlingRateLimit", read=float)
        limits |= renamed(settings, "DetailedMetricsEnabled", read=boolean)
        context.client("apigatewayv2").create_stage(
            ApiId=properties["ApiId"],
            StageName=properties["StageName"],
            AutoDeploy=True,
            Description=properties.get("Description", ""),
            StageVariables={name: str(value) for name, value in (properties.get("StageVariables") or {}).items()},
            Tags=tag_map(context, properties),
            **renamed(properties, "AccessLogSettings"),
            **({"DefaultRouteSettings": limits} if limits else {}),
        )
        return Made(properties["StageName"])

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        """A stage without what it is no longer given: it is made anew, at the address that it had."""
        return self.create(context, new)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("NotFoundException"):
            context.client("apigatewayv2").delete_stage(ApiId=properties["ApiId"], StageName=physical_id)
