"""KMS: rotation periods, private keys, and the question whether a key may be used by an AWS service."""

import functools
import json
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from datetime import timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from moto.core.exceptions import JsonRESTError
from moto.core.utils import unix_time, utcnow
from moto.kms import models
from moto.kms.models import Key, KmsBackend, kms_backends
from moto.kms.responses import KmsResponse
from moto.kms.utils import ECDSAPrivateKey, validate_signing_algorithm

from delivery_emulator.delays import Late
from delivery_emulator.policy import OnBehalfOf
from delivery_emulator.service_access import why_kept_out
from delivery_emulator.services.patch import around

DEFAULT_ROTATION_DAYS = 365
_MOST_MESSAGE = 4096


def install() -> None:
    """Patch moto's KMS."""
    around(KmsResponse, "enable_key_rotation")(_enable_rotation)
    around(KmsResponse, "get_key_rotation_status")(_rotation_status)
    around(KmsResponse, "get_key_policy")(_key_policy)
    around(KmsResponse, "schedule_key_deletion")(_schedule_deletion)
    around(KmsBackend, "create_key")(_create_key)
    for action in ("disable_key", "enable_key", "cancel_key_deletion", "schedule_key_deletion"):
        around(KmsBackend, action)(_by_key_id)
    for action in ("encrypt", "generate_data_key"):
        around(KmsBackend, action)(_with_usable_key)
    for action in ("create_alias", "update_alias", "delete_alias"):
        around(KmsBackend, action)(_alias)
    for action in ("tag_resource", "untag_resource"):
        around(KmsBackend, action)(_tag)
    for action in ("sign", "verify"):
        around(KmsResponse, action)(_with_message)
        around(KmsBackend, action)(_by_key_id)
        around(KmsBackend, action)(_with_usable_key)
    around(ECDSAPrivateKey, "sign")(_sign)
    around(ECDSAPrivateKey, "verify")(_verify)
    models.__dict__["generate_private_key"] = functools.partial(_private_key, models.__dict__["generate_private_key"])


def find_key(key_arn: str) -> Key | None:
    """The key of a key ARN (not an alias), in whatever account and region it names."""
    parts = key_arn.split(":")
    if len(parts) != 6 or parts[2] != "kms" or not parts[5].startswith("key/"):
        return None
    return kms_backends[parts[4]][parts[3]].keys.get(parts[5].removeprefix("key/"))


def find_any_key(key_id: str, account: str, region: str) -> Key | None:
    """The key of an id, ARN or alias as a service resolves it for an account and region."""
    if key_id.startswith("arn:"):
        region, account = key_id.split(":")[3:5]
    backend = kms_backends[account][region]
    name = backend.get_alias_name(key_id)
    found = backend.get_key_id_from_alias(name) if name.startswith("alias/") else backend.get_key_id(key_id)
    return backend.keys.get(found) if found else None


def effective_aliases(key: Key) -> list[str]:
    """The aliases of a key that count in authorization: a new one does late, one that is gone still does for a while."""
    return sorted(_late_aliases(key).in_force())


def effective_tags(key: Key) -> dict[str, str]:
    """The tags of a key that count in authorization: those it was made with at once, changes late."""
    return _late_tags(key).in_force()


def _late_aliases(key: Any) -> Late[frozenset[str]]:
    late: Late[frozenset[str]] = key.__dict__.setdefault("delivery_aliases", Late("kms-alias-authorization", frozenset()))
    return late


def _late_tags(key: Any) -> Late[dict[str, str]]:
    late: Late[dict[str, str]] = key.__dict__.setdefault("delivery_tags", Late("kms-tag-authorization", {}))
    return late


def _alias(original: Callable[..., Any], backend: Any, *args: Any, **kwargs: Any) -> Any:
    """An alias may come from another key, so each key is looked at."""
    alias = original(backend, *args, **kwargs)
    for key in backend.keys.values():
        _late_aliases(key).change(frozenset(key.aliases))
    return alias


def _tag(original: Callable[..., Any], backend: Any, key_id: str, *args: Any, **kwargs: Any) -> Any:
    answer = original(backend, key_id, *args, **kwargs)
    key = backend.keys[backend.get_key_id(key_id)]
    _late_tags(key).change(_tags(backend, key))
    return answer


def _tags(backend: Any, key: Key) -> dict[str, str]:
    return {tag["TagKey"]: tag["TagValue"] for tag in backend.list_resource_tags(key.id)["Tags"]}


def why_not(key: Key, paths: Sequence[str], on: OnBehalfOf) -> str | None:
    """Why an AWS service may not use a key on one of the paths; None when the key's policy lets it."""
    reasons = (why_kept_out([json.loads(key.policy)], path, key.arn, on) for path in paths)
    return next((reason for reason in reasons if reason is not None), None)


def why_not_told(key_id: str | None, account: str, region: str, path: str, on: OnBehalfOf) -> str | None:
    """Why an AWS service may not tell a topic or queue that is encrypted with a key, of an id, ARN or alias; None where it may, or there is none.

    The policies of AWS's own keys let nobody in but callers of their account: "Key management" in the guide of SQS.
    """
    if not key_id:
        return None
    if "alias/aws/" in key_id:
        return f"{key_id} lets in no other service, and nobody can change its policy: a customer managed key is needed"
    key = find_any_key(key_id, account, region)
    if key is None:
        return f"there is no key {key_id}"
    return why_not(key, (path,), on) if key.key_state == "Enabled" else f"{key.arn} is {key.key_state}"


