"""IAM: names that differ in case alone, boundaries that are not there, tags of AWS's, and policies that somebody has.

Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html and API_DeletePolicy.html.
"""

from collections.abc import Callable
from typing import Any

from moto.iam.exceptions import DeleteConflictException, EntityAlreadyExists, InvalidInput, NotFoundException
from moto.iam.models import IAMBackend

from delivery_emulator.services.iam import managed_policy
from delivery_emulator.services.patch import arguments, around


def install() -> None:
    """Ask before moto makes a role or deletes a policy."""
    around(IAMBackend, "create_role")(_create_role)
    around(IAMBackend, "put_role_permissions_boundary")(_put_boundary)
    around(IAMBackend, "delete_policy")(_delete_policy)
    around(IAMBackend, "_tag_verification")(_check_tags)


def _create_role(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    asked = arguments(original, *args, **kwargs)
    backend, name = asked["self"], asked["role_name"]
    if any(role.name.lower() == name.lower() for role in backend.get_roles()):
        raise EntityAlreadyExists(f"Role with name {name} already exists.")
    _check_boundary(backend, asked["permissions_boundary"])
    return original(*args, **kwargs)


def _put_boundary(original: Callable[..., Any], backend: Any, role_name: str, permissions_boundary: str) -> None:
    _check_boundary(backend, permissions_boundary)
    original(backend, role_name, permissions_boundary)


def _check_boundary(backend: Any, arn: str | None) -> None:
    if arn and backend.policy_arn_regex.match(arn) and managed_policy(arn, backend.account_id) is None:
        raise NotFoundException(f"Scope ARN: {arn} does not exist or is not attachable.")


def _delete_policy(original: Callable[..., Any], backend: Any, policy_arn: str) -> None:
    policy = backend.get_policy(policy_arn)
    holders = (*backend.roles.values(), *backend.users.values(), *backend.groups.values())
    if any(policy.arn in each.managed_policies for each in holders):
        raise DeleteConflictException("Cannot delete a policy attached to entities.")
    original(backend, policy_arn)


def _check_tags(original: Callable[..., Any], backend: Any, tags: Any) -> Any:
    for tag in tags or []:
        if tag["Key"].lower().startswith("aws:"):
            raise InvalidInput(f"Tag keys beginning with aws: are reserved for AWS, got {tag['Key']}")
    return original(backend, tags)
