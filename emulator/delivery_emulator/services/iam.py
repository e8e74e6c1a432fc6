"""IAM: AWS's managed policies, each loaded when it is first named (there are some 1,500), and policies without `Version`."""

import functools
import json
from contextvars import ContextVar
from typing import Any

from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import AWSManagedPolicy, IAMBackend, iam_backends
from moto.iam.policy_validation import BaseIAMPolicyValidator

from delivery_emulator.services.patch import around

_managed: ContextVar[bool] = ContextVar("managed", default=False)


@functools.lru_cache(maxsize=1)
def _by_arn() -> dict[str, tuple[str, dict[str, Any]]]:
    policies = json.loads(aws_managed_policies_data)
    return {f"arn:aws:iam::aws:policy{data['Path']}{name}": (name, data) for name, data in policies.items()}


def _load(backend: IAMBackend, arn: str) -> None:
    if arn in backend.managed_policies or arn not in _by_arn():
        return
    name, data = _by_arn()[arn]
    backend.managed_policies[arn] = AWSManagedPolicy.from_data(name, backend.account_id, backend.region_name, data)


def managed_policy(arn: str, account: str) -> Any:
    """A managed policy of an account, or AWS's, also one that nobody has named before; None where there is none."""
    backend = iam_backends[account][arn.split(":")[1]]
    _load(backend, arn)
    return backend.managed_policies.get(arn)


def install() -> None:
    """Load the policy before the calls that name one."""

    def loaded_first(original: Any, self: IAMBackend, policy_arn: str, *args: Any, **kwargs: Any) -> Any:
        _load(self, policy_arn)
        return original(self, policy_arn, *args, **kwargs)

    for name in ("attach_role_policy", "attach_user_policy", "attach_group_policy", "get_policy", "get_policy_version"):
        around(IAMBackend, name)(loaded_first)
    _take_policies_without_version()


def _take_policies_without_version() -> None:
    """`Version` is optional and then the older one (IAM user guide, "IAM JSON policy elements: Version"); moto takes the newer one
    only, which AWS is recorded to demand of managed policies."""
    demand = BaseIAMPolicyValidator.__dict__["_validate_version"]

    def of_managed_policies(original: Any, self: Any, *args: Any, **kwargs: Any) -> Any:
        token = _managed.set(True)
        try:
            return original(self, *args, **kwargs)
        finally:
            _managed.reset(token)

    def validate_version(self: BaseIAMPolicyValidator) -> None:
        if _managed.get():
            demand(self)

    for name in ("create_policy", "create_policy_version"):
        around(IAMBackend, name)(of_managed_policies)
    BaseIAMPolicyValidator._validate_version = validate_version

