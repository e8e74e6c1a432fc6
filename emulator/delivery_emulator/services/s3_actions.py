"""Which permission an S3 request needs, by method and sub-resource (AWS's list of S3 actions)."""

from collections.abc import Collection, Mapping

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
_DELETABLE = (
    *("cors", "encryption", "intelligent-tiering", "lifecycle", "ownershipControls", "policy", "publicAccessBlock"),
    *("replication", "tagging", "website"),
)
_OF_BUCKETS: Mapping[str, Mapping[str, str]] = {
    "GET": {
        "location": "GetBucketLocation",
        "uploads": "ListBucketMultipartUploads",
        "versions": "ListBucketVersions",
        **{name: f"Get{what}" for name, what in _CONFIGURATIONS.items()},
    },
    "PUT": {name: f"Put{what}" for name, what in _CONFIGURATIONS.items()},
    "DELETE": {
        **{name: f"Put{_CONFIGURATIONS[name]}" for name in _DELETABLE},
        "policy": "DeleteBucketPolicy",
        "website": "DeleteBucketWebsite",
    },
    "POST": {"delete": "DeleteObject"},
}
"""The sub-resources that each method has, with the permission; moto takes what it does not know for the bucket itself."""
_OF_OBJECTS: Mapping[str, Mapping[str, str]] = {
    "GET": {
        "acl": "GetObjectAcl",
        "attributes": "GetObjectAttributes",
        "legal-hold": "GetObjectLegalHold",
        "tagging": "GetObjectTagging",
        "uploadId": "ListMultipartUploadParts",
    },
    "PUT": {
        "acl": "PutObjectAcl",
        "legal-hold": "PutObjectLegalHold",
        "retention": "PutObjectRetention",
        "tagging": "PutObjectTagging",
        "uploadId": "PutObject",
    },
    "DELETE": {"tagging": "DeleteObjectTagging", "uploadId": "AbortMultipartUpload"},
    "POST": {"restore": "RestoreObject", "select": "GetObject", "uploadId": "PutObject", "uploads": "PutObject"},
}
"""The same for objects."""
_WITH_VERSION = ("acl", "attributes", "tagging")
"""Sub-resources whose permission is another one for a version."""
_PARAMETERS = frozenset(
    {
        *("continuation-token", "delimiter", "encoding-type", "fetch-owner", "id", "key-marker", "list-type", "marker"),
        *("max-buckets", "max-keys", "max-uploads", "prefix", "start-after", "upload-id-marker", "version-id-marker"),
        *("bucket-region", "max-parts", "part-number-marker", "partNumber", "versionId", "x-id", "select-type"),
        *("AWSAccessKeyId", "Signature", "Expires", "content-md5", "content-type"),
    }
)
"""Query parameters that name no sub-resource."""


class UnknownSubresource(Exception):
    """A part of S3 that the emulator does not have."""


def check_subresource(method: str, query: Collection[str], with_key: bool) -> None:
    """Refuse what moto would take for something else than what is judged. Raises `UnknownSubresource`."""
    named = [name for name in query if not _is_parameter(name)]
    known = (_OF_OBJECTS if with_key else _OF_BUCKETS).get(method, {})
    for name in named:
        if name not in known:
            raise UnknownSubresource(f"the emulator's S3 has no sub-resource ?{name} to {method}")
    if len(named) > 1:
        raise UnknownSubresource(f"Conflicting query string parameters: {', '.join(sorted(named))}")
    if method == "PUT" and ("uploadId" in query) != ("partNumber" in query):
        raise UnknownSubresource("a part needs both ?uploadId and ?partNumber")


def _is_parameter(name: str) -> bool:
    return name in _PARAMETERS or name.startswith(("X-Amz-", "x-amz-", "response-"))


def bucket_action(method: str, query: Collection[str]) -> str:
    """The permission of a request on a bucket. `POST ?delete` and forms are judged per object instead."""
    named = next((action for name, action in _OF_BUCKETS.get(method, {}).items() if name in query), None)
    plain = {"PUT": "CreateBucket", "DELETE": "DeleteBucket", "POST": "PutObject"}.get(method, "ListBucket")
    return f"s3:{named or plain}"


def object_action(method: str, query: Collection[str]) -> str:
    """The permission of a request on an object."""
    known = _OF_OBJECTS.get(method, {})
    part = next((name for name in known if name in query), None)
    version = "Version" if "versionId" in query else ""
    if part is not None:
        return f"s3:{known[part].replace('Object', f'Object{version}') if part in _WITH_VERSION else known[part]}"
    verb = {"GET": "Get", "HEAD": "Get", "OPTIONS": "Get", "DELETE": "Delete"}.get(method, "Put")
    return f"s3:{verb}Object{version if verb != 'Put' else ''}"
