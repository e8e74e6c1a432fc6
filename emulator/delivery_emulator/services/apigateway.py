"""API Gateway: what moto drops from REST and HTTP APIs, what AWS refuses, and the ports at which APIs are called.

A deployment is a snapshot of a REST API. Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html,
set-up-logging.html (the account's role), rest-api-disable-default-endpoint.html, https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html,
https://github.com/klothoplatform/klotho/issues/235 (names of stages; hyphens are allowed since: api-gateway-known-issues.html),
https://github.com/aws/aws-cdk/issues/9076 (CORS of HTTP APIs).
"""

import functools
import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote

from moto.apigateway import urls
from moto.apigateway.exceptions import BadRequestException, ConflictException, StageStillActive
from moto.apigateway.models import APIGatewayBackend, ApiKey, RestAPI
from moto.apigateway.responses import APIGatewayResponse
from moto.apigatewayv2.exceptions import BadRequestException as HttpApiRefusal
from moto.apigatewayv2.models import ApiGatewayV2Backend

from delivery_emulator.api_gateway import doors, http_api, rest
from delivery_emulator.api_gateway.snapshot import snapshot_of
from delivery_emulator.services.patch import arguments, around

_TAGS_OF_API = "{0}/tags/arn:(?P<partition>[^/]+):apigateway:(?P<region_name>[^/]+)::/(?P<kind>restapis|apikeys|usageplans)/(?P<function_id>[^/]+)$"

_STAGE = re.compile(r"[A-Za-z0-9_-]{1,128}")


def install() -> None:
    """Patch moto's API Gateway."""
    around(APIGatewayBackend, "create_rest_api")(_create_rest_api)
    around(APIGatewayBackend, "put_method")(_put_method)
    around(APIGatewayBackend, "delete_rest_api")(_delete_rest_api)
    around(APIGatewayBackend, "create_deployment")(_create_deployment)
    around(APIGatewayBackend, "delete_deployment")(_delete_deployment)
    for change in ("create_stage", "update_stage"):
        around(APIGatewayBackend, change)(_change_stage)
    around(APIGatewayBackend, "create_stage")(_create_stage)
    around(RestAPI, "update_integration_mocks")(lambda original, api, stage_name: None)  # of `responses`, which is not used
    around(RestAPI, "apply_patch_operations")(_patch_api)
    around(APIGatewayBackend, "create_api_key")(_create_api_key)
    around(ApiKey, "update_operations")(_patch_api_key)
    around(ApiGatewayV2Backend, "create_api")(_create_http_api)
    around(ApiGatewayV2Backend, "update_api")(_update_http_api)
    around(ApiGatewayV2Backend, "delete_api")(_delete_http_api)
    urls.url_paths[_TAGS_OF_API] = APIGatewayResponse.dispatch
    for change in ("tag_resource", "untag_resource"):
        around(APIGatewayResponse, change)(_tag)


def end() -> None:
    """Close every API's port."""
    doors.close_all()


def _create_rest_api(original: Callable[..., Any], backend: Any, *args: Any, **kwargs: Any) -> Any:
    api = original(backend, *args, **kwargs)
    api.binaryMediaTypes, api.shut = [], False
    doors.open_door(api.account_id, api.region_name, api.id, api.name, functools.partial(rest.serve, api))
    return api


def _delete_rest_api(original: Callable[..., Any], backend: Any, function_id: str) -> Any:
    api = original(backend, function_id)
    doors.close_door(backend.region_name, function_id)
    return api


def _put_method(original: Callable[..., Any], backend: Any, function_id: str, resource_id: str, method_type: str, *rest: Any, **more: Any) -> Any:
    if method_type in backend.get_resource(function_id, resource_id).resource_methods:
        raise ConflictException("Method already exists for this resource")
    return original(backend, function_id, resource_id, method_type, *rest, **more)


def _create_deployment(original: Callable[..., Any], backend: Any, function_id: str, *args: Any, **kwargs: Any) -> Any:
    deployment = original(backend, function_id, *args, **kwargs)
    deployment.frozen = snapshot_of(backend.get_rest_api(function_id))
    return deployment


def _delete_deployment(original: Callable[..., Any], backend: Any, function_id: str, deployment_id: str) -> Any:
    if any(stage.deployment_id == deployment_id for stage in backend.get_stages(function_id)):
        raise StageStillActive()
    return original(backend, function_id, deployment_id)


