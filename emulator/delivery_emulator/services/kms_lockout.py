"""KMS: nobody locks himself out of a key by its policy unless he asks for it."""

import json
from collections.abc import Callable
from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.kms.responses import KmsResponse

from delivery_emulator.identity import current_caller
from delivery_emulator.policy import Principal, Request, evaluate
from delivery_emulator.services.patch import around


def install() -> None:
    """Ask before moto saves a key policy."""
    around(KmsResponse, "create_key")(_not_locked_out)
    around(KmsResponse, "put_key_policy")(_not_locked_out)


def _not_locked_out(original: Callable[..., Any], response: Any) -> Any:
    """Whoever sets a policy must be able to set the next one, unless he wants it otherwise.

    Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html, Policy and BypassPolicyLockoutSafetyCheck.
    """
    policy = response._get_param("Policy")
    caller = current_caller.get()
    if not policy or response._get_param("BypassPolicyLockoutSafetyCheck") or caller is None or caller.service:
        return original(response)
    try:
        document = json.loads(policy)
    except ValueError:  # which is refused as what it is
        return original(response)
    context = {"kms:CallerAccount": caller.account, "aws:PrincipalArn": caller.principal_arn, "aws:PrincipalAccount": caller.account}
    request = Request(Principal.aws(caller.arn), "kms:PutKeyPolicy", f"arn:aws:kms:{response.region}:{caller.account}:key/new", context)
    decision = evaluate([document], request)
    if decision.effect in ("explicit-deny", "implicit-deny"):
        raise JsonRESTError(
            "MalformedPolicyDocumentException", "The new key policy will not allow you to update the key policy in the future."
        )
    return original(response)
