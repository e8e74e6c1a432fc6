"""What calls to API Gateway need: its actions are the methods of HTTP, and its resources the paths.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html (no account in it, no `/v2` before `/apis`).
"""

from typing import Any

from delivery_emulator.authorization.names import partition_of
from delivery_emulator.authorization.operation import Operation

Required = tuple[str, str, dict[str, str]]


def apigateway_requirements(operation: Operation) -> list[Required]:
    """Actions, each with its resource and without context keys of its own."""
    path = operation.path.rstrip("/").removeprefix("/v2")
    resource = f"arn:{partition_of(operation.region)}:apigateway:{operation.region}::{path}"
    own: Required = (f"apigateway:{operation.method}", resource, {})
    return [own, ("apigateway:UpdateRestApiPolicy", resource, {})] if _sets_policy(operation, path) else [own]


def _sets_policy(operation: Operation, path: str) -> bool:
    """Whether a REST API gets a policy: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-create-attach.html.

    One inside an imported definition is not looked for.
    """
    parts, body = path.split("/")[1:], operation.parameters
    if parts[:1] != ["restapis"] or len(parts) > 2:
        return False
    patches: Any = body.get("patchOperations") or []
    return bool(body.get("policy")) or any(str(each.get("path")).startswith("/policy") for each in patches)
