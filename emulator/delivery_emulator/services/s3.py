"""S3: bucket policies judged for every request, keys that must be usable, and tiering."""

import json
from collections.abc import Callable
from typing import Any

import xmltodict
from moto.core import responses
from moto.iam.access_control import PermissionResult
from moto.s3.exceptions import MissingBucket, S3ClientError
from moto.s3.models import FakeBucket, S3Backend, s3_backends
from moto.s3.responses import S3Response

from delivery_emulator.identity import current_caller
from delivery_emulator.services import kms
from delivery_emulator.services.patch import around, in_turn
from delivery_emulator.services.s3_actions import UnknownSubresource, bucket_action, check_subresource, object_action
from delivery_emulator.services.s3_authorization import BucketPolicyDenied, authorize
from delivery_emulator.services.s3_public import blocked_by_default, refuse_public
from delivery_emulator.services.s3_request import copy_source, drop_form, encryption_of_upload, key_of_form


def install() -> None:
    """Patch moto's S3."""
    around(S3Response, "_bucket_response")(_bucket_response)
    around(S3Response, "_key_response")(_key_response)
    around(S3Response, "_bucket_response_delete_keys")(_delete_keys)
    in_turn(S3Response, "put_object", "delete_object", "_key_response_post", when=_is_conditional)
    around(FakeBucket, "get_permission")(_permission)
    around(S3Backend, "get_bucket")(_get_bucket)
    around(S3Backend, "put_object")(_put_object)
    around(S3Backend, "put_bucket_policy")(_put_bucket_policy)
    around(S3Backend, "delete_bucket_encryption")(_delete_encryption)
    around(FakeBucket, "__init__")(_new_bucket)
    around(FakeBucket, "_log_permissions_enabled_policy")(_logs_accepted)
    _know_paths_before_clients_do()


def _know_paths_before_clients_do() -> None:
    """moto finds an error's form by the paths of S3's model, which botocore changes for good with its first S3 client."""
    original = responses._get_method_urls
    paths = original("s3", "us-east-1")
    responses._get_method_urls = lambda service, region: paths if service == "s3" else original(service, region)


def _get_bucket(original: Callable[..., Any], backend: Any, bucket_name: str) -> Any:
    """Bucket names are global: another account's bucket is found, and its policy decides."""
    owner = s3_backends.bucket_accounts.get(bucket_name)
    if bucket_name not in backend.buckets and owner is not None:
        partition, account = owner
        return s3_backends[account][partition].buckets[bucket_name]
    return original(backend, bucket_name)


def _is_conditional(response: Any, *_: Any) -> bool:
    return any(response.headers.get(name) for name in ("If-Match", "If-None-Match"))


def _permission(original: Callable[..., Any], bucket: Any, action: str, resource: str) -> PermissionResult:
    """The policy has been judged before the request came here."""
    return PermissionResult.PERMITTED


def _find_bucket(response: Any, name: str) -> Any:
    try:
        return response.backend.get_bucket(name)
    except MissingBucket:
        return None


def _check_query(method: str, query: Any, with_key: bool) -> None:
    try:
        check_subresource(method, query, with_key)
    except UnknownSubresource as error:
        raise S3ClientError("NotImplemented", str(error)) from error


def _bucket_response(original: Callable[..., Any], response: Any, request: Any, full_url: str) -> Any:
    name, query = response.bucket_name, request.args
    bucket = _find_bucket(response, name) if name else None
    creating = request.method == "PUT" and bucket_action("PUT", query) == "s3:CreateBucket"
    if current_caller.get() is None and (bucket is None or creating):
        raise BucketPolicyDenied("Access Denied")  # no policy can let somebody unsigned list or make buckets
    _check_query(request.method, query, with_key=False)
    if bucket is not None:
        if request.method != "POST":
            drop_form(response, request, full_url)
        if request.method == "POST" and "delete" not in query:
            authorize(bucket, request, "s3:PutObject", key_of_form(response))
        elif request.method != "POST" and not creating:
            authorize(bucket, request, bucket_action(request.method, query), None)
        if "intelligent-tiering" in query:
            return _intelligent_tiering(bucket, request)
    return original(response, request, full_url)


def _key_response(original: Callable[..., Any], response: Any, request: Any, full_url: str) -> Any:
    _check_query(request.method, request.args, with_key=True)
    drop_form(response, request, full_url)
    bucket = _find_bucket(response, response.bucket_name)
    if bucket is not None:
        action, key = object_action(request.method, request.args), response.parse_key_name()
        authorize(bucket, request, action, key, encryption_of_upload(bucket, request, key))
        source = request.headers.get("x-amz-copy-source")
        if source:
            _authorize_copy(response, request, source)
        if action == "s3:PutObject" and "uploadId" not in request.args:
            _check_key(bucket, request)
        if action in ("s3:GetObject", "s3:GetObjectVersion") and request.method == "GET":
            stored = bucket.keys.get(key)
            if getattr(stored, "kms_key_id", None):  # a delete marker has none
                _usable(stored.kms_key_id, bucket)
    return original(response, request, full_url)


