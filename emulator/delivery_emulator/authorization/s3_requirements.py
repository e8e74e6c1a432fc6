"""What a request to S3 needs: the permission of its method and sub-resource, those of its headers, and those on its key."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

import xmltodict
from moto.s3.models import s3_backends

from delivery_emulator.authorization import via_service
from delivery_emulator.authorization.operation import Operation
from delivery_emulator.services.s3_actions import bucket_action, object_action
from delivery_emulator.services.s3_request import copy_source

Needed = tuple[str, str, Mapping[str, str | Sequence[str]]]

_VIRTUAL_HOST = re.compile(r"(?P<bucket>[a-z0-9.-]+?)\.(?:s3[.-][a-z0-9.-]+|localhost)(?::\d+)?")
_BY_HEADER = {
    "x-amz-acl": "s3:PutObjectAcl",
    "x-amz-tagging": "s3:PutObjectTagging",
    "x-amz-object-lock-mode": "s3:PutObjectRetention",
    "x-amz-object-lock-legal-hold": "s3:PutObjectLegalHold",
}
"""Headers of a put that need a permission of their own (PutObject in S3's API reference)."""


def s3_requirements(operation: Operation) -> list[Needed] | None:
    """What a request needs; None where it cannot be read."""
    name, key = place(operation)
    if name is None:
        return [("s3:ListAllMyBuckets", "*", _context(operation, "s3:ListAllMyBuckets", None))] if operation.method == "GET" else None
    bucket = bucket_named(name)
    arn = f"arn:{bucket.partition if bucket is not None else 'aws'}:s3:::{name}"
    if key is not None:
        return list(_of_object(operation, bucket, arn, key))
    if operation.method == "POST" and "delete" in operation.query:
        return list(_deletions(operation, bucket, arn))
    if operation.method == "POST":
        return None  # a form, which S3 judges by the policy in it
    action = bucket_action(operation.method, operation.query)
    return [(action, arn, _context(operation, action, bucket))]


def place(operation: Operation) -> tuple[str | None, str | None]:
    """Bucket and key of a request, in path or virtual-hosted form."""
    hosted = _VIRTUAL_HOST.fullmatch(operation.headers.get("host", ""))
    path = unquote(operation.path).lstrip("/")
    bucket, key = (hosted["bucket"], path) if hosted else (path.partition("/")[0], path.partition("/")[2])
    return bucket or None, key or None


def bucket_named(name: str) -> Any:
    """A bucket of any account; None where there is none."""
    owner = s3_backends.bucket_accounts.get(name)
    return s3_backends[owner[1]][owner[0]].buckets.get(name) if owner else None


def _of_object(operation: Operation, bucket: Any, arn: str, key: str) -> Iterator[Needed]:
    action = object_action(operation.method, operation.query)
    yield action, f"{arn}/{key}", _context(operation, action, bucket)
    if action == "s3:PutObject":
        for header, also in _BY_HEADER.items():
            if header in operation.headers:
                yield also, f"{arn}/{key}", _context(operation, also, bucket)
    copied = operation.headers.get("x-amz-copy-source")
    if copied:
        name, source, of_version = copy_source(copied)
        reading = "s3:GetObjectVersion" if of_version else "s3:GetObject"
        yield reading, f"arn:aws:s3:::{name}/{source}", _context(operation, reading, bucket_named(name))
        yield from _decryption(operation, bucket_named(name), source)
    if bucket is None:
        return
    if action == "s3:PutObject":
        yield from _encryption(operation, bucket, key)
    elif action in ("s3:GetObject", "s3:GetObjectVersion") and operation.method == "GET":
        yield from _decryption(operation, bucket, key)


def _deletions(operation: Operation, bucket: Any, arn: str) -> Iterator[Needed]:
    objects = xmltodict.parse(operation.body, strip_whitespace=False, force_list=("Object",))["Delete"].get("Object", [])
    for item in objects:
        action = "s3:DeleteObjectVersion" if item.get("VersionId") else "s3:DeleteObject"
        yield action, f"{arn}/{item['Key']}", _context(operation, action, bucket)


def _encryption(operation: Operation, bucket: Any, key: str) -> Iterator[Needed]:
    """A put generates a data key; the parts of an upload read it again ("Protecting data with server-side encryption", S3's guide)."""
    rule = (bucket.encryption or {}).get("Rule") or {}
    default = rule.get("ApplyServerSideEncryptionByDefault") or {}
    algorithm = operation.headers.get("x-amz-server-side-encryption") or default.get("SSEAlgorithm")
    if algorithm not in ("aws:kms", "aws:kms:dsse"):
        return
    named = operation.headers.get("x-amz-server-side-encryption-aws-kms-key-id") or default.get("KMSMasterKeyID")
    used = via_service.customer_key(named, bucket.account_id, bucket.region_name)
    if used is None:
        return
    with_bucket_key = operation.headers.get("x-amz-server-side-encryption-bucket-key-enabled") or rule.get("BucketKeyEnabled")
    of_upload = "uploads" in operation.query or "uploadId" in operation.query
    for action in ("kms:GenerateDataKey", "kms:Decrypt") if of_upload else ("kms:GenerateDataKey",):
        yield _key_use(action, used, bucket, key, str(with_bucket_key).lower() == "true")


def _decryption(operation: Operation, bucket: Any, name: str) -> Iterator[Needed]:
    stored = bucket.keys.get(name) if bucket is not None else None
    if bucket is None or stored is None or not stored.kms_key_id:
        return
    used = via_service.customer_key(stored.kms_key_id, bucket.account_id, bucket.region_name)
    if used is not None:
        yield _key_use("kms:Decrypt", used, bucket, name, str(stored.bucket_key_enabled).lower() == "true")


def _key_use(action: str, used: Any, bucket: Any, key: str, with_bucket_key: bool) -> Needed:
    """The encryption context is the object's ARN, with an S3 Bucket Key the bucket's ("Using Amazon S3 Bucket Keys")."""
    arn = f"arn:{bucket.partition}:s3:::{bucket.name}"
    return via_service.use(action, used, "s3", bucket.region_name, {"aws:s3:arn": arn if with_bucket_key else f"{arn}/{key}"})


def _context(operation: Operation, action: str, bucket: Any) -> Mapping[str, str | Sequence[str]]:
    context: dict[str, str | Sequence[str]] = {"s3:signatureversion": "AWS4-HMAC-SHA256", "s3:TlsVersion": "1.3"}
    if bucket is not None:
        context["s3:ResourceAccount"] = bucket.account_id
    if action.startswith("s3:PutObject"):
        context.update({f"s3:{name}": value for name, value in operation.headers.items() if name.startswith("x-amz-")})
        of_an_upload = "uploads" in operation.query or (operation.method == "PUT" and "uploadId" in operation.query)
        context["s3:ObjectCreationOperation"] = "false" if of_an_upload else "true"
        context.update({f"s3:{name}": operation.headers[name] for name in ("if-match", "if-none-match") if name in operation.headers})
    for parameter in ("prefix", "delimiter", "max-keys") if action.startswith("s3:List") else ("versionId",):
        if parameter in operation.query:
            context[f"s3:{parameter}"] = operation.query[parameter]
    return context
