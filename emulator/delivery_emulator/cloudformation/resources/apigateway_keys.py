"""API keys, the usage plans that they belong to, and the stages that these let them into."""

from collections.abc import Mapping
from typing import Any

from delivery_emulator.cloudformation.resource import Context, Made, Properties, ResourceType, already_gone
from delivery_emulator.cloudformation.resources.patches import replacing
from delivery_emulator.cloudformation.resources.tags import synchronise, tag_map
from delivery_emulator.cloudformation.values import boolean, document, integer

_GONE = "NotFoundException"


class ApiKey(ResourceType):
    """A key that callers send as `x-api-key`. Its stages let nobody in: usage plans do, since there are any."""

    name = "AWS::ApiGateway::ApiKey"
    properties = frozenset(
        {
            *("Name", "Description", "Enabled", "Value", "CustomerId", "GenerateDistinctId", "Tags.*"),
            *("StageKeys.RestApiId", "StageKeys.StageName"),
        }
    )
    replaced_by = frozenset({"Name", "Value", "GenerateDistinctId"})
    custom_name = "Name"

    def create(self, context: Context, properties: Properties) -> Made:
        optional = {"Description": "description", "Value": "value", "CustomerId": "customerId"}
        made = context.client("apigateway").create_api_key(
            name=properties.get("Name") or context.generated_name(),
            enabled=boolean(properties.get("Enabled", False)),
            generateDistinctId=boolean(properties.get("GenerateDistinctId", False)),
            tags=tag_map(context, properties),
            stageKeys=[{"restApiId": each["RestApiId"], "stageName": each["StageName"]} for each in properties.get("StageKeys") or []],
            **{field: str(properties[name]) for name, field in optional.items() if name in properties},
        )
        return Made(made["id"], {"APIKeyId": made["id"]})

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        client = context.client("apigateway")
        changes = {
            "/description": new.get("Description", ""),
            "/customerId": new.get("CustomerId", ""),
            "/enabled": document(boolean(new.get("Enabled", False))),
        }
        before, after = _stage_keys(old), _stage_keys(new)
        operations: list[Any] = replacing(changes)
        operations += [{"op": "remove", "path": "/stages", "value": each} for each in before if each not in after]
        operations += [{"op": "add", "path": "/stages", "value": each} for each in after if each not in before]
        client.update_api_key(apiKey=physical_id, patchOperations=operations)
        _retag(context, f"apikeys/{physical_id}", client.get_api_key(apiKey=physical_id), new)
        return Made(physical_id, {"APIKeyId": physical_id})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone(_GONE):
            context.client("apigateway").delete_api_key(apiKey=physical_id)


class UsagePlan(ResourceType):
    """Which stages its keys are let into. Its rates and quotas are stored, and have no effect."""

    name = "AWS::ApiGateway::UsagePlan"
    properties = frozenset(
        {
            *("UsagePlanName", "Description", "Tags.*", "ApiStages.ApiId", "ApiStages.Stage", "ApiStages.Throttle.*"),
            *("Quota.Limit", "Quota.Offset", "Quota.Period", "Throttle.BurstLimit", "Throttle.RateLimit"),
        }
    )

    def create(self, context: Context, properties: Properties) -> Made:
        made = context.client("apigateway").create_usage_plan(
            name=properties.get("UsagePlanName") or context.generated_name(),
            description=properties.get("Description", ""),
            apiStages=_stages(properties),
            tags=tag_map(context, properties),
            **_limits(properties),
        )
        return Made(made["id"], {"Id": made["id"]})

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        """All that a plan has goes and comes anew, but its keys stay."""
        client = context.client("apigateway")
        found = client.get_usage_plan(usagePlanId=physical_id)
        operations = replacing({"/name": new.get("UsagePlanName", found["name"]), "/description": new.get("Description", "")})
        operations += [{"op": "remove", "path": "/apiStages", "value": f"{each['apiId']}:{each['stage']}"} for each in found["apiStages"]]
        operations += [{"op": "remove", "path": f"/{name}"} for name in ("throttle", "quota") if name in found]
        for each in _stages(new):
            stage = f"{each['apiId']}:{each['stage']}"
            operations.append({"op": "add", "path": "/apiStages", "value": stage})
            operations += [
                {"op": "replace", "path": f"/apiStages/{stage}/throttle{method}/{name}", "value": str(value)}
                for method, rates in each.get("throttle", {}).items()
                for name, value in rates.items()
            ]
        for kind, values in _limits(new).items():
            operations += [{"op": "replace", "path": f"/{kind}/{name}", "value": str(value)} for name, value in values.items()]
        client.update_usage_plan(usagePlanId=physical_id, patchOperations=operations)
        _retag(context, f"usageplans/{physical_id}", found, new)
        return Made(physical_id, {"Id": physical_id})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        client = context.client("apigateway")
        with already_gone(_GONE):
            client.get_usage_plan(usagePlanId=physical_id)
            client.delete_usage_plan(usagePlanId=physical_id)


class UsagePlanKey(ResourceType):
    """A key of a usage plan."""

    name = "AWS::ApiGateway::UsagePlanKey"
    properties = frozenset({"KeyId", "KeyType", "UsagePlanId"})
    replaced_by = properties

    def create(self, context: Context, properties: Properties) -> Made:
        plan, key = properties["UsagePlanId"], properties["KeyId"]
        context.client("apigateway").create_usage_plan_key(usagePlanId=plan, keyId=key, keyType=properties["KeyType"])
        return Made(f"{key}:{plan}", {"Id": f"{key}:{plan}"})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        client, where = context.client("apigateway"), {"usagePlanId": properties["UsagePlanId"], "keyId": properties["KeyId"]}
        with already_gone(_GONE):
            client.get_usage_plan_key(**where)
            client.delete_usage_plan_key(**where)


def _stage_keys(properties: Properties) -> list[str]:
    return [f"{each['RestApiId']}/{each['StageName']}" for each in properties.get("StageKeys") or []]


def _stages(properties: Properties) -> list[dict[str, Any]]:
    found = []
    for each in properties.get("ApiStages") or []:
        rates = {method: _rates(limits) for method, limits in (each.get("Throttle") or {}).items()}
        found.append({"apiId": each["ApiId"], "stage": each["Stage"], **({"throttle": rates} if rates else {})})
    return found


def _limits(properties: Properties) -> dict[str, dict[str, Any]]:
    throttle, quota = properties.get("Throttle") or {}, properties.get("Quota") or {}
    counted = {name.lower(): integer(quota[name]) for name in ("Limit", "Offset") if name in quota}
    period = {"period": quota["Period"]} if "Period" in quota else {}
    return {**({"throttle": _rates(throttle)} if throttle else {}), **({"quota": counted | period} if quota else {})}


def _rates(limits: Mapping[str, Any]) -> dict[str, Any]:
    burst = {"burstLimit": integer(limits["BurstLimit"])} if "BurstLimit" in limits else {}
    return burst | ({"rateLimit": float(limits["RateLimit"])} if "RateLimit" in limits else {})


def _retag(context: Context, place: str, found: Mapping[str, Any], properties: Properties) -> None:
    client, arn = context.client("apigateway"), f"arn:{context.partition}:apigateway:{context.region}::/{place}"
    synchronise(
        tag_map(context, properties),
        found.get("tags") or {},
        lambda keys: client.untag_resource(resourceArn=arn, tagKeys=keys),
        lambda: client.tag_resource(resourceArn=arn, tags=tag_map(context, properties)),
    )
