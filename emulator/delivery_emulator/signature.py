"""Signatures of requests: Signature Version 4 in the header or in a presigned URL, and Version 2 in S3's presigned URLs.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import SplitResult, quote, unquote

from botocore.auth import HmacV1Auth
from botocore.credentials import Credentials
from botocore.utils import normalize_url_path

ALGORITHM = "AWS4-HMAC-SHA256"
_HEADER = re.compile(rf"{ALGORITHM}\s+(?P<fields>.*)", re.DOTALL)
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SKEW = timedelta(minutes=15)
_LONGEST = 7 * 24 * 3600
_RAW_PATH = frozenset({"s3", "s3-object-lambda", "s3express"})
"""Services whose paths are signed as they are sent; all others encode them once more."""


class Unrecognized(Exception):
    """The credentials belong to nobody, or the signature is not theirs. `code` and the message are AWS's."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Signature:
    """What a request says about its signature."""

    access_key_id: str
    token: str | None
    _environ: dict[str, Any]

    def expected(self, secret: str) -> str:
        """The signature that the request has if that secret has signed it. Raises `Unrecognized` for one out of time."""
        raise NotImplementedError

    @property
    def given(self) -> str:
        """The signature that the request carries."""
        raise NotImplementedError

    def check(self, secret: str) -> None:
        """Raise `Unrecognized` unless the secret has signed this very request."""
        if not hmac.compare_digest(self.expected(secret).encode(), self.given.encode()):
            raise Unrecognized(
                "SignatureDoesNotMatch",
                "The request signature we calculated does not match the signature you provided. "
                "Check your AWS Secret Access Key and signing method.",
            )


