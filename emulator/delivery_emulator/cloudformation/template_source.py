"""Where a request's template comes from: its body, an object in the emulator's S3, or the stack itself."""

import re
from typing import Any
from urllib.parse import unquote, urlsplit

from botocore.exceptions import ClientError

from delivery_emulator.cloudformation.access import Access
from delivery_emulator.cloudformation.errors import ValidationError

MOST_BYTES = 1_000_000
"""The quota says 1 MB; AWS is reported to mean this."""
_VIRTUAL_HOST = re.compile(r"^(?P<bucket>.+?)\.(s3[.-].*|localhost)$")


def template_body(parameters: dict[str, Any], access: Access, previous: str | None = None) -> str:
    """The template of a request. Raises `ValidationError`."""
    body, url = parameters.get("TemplateBody"), parameters.get("TemplateURL")
    use_previous = str(parameters.get("UsePreviousTemplate", False)).lower() == "true"
    if [bool(body), bool(url), use_previous].count(True) != 1:
        raise ValidationError("Either Template URL or Template Body must be specified.")
    if use_previous:
        if previous is None:
            raise ValidationError("Cannot use the previous template: the stack has none")
        return previous
    return _from_s3(url, access) if url else str(body)


def bucket_and_key(url: str) -> tuple[str, str]:
    """The S3 object that a path-style or virtual-hosted URL names. Raises `ValidationError`."""
    parts = urlsplit(url)
    path = unquote(parts.path).lstrip("/")
    found = _VIRTUAL_HOST.match(parts.hostname or "")
    if found:
        return found.group("bucket"), path
    bucket, _, key = path.partition("/")
    if parts.scheme not in ("http", "https") or not bucket or not key:
        raise ValidationError(f"TemplateURL must be a supported URL, got {url}")
    return bucket, key


def _from_s3(url: str, access: Access) -> str:
    bucket, key = bucket_and_key(url)
    try:
        found: bytes = access.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
    except ClientError as error:
        raise ValidationError(f"S3 error: {error.response['Error']['Message']} (template {url})") from error
    if len(found) > MOST_BYTES:
        raise ValidationError(f"Template may not exceed {MOST_BYTES} bytes in size.")
    return found.decode()
