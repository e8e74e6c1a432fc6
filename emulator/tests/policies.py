"""Policy documents for tests."""

import json
from typing import Any


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def document(*statements: dict[str, Any]) -> str:
    return json.dumps(policy(*statements))


def allow(action: str | list[str], resource: str | list[str] = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def allow_service(service: str, action: str | list[str], **more: Any) -> dict[str, Any]:
    return allow(action, Principal={"Service": service}, **more)
