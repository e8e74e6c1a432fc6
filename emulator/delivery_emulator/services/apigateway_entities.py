"""API Gateway: what moto does not ask of paths, models, methods, authorizers and usage plans, and what it drops of them.

Sources: https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html, https://github.com/aws/aws-cdk/issues/14585 (models),
https://github.com/aws/aws-cdk/issues/5618 (authorizers of methods), https://github.com/serverless-nextjs/serverless-next.js/issues/206
(paths), https://github.com/awslabs/aws-solutions-constructs/issues/1130 and
https://github.com/amazon-archives/aws-apigateway-importer/issues/121 (headers of integration responses),
https://github.com/aws/aws-cdk/issues/31063 (timeouts).
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from moto.apigateway.exceptions import BadRequestException, ConflictException, NotFoundException
from moto.apigateway.models import APIGatewayBackend, UsagePlan
from moto.apigateway.responses import APIGatewayResponse

from delivery_emulator.api_gateway.models import BUILT_IN, fault_of, pattern_unknown_here
from delivery_emulator.journal import note_doubt
from delivery_emulator.services.patch import add, arguments, around

_MOST_MILLISECONDS = 29_000


def install() -> None:
    """Patch moto's API Gateway."""
    around(APIGatewayBackend, "create_rest_api")(_create_rest_api)
    around(APIGatewayBackend, "create_resource")(_create_resource)
    around(APIGatewayBackend, "put_integration")(_put_integration)
    around(APIGatewayBackend, "put_integration_response")(_put_integration_response)
    around(APIGatewayBackend, "create_model")(_create_model)
    add(APIGatewayResponse, "update_model")(_update_model)
    around(APIGatewayBackend, "put_method")(_put_method)
    around(APIGatewayBackend, "create_authorizer")(_create_authorizer)
    around(APIGatewayBackend, "create_usage_plan")(_create_usage_plan)
    around(APIGatewayBackend, "update_usage_plan")(_update_usage_plan)
    around(UsagePlan, "apply_patch_operations")(_patch_plan)