def _authorize_copy(response: Any, request: Any, source: str) -> None:
    name, key, of_version = copy_source(source)
    bucket = _find_bucket(response, name)
    if bucket is not None:
        authorize(bucket, request, "s3:GetObjectVersion" if of_version else "s3:GetObject", key)


def _check_key(bucket: Any, request: Any) -> None:
    """An object cannot be encrypted with a key that does not exist or is disabled."""
    default = ((bucket.encryption or {}).get("Rule") or {}).get("ApplyServerSideEncryptionByDefault") or {}
    algorithm = request.headers.get("x-amz-server-side-encryption") or default.get("SSEAlgorithm")
    named = request.headers.get("x-amz-server-side-encryption-aws-kms-key-id")
    key_id = named or (default.get("KMSMasterKeyID") if algorithm == default.get("SSEAlgorithm") else None)
    if algorithm not in ("aws:kms", "aws:kms:dsse") or not key_id:
        return
    _usable(key_id, bucket)


def _usable(key_id: str, bucket: Any) -> None:
    found = kms.find_any_key(key_id, bucket.account_id, bucket.region_name)
    if found is None:
        raise S3ClientError("KMS.NotFoundException", f"Key '{key_id}' does not exist")
    if found.key_state != "Enabled":
        raise S3ClientError("KMS.DisabledException", f"{found.arn} is {'disabled' if found.key_state == 'Disabled' else 'pending deletion'}.")


def _delete_keys(original: Callable[..., Any], response: Any, bucket_name: str, authenticated: bool = True) -> Any:
    """Each object of a `DeleteObjects` is judged; one refusal refuses the request, where AWS lists it per object."""
    bucket = _find_bucket(response, bucket_name)
    if bucket is not None:
        objects = xmltodict.parse(response.body, strip_whitespace=False, force_list=("Object",))["Delete"].get("Object", [])
        for item in objects:
            action = "s3:DeleteObjectVersion" if item.get("VersionId") else "s3:DeleteObject"
            authorize(bucket, response.request, action, item["Key"])
    return original(response, bucket_name, authenticated)


def _put_object(original: Callable[..., Any], backend: Any, bucket_name: str, *args: Any, **kwargs: Any) -> Any:
    """The bucket's default key belongs to the bucket's default algorithm only."""
    key = original(backend, bucket_name, *args, **kwargs)
    if key.encryption == "AES256":
        key.kms_key_id, key.bucket_key_enabled = None, None
    return key


def _new_bucket(original: Callable[..., Any], bucket: Any, *args: Any, **kwargs: Any) -> None:
    """S3 encrypts every bucket with its own keys and blocks public access until told otherwise."""
    original(bucket, *args, **kwargs)
    bucket.encryption, bucket.public_access_block = _sse_s3(), blocked_by_default()


def _delete_encryption(original: Callable[..., Any], backend: Any, bucket_name: str) -> None:
    backend.get_bucket(bucket_name).encryption = _sse_s3()


def _sse_s3() -> dict[str, Any]:
    return {"Rule": {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": "false"}}


def _logs_accepted(original: Callable[..., Any], bucket: Any, *args: Any, **kwargs: Any) -> bool:
    """S3 takes a logging configuration before the target's policy exists; delivery then waits for the policy."""
    return True


def _put_bucket_policy(original: Callable[..., Any], backend: Any, bucket_name: str, policy: bytes) -> None:
    try:
        document = json.loads(policy)
    except ValueError as error:
        raise S3ClientError("MalformedPolicy", f"Policies must be valid JSON: {error}") from error
    if not isinstance(document, dict) or "Statement" not in document:
        raise S3ClientError("MalformedPolicy", "Missing required field Statement")
    refuse_public(backend.get_bucket(bucket_name), policy)
    original(backend, bucket_name, policy)


def _intelligent_tiering(bucket: Any, request: Any) -> Any:
    """Configurations by id, kept as the XML that was put."""
    kept = bucket.__dict__.setdefault("intelligent_tiering", {})
    identifier = request.args.get("id")
    if request.method == "PUT":
        kept[identifier] = request.data.decode("utf-8")
        return 200, {}, ""
    if request.method == "GET" and identifier is None:
        name = "ListBucketIntelligentTieringConfigurationsOutput"
        inner = "".join(text[text.index("<IntelligentTiering") :] for text in kept.values())
        return 200, {}, f"<{name}><IsTruncated>false</IsTruncated>{inner}</{name}>"
    if identifier not in kept:
        raise _NoSuchConfiguration()
    if request.method == "DELETE":
        kept.pop(identifier)
        return 204, {}, ""
    return 200, {}, kept[identifier]


class _NoSuchConfiguration(S3ClientError):
    code = "NoSuchConfiguration"

    def __init__(self) -> None:
        super().__init__("NoSuchConfiguration", "The specified configuration does not exist.")
