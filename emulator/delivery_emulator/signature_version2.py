"""Version 2 of the signature: S3's older presigned URL, which boto3 still makes in the oldest regions.

Source: https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any
from urllib.parse import SplitResult

from botocore.auth import HmacV1Auth
from botocore.credentials import Credentials

from delivery_emulator.signed_request import Signature, Unrecognized, header_of, meaningful_headers, query_of, raw_path

_NOT_SIGNED = frozenset(
    {
        *("AWSAccessKeyId", "Signature", "Expires", "content-md5", "content-type"),
        *("continuation-token", "delimiter", "encoding-type", "fetch-owner", "key-marker", "list-type", "marker"),
        *("max-keys", "prefix", "start-after", "version-id-marker"),
    }
)
"""Parameters that stand in the signature otherwise, or only say which part of a list is wanted."""


@dataclass(frozen=True)
class Version2(Signature):
    """A presigned URL of that version."""

    signature: str
    expires: str

    @property
    def given(self) -> str:
        return self.signature

    @property
    def covered(self) -> Collection[str]:
        return [name for name in meaningful_headers(self._environ) if name.startswith("x-amz-")]

    def expected(self, secret: str) -> str:
        if not re.fullmatch(r"\d{1,12}", self.expires, re.ASCII) or int(self.expires) < datetime.now(timezone.utc).timestamp():
            raise Unrecognized("AccessDenied", "Request has expired")
        sent = str(self._environ.get("QUERY_STRING", ""))
        query = query_of(sent)
        standard = [header_of(self._environ, name) or query.get(name, "") for name in ("content-md5", "content-type")]
        named = {name.lower(): value for name, value in query.items() if name.lower().startswith("x-amz-")}
        named.update({name: header_of(self._environ, name) for name in self.covered})
        uncovered = sorted(name for name in (part.partition("=")[0] for part in sent.split("&")) if not _is_covered(name))
        if uncovered:
            raise Unrecognized("AccessDenied", f"a signature of version 2 does not cover ?{' ?'.join(uncovered)}")
        signer = HmacV1Auth(Credentials(self.access_key_id, secret))
        path = _resource_path(self._environ)
        lines = [str(self._environ["REQUEST_METHOD"]), *standard, self.expires]
        lines += [f"{name}:{value}" for name, value in sorted(named.items())]
        return str(signer.sign_string("\n".join([*lines, signer.canonical_resource(SplitResult("", "", path, sent, ""))])))


def _is_covered(name: str) -> bool:
    """Whether nobody can change the request by adding that parameter of the query, whose name is signed as it is sent."""
    return name in HmacV1Auth.QSAOfInterest or name in _NOT_SIGNED or name.lower().startswith("x-amz-")


def _resource_path(environ: Mapping[str, Any]) -> str:
    """Bucket and key, also where the bucket stands in the host; moto knows only buckets of one label there."""
    name = str(environ.get("HTTP_HOST", "")).partition(":")[0].lower()
    path = raw_path(environ)
    if not name.endswith(".localhost"):
        return path if "/" in path[1:] or path == "/" else f"{path}/"
    bucket = name.removesuffix(".localhost").removesuffix(".s3")
    if "." in bucket or bucket.startswith("localhost"):
        raise Unrecognized("SignatureDoesNotMatch", f"a signature of version 2 does not say which bucket {name} is")
    return f"/{bucket}{path}"