def _create_rest_api(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    api = original(*args, **kwargs)
    for name, schema in BUILT_IN.items():
        api.add_model(name, f"This is a default {name.lower()} schema model", json.dumps(schema), "application/json")
    return api


def _create_resource(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Of what lies under one path, only one part may be a variable, and under a greedy one lies nothing."""
    asked = arguments(original, *args, **kwargs)
    part, parent_id = asked["path_part"], asked["parent_resource_id"]
    resources = asked["self"].get_rest_api(asked["function_id"]).resources
    parent = str(resources[parent_id].path_part) if parent_id in resources else ""
    if parent.endswith("+}"):
        raise BadRequestException(f"Cannot create a child of a resource with a greedy path variable: {parent}")
    beside = [str(each.path_part) for each in resources.values() if each.parent_id == parent_id]
    if part in beside:
        raise ConflictException(f"Another resource with the same parent already has this name: {part}")
    variable = next((each for each in beside if each.startswith("{")), None)
    if part.startswith("{") and variable is not None:
        raise BadRequestException(f"A sibling ({variable}) of this resource already has a variable path part -- only one is allowed")
    return original(*args, **kwargs)


def _put_integration(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """A quota that may be raised, for what is not at the edge, is one that somebody may have raised."""
    asked = arguments(original, *args, **kwargs)
    api, milliseconds = asked["self"].get_rest_api(asked["function_id"]), int(asked["timeout_in_millis"] or _MOST_MILLISECONDS)
    if milliseconds < 50 or (milliseconds > _MOST_MILLISECONDS and "EDGE" in api.endpoint_configuration.get("types", [])):
        raise BadRequestException(f"Timeout should be between 50 ms and {_MOST_MILLISECONDS} ms")
    if milliseconds > _MOST_MILLISECONDS:
        note_doubt(f"may be refused on AWS: API {api.name} waits {milliseconds} ms for an integration, which needs a raised quota")
    return original(*args, **kwargs)


def _put_integration_response(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """What it sets must be declared by the method's response of its status."""
    asked = arguments(original, *args, **kwargs)
    set_here = [name for name in asked["response_parameters"] or {} if name.startswith("method.response.")]
    method = asked["self"].get_method(asked["function_id"], asked["resource_id"], asked["method_type"])
    response = method.get_response(asked["status_code"])
    faults = [f"Invalid mapping expression parameter specified: {name}" for name in set_here if name not in _declared_by(response)]
    if set_here and response is None:
        faults = ["No method response exists for method."]
    if faults:
        raise BadRequestException(f"Invalid mapping expression specified: Validation Result: warnings : [], errors : [{', '.join(faults)}]")
    return original(*args, **kwargs)


def _declared_by(response: Any) -> Mapping[str, Any]:
    return (response.response_parameters if response else None) or {}


def _create_model(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    asked = arguments(original, *args, **kwargs)
    name, api = asked["name"], asked["self"].get_rest_api(asked["rest_api_id"])
    if not str(name).isalnum():
        raise BadRequestException(f"Model name must be alphanumeric: {name}")
    if name in api.models:
        raise BadRequestException(f"Model name already exists for this REST API: {name}")
    _check_schema(api, asked["schema"])
    return original(*args, **kwargs)


def _check_schema(api: Any, schema: str | None) -> None:
    if not schema:
        return
    fault = fault_of(schema, api.id, {name: each.schema for name, each in api.models.items()})
    if fault is not None:
        raise BadRequestException(f"Invalid model specified: Validation Result: warnings : [], errors : [Invalid model schema specified{fault}]")
    pattern = pattern_unknown_here(schema)
    if pattern is not None:
        raise BadRequestException(f"the pattern {pattern} of a model is not supported by the emulator: Python does not read it")


def _update_model(response: Any) -> str:
    _, _, api_id, _, name = response.path.rstrip("/").split("/")
    api, model = response.backend.get_rest_api(api_id), response.backend.get_model(api_id, name)
    for each in json.loads(response.body)["patchOperations"]:
        if each["path"] == "/schema":
            _check_schema(api, each["value"])
        if each["op"] != "replace" or each["path"] not in ("/schema", "/description"):
            raise BadRequestException(f"Invalid patch path {each['path']}")
        setattr(model, each["path"].removeprefix("/"), each["value"])
    return json.dumps(model.to_json())


def _put_method(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """What a method names must be there."""
    asked = arguments(original, *args, **kwargs)
    api = asked["self"].get_rest_api(asked["function_id"])
    if asked["authorization_type"] in ("CUSTOM", "COGNITO_USER_POOLS") and asked["authorizer_id"] not in api.authorizers:
        needs = "Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer."
        raise BadRequestException(f"Invalid authorizer ID specified. {needs}")
    if asked["request_validator_id"] and asked["request_validator_id"] not in api.request_validators:
        raise BadRequestException("Invalid Request Validator identifier specified")
    for name in (asked["request_models"] or {}).values():
        if name not in api.models:
            raise BadRequestException(f"Invalid model identifier specified: {name}")
    return original(*args, **kwargs)


def _create_authorizer(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """moto drops the expression that a token must match."""
    authorizer = original(*args, **kwargs)
    authorizer.identity_validation_expression = kwargs.get("identiy_validation_expression")
    return authorizer


def _update_usage_plan(original: Callable[..., Any], backend: Any, usage_plan_id: str, patch_operations: Any) -> Any:
    for each in patch_operations:
        if (each["op"], each["path"]) == ("add", "/apiStages"):
            _check_stage(backend, *each["value"].split(":"))
    return original(backend, usage_plan_id, patch_operations)


def _create_usage_plan(original: Callable[..., Any], backend: Any, payload: dict[str, Any]) -> Any:
    for each in payload.get("apiStages") or []:
        _check_stage(backend, each["apiId"], each["stage"])
    return original(backend, payload)


def _check_stage(backend: Any, api_id: str, stage: str) -> None:
    api = backend.apis.get(api_id)
    if api is None or stage not in api.stages:
        raise NotFoundException(f"API Stage not found: {api_id}:{stage}")


def _patch_plan(original: Callable[..., Any], plan: Any, patch_operations: list[dict[str, Any]]) -> None:
    """moto keeps numbers as texts, and does not find a stage that has rates of its own."""
    for each in patch_operations:
        path, value = each["path"], str(each.get("value", ""))
        if path == "/apiStages":
            api_id, _, stage = value.partition(":")
            kept = [one for one in plan.api_stages if (one["apiId"], one["stage"]) != (api_id, stage)]
            plan.api_stages = [*kept, {"apiId": api_id, "stage": stage}] if each["op"] == "add" else kept
        elif path.startswith("/apiStages/"):
            _patch_rate(plan, path, value)
        elif path == "/throttle/rateLimit" and each["op"] != "remove":
            plan.throttle = {**plan.throttle, "rateLimit": float(value)}
        elif path in ("/quota/limit", "/quota/offset") and each["op"] != "remove":
            plan.quota = {**plan.quota, path.removeprefix("/quota/"): int(value)}
        else:
            original(plan, [each])


def _patch_rate(plan: Any, path: str, value: str) -> None:
    """A rate of one method, `/apiStages/API:STAGE/throttle/PATH/METHOD/NAME`, whose path may have slashes."""
    stage, _, rest = path.removeprefix("/apiStages/").partition("/throttle")
    method, _, name = rest.rpartition("/")
    held = next(each for each in plan.api_stages if f"{each['apiId']}:{each['stage']}" == stage)
    rates = held.setdefault("throttle", {}).setdefault(method, {})
    rates[name] = int(value) if name == "burstLimit" else float(value)
