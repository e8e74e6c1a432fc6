"""What an S3 request is about, read just as moto reads it when it is served: what is judged is what is done."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlparse

from moto.s3.exceptions import NoSuchUpload, S3ClientError


def copy_source(header: str) -> tuple[str, str, bool]:
    """Bucket, key, and whether a version is named, of an `x-amz-copy-source`."""
    parsed = urlparse(header)
    bucket, _, key = unquote(parsed.path).lstrip("/").partition("/")
    return bucket, key, "versionId" in parse_qs(parsed.query)


def key_of_form(response: Any) -> str:
    """The key of an object that a form posts to its bucket. Raises AWS's error where the form has none."""
    key = response.querystring.get("key", [""])[0]
    if not key:
        raise S3ClientError("InvalidArgument", "Bucket POST must contain a field named 'key'")
    return str(key)


def drop_form(response: Any, request: Any, full_url: str) -> None:
    """Parameters are those of the URL: moto would take a version, too, from the fields of a form in the body."""
    response.querystring = response.data = response._get_querystring(request, full_url)


def encryption_of_upload(bucket: Any, request: Any, key: str) -> dict[str, str] | None:
    """Parts are encrypted as their upload was begun; the policy sees that. Raises AWS's error for another key's upload."""
    upload = bucket.multiparts.get(request.args.get("uploadId", ""))
    if upload is None:
        return None
    if upload.key_name != key:  # moto would complete it, whatever key was judged
        raise NoSuchUpload(upload_id=upload.id)
    named = {
        "x-amz-server-side-encryption": upload.sse_encryption,
        "x-amz-server-side-encryption-aws-kms-key-id": upload.kms_key_id,
    }
    return {name: value for name, value in named.items() if value}