def _change_stage(original: Callable[..., Any], backend: Any, function_id: str, *args: Any, **kwargs: Any) -> Any:
    """What is asked of the account before a stage may log: moto stores it unasked. With a stage an API's default endpoint is shut."""
    asked = [each for value in (*args, *kwargs.values()) if isinstance(value, list) for each in value]
    logs = [
        each for each in asked
        if each.get("op") != "remove"
        and (each.get("path", "").startswith("/accessLogSettings/") or each.get("path", "").endswith("/logging/loglevel"))
        and each.get("value") not in (None, "", "OFF")
    ]
    if logs and not backend.account.cloudwatch_role_arn:
        raise BadRequestException("CloudWatch Logs role ARN must be set in account settings to enable logging")
    stage = original(backend, function_id, *args, **kwargs)
    api = backend.get_rest_api(function_id)
    api.shut = api.disableExecuteApiEndpoint
    return stage


def _create_stage(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    if not _STAGE.fullmatch(str(arguments(original, *args, **kwargs)["stage_name"])):
        raise BadRequestException("Stage name only allows a-zA-Z0-9_")
    return original(*args, **kwargs)


def _patch_api(original: Callable[..., Any], api: Any, patch_operations: list[dict[str, Any]]) -> None:
    """moto takes any text for true, and a media type from the value instead of the path."""
    left = []
    for each in patch_operations:
        path, value = each["path"], each.get("value")
        if path.startswith("/binaryMediaTypes/"):
            media = path.removeprefix("/binaryMediaTypes/").replace("~1", "/")
            kept = [known for known in api.binaryMediaTypes if known != media]
            api.binaryMediaTypes = [*kept, media] if each["op"] == "add" else kept
        elif path == "/disableExecuteApiEndpoint":
            api.disableExecuteApiEndpoint = str(value).lower() == "true"
        elif path.startswith("/endpointConfiguration/types/"):
            api.endpoint_configuration = {**api.endpoint_configuration, "types": [value]}
        else:
            left.append(each)
    original(api, left)


def _create_api_key(original: Callable[..., Any], backend: Any, payload: dict[str, Any]) -> Any:
    """Stages are named by their API and theirs, which moto keeps as they were asked for."""
    stages = [(str(each["restApiId"]), str(each["stageName"])) for each in payload.get("stageKeys") or []]
    for api, stage in stages:
        backend.get_stage(api, stage)
    return original(backend, {**payload, "stageKeys": [f"{api}/{stage}" for api, stage in stages]})


def _patch_api_key(original: Callable[..., Any], key: Any, patch_operations: list[dict[str, Any]]) -> Any:
    """moto knows no patch of stages."""
    for each in patch_operations:
        if each["path"] == "/stages":
            kept = [known for known in key.stage_keys if known != each["value"]]
            key.stage_keys = [*kept, each["value"]] if each["op"] == "add" else kept
    return original(key, [each for each in patch_operations if each["path"] != "/stages"])


def _create_http_api(original: Callable[..., Any], backend: Any, *args: Any, **kwargs: Any) -> Any:
    _check_cors(arguments(original, backend, *args, **kwargs)["cors_configuration"])
    api = original(backend, *args, **kwargs)
    account, region = backend.account_id, backend.region_name
    serve = functools.partial(http_api.serve, api, account, region)
    api.api_endpoint = doors.open_door(account, region, api.api_id, api.name, serve)
    return api


def _update_http_api(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    _check_cors(arguments(original, *args, **kwargs)["cors_configuration"])
    return original(*args, **kwargs)


def _check_cors(cors: Mapping[str, Any] | None) -> None:
    if cors and cors.get("allowCredentials") and "*" in (cors.get("allowOrigins") or []):
        raise HttpApiRefusal("allow-credentials is not supported if 'allow-origin' is *")


def _delete_http_api(original: Callable[..., Any], backend: Any, api_id: str) -> Any:
    gone = original(backend, api_id)
    doors.close_door(backend.region_name, api_id)
    return gone


def _tag(original: Callable[..., Any], response: Any) -> Any:
    """moto knows the tags of stages only."""
    parts = unquote(response.path.split("/tags/")[1]).split("/")
    if "stages" in parts:
        return original(response)
    read = {"apikeys": response.backend.get_api_key, "usageplans": response.backend.get_usage_plan}
    holder = read.get(parts[-2], response.backend.get_rest_api)(parts[-1])
    given = json.loads(response.body or "{}").get("tags") or {} if original.__name__ == "tag_resource" else {}
    gone = response.querystring.get("tagKeys") or []
    holder.tags = {key: value for key, value in {**(holder.tags or {}), **given}.items() if key not in gone}
    return json.dumps({})
