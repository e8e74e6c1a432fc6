"""Signatures of requests: Signature Version 4 in the header or in a presigned URL, and Version 2 in S3's presigned URLs.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

import functools
import hashlib
import hmac
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import quote, unquote

from botocore.utils import normalize_url_path

from delivery_emulator.signature_version2 import Version2
from delivery_emulator.signed_request import Signature, Unrecognized, body_of, header_of, query_of, raw_path

ALGORITHM = "AWS4-HMAC-SHA256"
_HEADER = re.compile(rf"{ALGORITHM}\s+(?P<fields>.*)", re.DOTALL)
_FIELDS = ("Credential", "SignedHeaders", "Signature")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SKEW = timedelta(minutes=15)
_LONGEST = 7 * 24 * 3600
_RAW_PATH = frozenset({"s3", "s3-object-lambda", "s3express"})
"""Services whose paths are signed as they are sent; all others encode them once more."""


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

    @property
    def covered(self) -> Collection[str]:
        return (*self.signed, "x-amz-content-sha256")  # which is signed in the payload's place

    def expected(self, secret: str) -> str:
        self._check_time()
        day, region, service, _ = self.scope
        canonical = "\n".join(
            [
                str(self._environ["REQUEST_METHOD"]),
                _canonical_path(raw_path(self._environ), service),
                _canonical_query(str(self._environ.get("QUERY_STRING", ""))),
                *(f"{name}:{header_of(self._environ, name)}" for name in self.signed),
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
        found = hashlib.sha256(body_of(self._environ)).hexdigest()
        if named is not None and found != named:
            raise Unrecognized(
                "XAmzContentSHA256Mismatch",
                "The provided 'x-amz-content-sha256' header does not match what was computed.",
            )
        return found


def signature_of(environ: dict[str, Any]) -> Signature | None:
    """The signature of a request, None for an unsigned one. Raises `Unrecognized` for one that nobody can check."""
    authorization = environ.get("HTTP_AUTHORIZATION")
    query = query_of(str(environ.get("QUERY_STRING", "")))
    if authorization is not None:
        found = _HEADER.fullmatch(str(authorization))
        if found is None:
            raise Unrecognized("InvalidRequest", f"the authorization must be {ALGORITHM}: the emulator knows no other")
        return _inheader_of(environ, found["fields"])
    if "X-Amz-Signature" in query or "X-Amz-Credential" in query:
        return _in_query(environ, query)
    if "Signature" in query and "AWSAccessKeyId" in query:
        token = query.get("x-amz-security-token")
        return Version2(query["AWSAccessKeyId"], token, environ, query["Signature"], query.get("Expires", ""))
    return None


def _inheader_of(environ: dict[str, Any], text: str) -> Signature:
    pairs = [part.strip().partition("=") for part in text.split(",")]
    fields = {name: value for name, _, value in pairs}
    for name in _FIELDS:
        if not fields.get(name):
            raise _incomplete(f"Authorization header requires '{name}' parameter.")
    if tuple(name for name, _, _ in pairs) != _FIELDS:  # moto finds the service in the first, whatever it is called
        raise _incomplete(f"Authorization header must have {', '.join(_FIELDS)}, once and in this order: {text}")
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
    if not expires.isdecimal() or len(expires) > len(str(_LONGEST)) or int(expires) > _LONGEST:
        raise Unrecognized("AuthorizationQueryParametersError", "X-Amz-Expires must be less than a week (in seconds)")
    key, scope = _credential(query["X-Amz-Credential"])
    if scope[2] not in _RAW_PATH:
        raise Unrecognized("AuthorizationQueryParametersError", f"the emulator serves presigned URLs of s3 only, got {scope[2]}")
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
    if not text.isascii():
        raise _incomplete(f"SignedHeaders must be names of headers, got '{text}'")
    return names


def _incomplete(message: str) -> Unrecognized:
    return Unrecognized("IncompleteSignature", message)


def _canonical_query(text: str) -> str:
    """Sorted and encoded alike; a plus is the space that the services take it for."""
    pairs = (part.partition("=") for part in text.replace("+", "%20").split("&") if part)
    encoded = [(_encoded(name), _encoded(value)) for name, _, value in pairs if unquote(name) != "X-Amz-Signature"]
    return "&".join(f"{name}={value}" for name, value in sorted(encoded))


def _encoded(text: str) -> str:
    return quote(unquote(text, "latin-1"), safe="-_.~", encoding="latin-1")


def _canonical_path(path: str, service: str) -> str:
    if service in _RAW_PATH:
        return path
    return quote(normalize_url_path(path), safe="/-_.~", encoding="latin-1")


@functools.lru_cache(maxsize=256)
def _signing_key(secret: str, day: str, region: str, service: str) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in (day, region, service, "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key
