"""IAM's quotas: sizes of policies, and how many of a thing there may be (`limits.json`)."""

import json
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote

from moto.iam.exceptions import LimitExceededException
from moto.iam.models import IAMBackend

from delivery_emulator.constraints import held
from delivery_emulator.services.patch import around


def install() -> None:
    """Ask before moto saves what counts towards a quota."""
    for kind in ("role", "user", "group"):
        around(IAMBackend, f"put_{kind}_policy")(_put_inline(kind))
        around(IAMBackend, f"attach_{kind}_policy")(_attach(kind))
    around(IAMBackend, "create_policy")(_create_policy)
    around(IAMBackend, "create_policy_version")(_create_policy_version)
    around(IAMBackend, "create_role")(_create_role)
    around(IAMBackend, "update_assume_role_policy")(_update_trust)
    around(IAMBackend, "add_user_to_group")(_add_user_to_group)
    around(IAMBackend, "create_access_key")(_create_access_key)


def policy_size(document: Any) -> int:
    """Characters that count: "IAM does not count white space when calculating the size of a policy" (`limits.json` names the page)."""
    text = document if isinstance(document, str) else json.dumps(document)
    return len("".join(unquote(text).split()))


def _held(quota: str, size: int, subject: str = "") -> None:
    """Refuse what is more than the quota, in IAM's words."""
    refusal = held(f"iam:{quota}", size, subject)
    if refusal is not None:
        raise LimitExceededException(refusal)


def _entity(backend: Any, kind: str, name: str) -> Any:
    return getattr(backend, f"get_{kind}")(name)


def _put_inline(kind: str) -> Callable[..., None]:
    def put(original: Callable[..., Any], backend: Any, name: str, policy_name: str, policy: str) -> None:
        others = {**_entity(backend, kind, name).policies, policy_name: policy}
        _held(f"inline-policies-of-a-{kind}", sum(map(policy_size, others.values())), name)
        original(backend, name, policy_name, policy)

    return put


def _attach(kind: str) -> Callable[..., None]:
    def attach(original: Callable[..., Any], backend: Any, policy_arn: str, name: str) -> None:
        _held(f"policies-attached-to-a-{kind}", _more(_entity(backend, kind, name).managed_policies, policy_arn))
        original(backend, policy_arn, name)

    return attach


def _more(there: Iterable[str], new: str) -> int:
    return len({*there, new})


def _create_policy(original: Callable[..., Any], backend: Any, description: str, path: str, document: str, *rest: Any) -> Any:
    _held("managed-policy", policy_size(document))
    return original(backend, description, path, document, *rest)


def _create_policy_version(original: Callable[..., Any], backend: Any, policy_arn: str, document: str, default: bool) -> Any:
    _held("managed-policy", policy_size(document))
    return original(backend, policy_arn, document, default)


def _create_role(original: Callable[..., Any], backend: Any, role_name: str, document: str, *rest: Any, **more: Any) -> Any:
    _held("trust-policy", policy_size(document))
    return original(backend, role_name, document, *rest, **more)


def _update_trust(original: Callable[..., Any], backend: Any, role_name: str, document: str) -> None:
    backend.get_role(role_name)
    _held("trust-policy", policy_size(document))
    original(backend, role_name, document)


def _add_user_to_group(original: Callable[..., Any], backend: Any, group_name: str, user_name: str) -> None:
    groups = [group.name for group in backend.get_groups_for_user(user_name)]
    _held("groups-of-a-user", _more(groups, group_name))
    original(backend, group_name, user_name)


def _create_access_key(original: Callable[..., Any], backend: Any, user_name: str, *rest: Any, **more: Any) -> Any:
    _held("access-keys-of-a-user", len(backend.get_user(user_name).access_keys) + 1)
    return original(backend, user_name, *rest, **more)
