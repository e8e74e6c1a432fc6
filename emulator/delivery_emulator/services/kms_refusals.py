"""KMS: nobody locks himself out of a key by its policy unless he asks for it, and a key does what it is for."""

import functools
import json
from collections.abc import Callable
from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.kms.models import KmsBackend
from moto.kms.responses import KmsResponse

from delivery_emulator.identity import current_caller
from delivery_emulator.policy import Principal, Request, evaluate
from delivery_emulator.services.kms import find_any_key, find_key
from delivery_emulator.services.patch import around

_USED_FOR = {
    "ENCRYPT_DECRYPT": {"encrypt": "Encrypt", "generate_data_key": "GenerateDataKey"},
    "SIGN_VERIFY": {"sign": "Sign", "verify": "Verify"},
}
"""By key usage, what moto calls the operations that KMS has for it ("KeyUsage" of CreateKey)."""


_USAGES = {
    "SYMMETRIC_DEFAULT": ("ENCRYPT_DECRYPT",),
    "HMAC_": ("GENERATE_VERIFY_MAC",),
    "RSA_": ("ENCRYPT_DECRYPT", "SIGN_VERIFY"),
    "ECC_NIST_": ("SIGN_VERIFY", "KEY_AGREEMENT"),
    "ECC_SECG_": ("SIGN_VERIFY",),
}
"""What a key can be for, by how its spec begins: https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html (KeyUsage)."""


def install() -> None:
    """Ask before moto saves a key policy or uses a key."""
    for usage, operations in _USED_FOR.items():
        for name, operation in operations.items():
            around(KmsBackend, name)(functools.partial(_only_for, usage, operation))
    around(KmsBackend, "decrypt")(_decrypt)
    around(KmsResponse, "create_key")(_not_locked_out)
    around(KmsResponse, "put_key_policy")(_not_locked_out)
    around(KmsResponse, "create_key")(_create_key)
    around(KmsResponse, "create_alias")(_create_alias)
    around(KmsResponse, "create_alias")(_while("Enabled", "Disabled"))
    around(KmsResponse, "enable_key_rotation")(_while("Enabled"))
    for name in ("disable_key", "enable_key"):
        around(KmsResponse, name)(_while("Enabled", "Disabled"))


def _only_for(usage: str, operation: str, original: Callable[..., Any], backend: Any, key_id: str, *args: Any, **kwargs: Any) -> Any:
    key = backend.keys[backend.any_id_to_key_id(key_id)]
    own = key.key_usage or "ENCRYPT_DECRYPT"
    if own != usage:
        message = f"{key.arn} key usage is {own} which is not valid for {operation}."
        raise JsonRESTError("InvalidKeyUsageException", message)
    return original(backend, key_id, *args, **kwargs)


def _decrypt(original: Callable[..., Any], backend: Any, *args: Any, **kwargs: Any) -> Any:
    """The text says which key it is under; a disabled one does not open it (moto looks at none)."""
    plaintext, arn = original(backend, *args, **kwargs)
    key = find_key(arn)
    if key is not None and key.key_state == "Disabled":
        raise JsonRESTError("DisabledException", f"{arn} is disabled.")
    if key is not None and key.key_state != "Enabled":
        raise JsonRESTError("KMSInvalidStateException", f"{arn} is pending deletion.")
    return plaintext, arn


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


def _create_alias(original: Callable[..., Any], response: Any) -> Any:
    if response._get_param("AliasName").startswith("alias/aws/"):
        raise JsonRESTError("NotAuthorizedException", "")
    return original(response)


def _while(*states: str) -> Callable[..., Any]:
    """An operation that a key's state may forbid: https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html."""

    def asked(original: Callable[..., Any], response: Any) -> Any:
        key = find_any_key(response._get_param("TargetKeyId") or response._get_param("KeyId"), response.current_account, response.region)
        if key is not None and key.key_state not in states:
            if key.key_state == "Disabled":
                raise JsonRESTError("DisabledException", f"{key.arn} is disabled.")
            raise JsonRESTError("KMSInvalidStateException", f"{key.arn} is pending deletion.")
        return original(response)

    return asked


def _create_key(original: Callable[..., Any], response: Any) -> Any:
    """What a key is for, and its tags."""
    spec = response._get_param("KeySpec") or response._get_param("CustomerMasterKeySpec") or "SYMMETRIC_DEFAULT"
    usage = response._get_param("KeyUsage") or "ENCRYPT_DECRYPT"
    fits = next((usages for begin, usages in _USAGES.items() if spec.startswith(begin)), None)
    if fits is not None and usage not in fits:
        told = f"KeyUsage {usage} is not compatible with KeySpec {spec}"
        raise JsonRESTError("ValidationException", told if response._get_param("KeyUsage") else f"You must specify a KeyUsage value for KeySpec {spec}")
    keys = [tag["TagKey"] for tag in response._get_param("Tags") or []]
    if len(set(keys)) < len(keys) or any(key.lower().startswith("aws:") for key in keys):
        raise JsonRESTError("TagException", "Duplicate tag keys" if len(set(keys)) < len(keys) else "Tags beginning with aws: are reserved for AWS")
    return original(response)
