"""Grants of keys, which let somebody in whatever policies allow."""

from moto.kms.models import Key

from delivery_emulator.policy import Request
from delivery_emulator.services.kms import find_key


def granted(request: Request) -> bool:
    """Whether a grant of the key lets the caller in. One with constraints is not counted: their contexts are not compared here."""
    if not request.action.startswith("kms:"):
        return False
    key = find_key(request.resource)
    operation = request.action.removeprefix("kms:")
    return key is not None and any(_grants(grant, operation, request) for grant in _grants_of(key))


def _grants_of(key: Key) -> list[object]:
    return list(key.grants.values())


def _grants(grant: object, operation: str, request: Request) -> bool:
    role = request.context.get("aws:PrincipalArn")
    grantee, operations, constraints = (getattr(grant, name) for name in ("grantee_principal", "operations", "constraints"))
    return operation in operations and not constraints and grantee in (request.principal.name, role)
