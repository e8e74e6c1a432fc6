"""Which API key lets a request in: one that is enabled and of a usage plan that the stage belongs to.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html. Rates and quotas are not counted.
"""

from typing import Any

from moto.apigateway.models import APIGatewayBackend, apigateway_backends

from delivery_emulator.api_gateway.messages import Incoming
from delivery_emulator.api_gateway.payloads import Matched


def key_of(api: Any, asked: Incoming, matched: Matched, of_authorizer: str | None) -> Any:
    """The key of a request, from where the API takes it; None where it lets nobody in."""
    value = of_authorizer if api.api_key_source == "AUTHORIZER" else asked.header("x-api-key")
    backend = apigateway_backends[matched.account][matched.region]
    key = next((each for each in backend.keys.values() if each.enabled and each.value == value), None)
    return key if key is not None and _in_a_plan(backend, key, matched) else None


def _in_a_plan(backend: APIGatewayBackend, key: Any, matched: Matched) -> bool:
    for plan in backend.usage_plans.values():
        stages = {(each.get("apiId"), each.get("stage")) for each in plan.api_stages}
        if (matched.api_id, matched.stage) in stages and key.id in backend.usage_plan_keys.get(plan.id, {}):
            return True
    return False