@dataclass(frozen=True)
class _Version4(Signature):
    date: str
    scope: Sequence[str]
    signed: Sequence[str]
    signature: str
    seconds: int | None
    """How long a presigned URL holds; None for a signature in the header."""

    @property
    def given(self) -> str:
        return self.signature

    def expected(self, secret: str) -> str:
        self._check_time()
        day, region, service, _ = self.scope
        canonical = "\n".join(
            [
                str(self._environ["REQUEST_METHOD"]),
                _canonical_path(_raw_path(self._environ), service),
                _canonical_query(str(self._environ.get("QUERY_STRING", ""))),
                *(f"{name}:{_header(self._environ, name)}" for name in self.signed),
                "",
                ";".join(self.signed),
                self._payload_digest(service),
            ]
        )
        digest = hashlib.sha256(canonical.encode("latin-1")).hexdigest()
        to_sign = "\n".join([ALGORITHM, self.date, "/".join(self.scope), digest])
        return hmac.new(_signing_key(secret, day, region, service), to_sign.encode(), hashlib.sha256).hexdigest()

    def _check_time(self) -> None:
        try:
            signed_at = datetime.strptime(self.date, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
        except ValueError as error:
            raise _incomplete(f"Date must be in ISO-8601 'basic format'. Got '{self.date}'.") from error
        if not self.date.startswith(self.scope[0]):
            raise _incomplete(f"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date: {self.date}")
        now = datetime.now(timezone.utc)
        if self.seconds is None and abs(now - signed_at) > _SKEW:
            raise Unrecognized("SignatureDoesNotMatch", f"Signature expired: {self.date} is not within 15 minutes of now")
        if self.seconds is not None and not signed_at - _SKEW <= now <= signed_at + timedelta(seconds=self.seconds):
            raise Unrecognized("AccessDenied", "Request has expired")

    def _payload_digest(self, service: str) -> str:
        named = self._environ.get("HTTP_X_AMZ_CONTENT_SHA256")
        if named is None and self.seconds is not None and service in _RAW_PATH:
            return "UNSIGNED-PAYLOAD"
        if named is not None and not _DIGEST.fullmatch(str(named)):
            return str(named)  # unsigned, or signed piece by piece
        found = hashlib.sha256(_body(self._environ)).hexdigest()
        if named is not None and found != named:
            raise Unrecognized(
                "XAmzContentSHA256Mismatch",
                "The provided 'x-amz-content-sha256' header does not match what was computed.",
            )
        return found


@dataclass(frozen=True)
class _Version2(Signature):
    """S3's older presigned URL, which boto3 still makes in the oldest regions."""

    signature: str
    expires: str

    @property
    def given(self) -> str:
        return self.signature

    def expected(self, secret: str) -> str:
        if not self.expires.isdecimal() or int(self.expires) < datetime.now(timezone.utc).timestamp():
            raise Unrecognized("AccessDenied", "Request has expired")
        query = _query(str(self._environ.get("QUERY_STRING", "")))
        standard = [query.get(name) or _header(self._environ, name) for name in ("content-md5", "content-type")]
        named = {name.lower(): value for name, value in query.items() if name.lower().startswith("x-amz-")}
        for key in self._environ:
            if key.startswith("HTTP_X_AMZ_"):
                name = key.removeprefix("HTTP_").replace("_", "-").lower()
                named[name] = _header(self._environ, name)
        signer = HmacV1Auth(Credentials(self.access_key_id, secret))
        path, sent = _resource_path(self._environ), str(self._environ.get("QUERY_STRING", ""))
        lines = [str(self._environ["REQUEST_METHOD"]), *standard, self.expires]
        lines += [f"{name}:{value}" for name, value in sorted(named.items())]
        return str(signer.sign_string("\n".join([*lines, signer.canonical_resource(SplitResult("", "", path, sent, ""))])))


def signature_of(environ: dict[str, Any]) -> Signature | None:
    """The signature of a request, None for an unsigned one. Raises `Unrecognized` for one that nobody can check."""
    authorization = environ.get("HTTP_AUTHORIZATION")
    query = _query(str(environ.get("QUERY_STRING", "")))
    if authorization is not None:
        found = _HEADER.fullmatch(str(authorization))
        if found is None:
            raise Unrecognized("InvalidRequest", f"the authorization must be {ALGORITHM}: the emulator knows no other")
        return _in_header(environ, found["fields"])
    if "X-Amz-Signature" in query or "X-Amz-Credential" in query:
        return _in_query(environ, query)
    if "Signature" in query and "AWSAccessKeyId" in query:
        token = query.get("x-amz-security-token")
        return _Version2(query["AWSAccessKeyId"], token, environ, query["Signature"], query.get("Expires", ""))
    return None


def _in_header(environ: dict[str, Any], text: str) -> Signature:
    pairs = (part.strip().partition("=") for part in text.split(","))
    fields = {name: value for name, _, value in pairs}
    for name in ("Credential", "SignedHeaders", "Signature"):
        if not fields.get(name):
            raise _incomplete(f"Authorization header requires '{name}' parameter.")
    key, scope = _credential(fields["Credential"])
    token = environ.get("HTTP_X_AMZ_SECURITY_TOKEN")
    date = str(environ.get("HTTP_X_AMZ_DATE", ""))
    return _Version4(key, token, environ, date, scope, _names(fields["SignedHeaders"]), fields["Signature"], None)


def _in_query(environ: dict[str, Any], query: Mapping[str, str]) -> Signature:
    for name in ("Algorithm", "Credential", "Date", "Expires", "SignedHeaders", "Signature"):
        if not query.get(f"X-Amz-{name}"):
            raise Unrecognized("AuthorizationQueryParametersError", f"the query must have X-Amz-{name}")
    if query["X-Amz-Algorithm"] != ALGORITHM:
        raise Unrecognized("AuthorizationQueryParametersError", f'X-Amz-Algorithm only supports "{ALGORITHM}"')
    expires = query["X-Amz-Expires"]
    if not expires.isdecimal() or int(expires) > _LONGEST:
        raise Unrecognized("AuthorizationQueryParametersError", "X-Amz-Expires must be less than a week (in seconds)")
    key, scope = _credential(query["X-Amz-Credential"])
    signed = _names(query["X-Amz-SignedHeaders"])
    token, signature = query.get("X-Amz-Security-Token"), query["X-Amz-Signature"]
    return _Version4(key, token, environ, query["X-Amz-Date"], scope, signed, signature, int(expires))


def _credential(text: str) -> tuple[str, Sequence[str]]:
    key, *scope = text.split("/")
    if len(scope) != 4 or scope[3] != "aws4_request" or not all(scope):
        raise _incomplete(f"Credential must have exactly 5 slash-delimited elements, got '{text}'")
    return key, scope


def _names(text: str) -> Sequence[str]:
    """The names of the signed headers; the host must be among them, else the request could be sent anywhere."""
    names = text.lower().split(";")
    if "host" not in names:
        raise _incomplete("'Host' must be a 'SignedHeader' in the AWS Authorization.")
    return names


def _incomplete(message: str) -> Unrecognized:
    return Unrecognized("IncompleteSignature", message)


def _query(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split("&") if part)
    return {unquote(name): unquote(value) for name, _, value in pairs}


def _canonical_query(text: str) -> str:
    pairs = (part.partition("=") for part in text.split("&") if part)
    encoded = [(_encoded(name), _encoded(value)) for name, _, value in pairs if unquote(name) != "X-Amz-Signature"]
    return "&".join(f"{name}={value}" for name, value in sorted(encoded))


def _encoded(text: str) -> str:
    return quote(unquote(text, "latin-1"), safe="-_.~", encoding="latin-1")


def _raw_path(environ: Mapping[str, Any]) -> str:
    """The path as it was sent; in the absolute form of a request line it comes after the host."""
    sent = str(environ["RAW_URI"]).partition("?")[0]
    return re.sub(r"^https?://[^/]*", "", sent) or "/"


def _canonical_path(path: str, service: str) -> str:
    if service in _RAW_PATH:
        return path
    return quote(normalize_url_path(path), safe="/-_.~", encoding="latin-1")


def _resource_path(environ: Mapping[str, Any]) -> str:
    """Bucket and key, also where the bucket stands in the host."""
    name = str(environ.get("HTTP_HOST", "")).partition(":")[0].lower()
    bucket = name.removesuffix(".localhost").removesuffix(".s3") if name.endswith(".localhost") else ""
    return (f"/{bucket}" if bucket and bucket != "s3" else "") + _raw_path(environ)


def _header(environ: Mapping[str, Any], name: str) -> str:
    key = name.upper().replace("-", "_")
    value = environ.get(key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}", "")
    return " ".join(str(value).split())


def _body(environ: dict[str, Any]) -> bytes:
    """The whole body, which can be read again afterwards."""
    stream = environ["wsgi.input"]
    ended = environ.get("wsgi.input_terminated")
    body: bytes = stream.read() if ended else stream.read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    return body


@functools.lru_cache(maxsize=256)
def _signing_key(secret: str, day: str, region: str, service: str) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in (day, region, service, "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key
