"""Deployments and stages of REST APIs: what is called is what a deployment froze, at the stage that it stands in."""

from collections.abc import Mapping
from typing import ClassVar

from delivery_emulator.cloudformation.resource import Context, Made, Properties, ResourceType, already_gone
from delivery_emulator.cloudformation.resources.tags import tag_map
from delivery_emulator.cloudformation.values import boolean, document

_GONE = "NotFoundException"
_SETTINGS = {
    "LoggingLevel": "logging/loglevel",
    "DataTraceEnabled": "logging/dataTrace",
    "MetricsEnabled": "metrics/enabled",
    "ThrottlingBurstLimit": "throttling/burstLimit",
    "ThrottlingRateLimit": "throttling/rateLimit",
}


class Deployment(ResourceType):
    """A snapshot of an API, for stages to serve."""

    name = "AWS::ApiGateway::Deployment"
    properties = frozenset({"RestApiId", "Description"})
    replaced_by = frozenset({"RestApiId"})

    def create(self, context: Context, properties: Properties) -> Made:
        made = context.client("apigateway").create_deployment(
            restApiId=properties["RestApiId"], description=properties.get("Description", "")
        )
        return Made(made["id"], {"DeploymentId": made["id"]})

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        operation = {"op": "replace", "path": "/description", "value": new.get("Description", "")}
        context.client("apigateway").update_deployment(
            restApiId=new["RestApiId"], deploymentId=physical_id, patchOperations=[operation]
        )
        return Made(physical_id, {"DeploymentId": physical_id})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone(_GONE):
            context.client("apigateway").delete_deployment(restApiId=properties["RestApiId"], deploymentId=physical_id)


class Stage(ResourceType):
    """Where a deployment is called. Throttling, metrics and execution logs are stored, and have no effect."""

    name = "AWS::ApiGateway::Stage"
    properties = frozenset(
        {
            *("RestApiId", "StageName", "DeploymentId", "Description", "Variables.*", "TracingEnabled", "Tags.*"),
            *("AccessLogSetting.DestinationArn", "AccessLogSetting.Format"),
            *(f"MethodSettings.{field}" for field in ("ResourcePath", "HttpMethod", *_SETTINGS)),
        }
    )
    absent_texts: ClassVar[Mapping[str, str]] = {"AccessLogSetting.DestinationArn": r"arn:[a-z-]+:firehose:.*"}
    replaced_by = frozenset({"RestApiId", "StageName"})
    custom_name = "StageName"
    named_in = "RestApiId"

    def create(self, context: Context, properties: Properties) -> Made:
        client = context.client("apigateway")
        where = {"restApiId": properties["RestApiId"], "stageName": properties["StageName"]}
        client.create_stage(
            **where,
            deploymentId=properties["DeploymentId"],
            description=properties.get("Description", ""),
            variables={name: str(value) for name, value in (properties.get("Variables") or {}).items()},
            tracingEnabled=boolean(properties.get("TracingEnabled", False)),
            tags=tag_map(context, properties),
        )
        operations = [{"op": "replace", "path": path, "value": value} for path, value in _settings_of(properties).items()]
        try:
            if operations:
                client.update_stage(**where, patchOperations=operations)
        except client.exceptions.BadRequestException:
            client.delete_stage(**where)
            raise
        return Made(properties["StageName"])

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        """A stage without what it is no longer given: it is made anew, at the address that it had."""
        self.delete(context, physical_id, old)
        try:
            return self.create(context, new)
        except context.client("apigateway").exceptions.BadRequestException:
            self.create(context, old)
            raise

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone(_GONE):
            context.client("apigateway").delete_stage(restApiId=properties["RestApiId"], stageName=physical_id)


def _settings_of(properties: Properties) -> dict[str, str]:
    """A stage's settings by the path of their patch operation."""
    log = properties.get("AccessLogSetting") or {}
    fields = {"destinationArn": "DestinationArn", "format": "Format"}
    found = {f"/accessLogSettings/{name}": str(log[field]) for name, field in fields.items() if field in log}
    for each in properties.get("MethodSettings") or []:
        path = "*" if each.get("ResourcePath", "/*") == "/*" else "~1" + each["ResourcePath"].strip("/").replace("/", "~1")
        place = f"/{path}/{each.get('HttpMethod', '*')}"
        found |= {f"{place}/{path}": document(each[field]) for field, path in _SETTINGS.items() if field in each}
    return found