def _create_key(original: Callable[..., Any], backend: Any, policy: Any, *args: Any, **kwargs: Any) -> Any:
    if policy:
        try:
            parsed = json.loads(policy)
        except ValueError as error:
            raise JsonRESTError("MalformedPolicyDocumentException", f"The policy is not JSON: {error}") from error
        if not isinstance(parsed, dict) or "Statement" not in parsed:
            raise JsonRESTError("MalformedPolicyDocumentException", "The policy has no Statement.")
    key = original(backend, policy, *args, **kwargs)
    key.__dict__["delivery_tags"] = Late("kms-tag-authorization", _tags(backend, key))
    return key


def _private_key(original: Callable[..., Any], key_spec: str) -> Any:
    """Only asymmetric keys have a private key; making one for every key costs a fifth of a second each."""
    return original(key_spec) if key_spec.startswith(("RSA_", "ECC_")) else None


def _enable_rotation(original: Callable[..., Any], response: Any) -> Any:
    period = response._get_int_param("RotationPeriodInDays", DEFAULT_ROTATION_DAYS)
    key = _key(response)
    if key.key_spec != "SYMMETRIC_DEFAULT":
        raise JsonRESTError("UnsupportedOperationException", f"{key.arn} is not a symmetric encryption key.")
    answer = original(response)
    key.rotation_period = period
    key.rotation_enabled_at = utcnow()
    return answer


def _rotation_status(original: Callable[..., Any], response: Any) -> str:
    answer = json.loads(original(response))
    key = _key(response)
    answer["KeyId"] = key.arn
    if answer["KeyRotationEnabled"]:
        period = getattr(key, "rotation_period", DEFAULT_ROTATION_DAYS)
        since = getattr(key, "rotation_enabled_at", utcnow())
        answer["RotationPeriodInDays"] = period
        answer["NextRotationDate"] = unix_time(since + timedelta(days=period))
    return json.dumps(answer)


def _key_policy(original: Callable[..., Any], response: Any) -> str:
    """The name may be left out: there is only the policy called `default`."""
    if response._get_param("PolicyName") is not None:
        original(response)
    return json.dumps({"Policy": _key(response).policy, "PolicyName": "default"})


def _schedule_deletion(original: Callable[..., Any], response: Any) -> str:
    window = response._get_int_param("PendingWindowInDays", 30)
    if not 7 <= window <= 30:
        raise JsonRESTError("ValidationException", f"PendingWindowInDays must be between 7 and 30, got {window}")
    if _key(response).key_state == "PendingDeletion":
        raise JsonRESTError("KMSInvalidStateException", f"{_key(response).arn} is pending deletion.")
    answer = json.loads(original(response))
    return json.dumps({**answer, "KeyState": "PendingDeletion", "PendingWindowInDays": window})


def _by_key_id(original: Callable[..., Any], backend: Any, key_id: str, *args: Any, **kwargs: Any) -> Any:
    """These take an ARN on AWS; moto looks them up by the bare id."""
    return original(backend, backend.any_id_to_key_id(key_id), *args, **kwargs)


def _with_usable_key(original: Callable[..., Any], backend: Any, key_id: str, *args: Any, **kwargs: Any) -> Any:
    key = backend.keys[backend.any_id_to_key_id(key_id)]
    if key.key_state == "Disabled":
        raise JsonRESTError("DisabledException", f"{key.arn} is disabled.")
    if key.key_state != "Enabled":
        raise JsonRESTError("KMSInvalidStateException", f"{key.arn} is pending deletion.")
    return original(backend, key_id, *args, **kwargs)


_digested: ContextVar[bool] = ContextVar("digested", default=False)
"""Whether what this request signs or verifies is a digest already, which moto would digest again."""


def _with_message(original: Callable[..., Any], response: Any) -> Any:
    message, digested = response._get_param("Message"), response._get_param("MessageType") == "DIGEST"
    if digested and len(message) != _digest(response._get_param("SigningAlgorithm")).digest_size:
        raise JsonRESTError("ValidationException", "Digest is invalid length for algorithm.")
    if len(message) > _MOST_MESSAGE:  # bytes, which the model's lengths are not asked of
        raise JsonRESTError(
            "ValidationException",
            "1 validation error detected: Value at 'message' failed to satisfy constraint: "
            f"Member must have length less than or equal to {_MOST_MESSAGE}",
        )
    token = _digested.set(digested)
    try:
        return original(response)
    finally:
        _digested.reset(token)


def _sign(original: Callable[..., Any], key: Any, message: bytes, algorithm: str) -> bytes:
    validate_signing_algorithm(algorithm, key.valid_signing_algorithms)
    return bytes(key.private_key.sign(message, _ecdsa(algorithm)))


def _verify(original: Callable[..., Any], key: Any, message: bytes, signature: bytes, algorithm: str) -> bool:
    validate_signing_algorithm(algorithm, key.valid_signing_algorithms)
    try:
        key.private_key.public_key().verify(signature, message, _ecdsa(algorithm))
    except InvalidSignature as error:
        raise JsonRESTError("KMSInvalidSignatureException", "") from error
    return True


def _ecdsa(algorithm: str) -> ec.ECDSA:
    hashed = _digest(algorithm)
    return ec.ECDSA(Prehashed(hashed) if _digested.get() else hashed)


def _digest(algorithm: str) -> hashes.HashAlgorithm:
    return {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}[algorithm[-3:]]


def _key(response: Any) -> Any:
    backend = response.kms_backend
    return backend.keys[backend.any_id_to_key_id(response._get_param("KeyId"))]
