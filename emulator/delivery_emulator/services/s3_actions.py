"""Which permission an S3 request needs, by method and sub-resource (AWS's list of S3 actions)."""

from __future__ import annotations

from collections.abc import Collection

_CONFIGURATIONS = {
    "accelerate": "AccelerateConfiguration",
    "acl": "BucketAcl",
    "cors": "BucketCORS",
    "encryption": "EncryptionConfiguration",
    "intelligent-tiering": "IntelligentTieringConfiguration",
    "inventory": "InventoryConfiguration",
    "lifecycle": "LifecycleConfiguration",
    "logging": "BucketLogging",
    "notification": "BucketNotification",
    "object-lock": "BucketObjectLockConfiguration",
    "ownershipControls": "BucketOwnershipControls",
    "policy": "BucketPolicy",
    "publicAccessBlock": "BucketPublicAccessBlock",
    "replication": "ReplicationConfiguration",
    "tagging": "BucketTagging",
    "versioning": "BucketVersioning",
    "website": "BucketWebsite",
}
_OBJECT_PARTS = {
    "acl": "ObjectAcl",
    "legal-hold": "ObjectLegalHold",
    "retention": "ObjectRetention",
    "tagging": "ObjectTagging",
}
_OF_THE_REQUEST = frozenset(
    {
        *("continuation-token", "delimiter", "encoding-type", "fetch-owner", "id", "key-marker", "list-type", "marker"),
        *("max-buckets", "max-keys", "max-uploads", "prefix", "start-after", "upload-id-marker", "version-id-marker"),
        *("bucket-region", "partNumber", "uploadId", "versionId", "x-id", "attributes", "uploads", "versions"),
        *("location", "delete", "restore", "select", "select-type"),
    }
)
"""Query parameters that name no configuration."""


class UnknownSubresource(Exception):
    """A part of S3 that the emulator does not have."""


def check_subresource(query: Collection[str], with_key: bool) -> None:
    """Refuse what moto would take for the plain bucket or object. Raises `UnknownSubresource`."""
    known = _OBJECT_PARTS if with_key else _CONFIGURATIONS
    for name in query:
        if name in known or name in _OF_THE_REQUEST or name.startswith(("X-Amz-", "x-amz-", "response-")):
            continue
        if name not in ("AWSAccessKeyId", "Signature", "Expires"):
            raise UnknownSubresource(f"the emulator's S3 has no sub-resource ?{name}")


def bucket_action(method: str, query: Collection[str]) -> str:
    """The permission of a request on a bucket. `POST ?delete` is judged per object instead."""
    part = next((name for name in _CONFIGURATIONS if name in query), None)
    if part == "policy" and method == "DELETE":
        return "s3:DeleteBucketPolicy"
    if part == "website" and method == "DELETE":
        return "s3:DeleteBucketWebsite"
    if part is not None:
        return f"s3:{'Get' if method in ('GET', 'HEAD') else 'Put'}{_CONFIGURATIONS[part]}"
    if method in ("GET", "HEAD"):
        for name, action in (
            ("location", "GetBucketLocation"),
            ("versions", "ListBucketVersions"),
            ("uploads", "ListBucketMultipartUploads"),
        ):
            if name in query:
                return f"s3:{action}"
        return "s3:ListBucket"
    return {"PUT": "s3:CreateBucket", "DELETE": "s3:DeleteBucket", "POST": "s3:PutObject"}.get(method, "s3:ListBucket")


def object_action(method: str, query: Collection[str]) -> str:
    """The permission of a request on an object."""
    part = next((name for name in _OBJECT_PARTS if name in query), None)
    version = "Version" if "versionId" in query else ""
    if part is not None:
        verb = {"GET": "Get", "HEAD": "Get", "DELETE": "Delete"}.get(method, "Put")
        versioned = part in ("acl", "tagging") and version
        return f"s3:{verb}{_OBJECT_PARTS[part].replace('Object', 'ObjectVersion' if versioned else 'Object')}"
    if "uploadId" in query and method == "GET":
        return "s3:ListMultipartUploadParts"
    if "uploadId" in query and method == "DELETE":
        return "s3:AbortMultipartUpload"
    if "attributes" in query:
        return f"s3:GetObject{version}Attributes"
    if "restore" in query:
        return "s3:RestoreObject"
    if "select" in query:
        return "s3:GetObject"
    verb = {"GET": "Get", "HEAD": "Get", "OPTIONS": "Get", "DELETE": "Delete"}.get(method, "Put")
    return f"s3:{verb}Object{version if verb != 'Put' else ''}"
