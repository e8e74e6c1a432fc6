"""A request that says who has signed it: what every version of the signature needs."""

import hmac
import io
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote


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

    @property
    def covered(self) -> Collection[str]:
        """The names of the headers that are signed, in lower case."""
        raise NotImplementedError

    def check(self, secret: str) -> None:
        """Raise `Unrecognized` unless the secret has signed this very request, with every header that changes its meaning."""
        added = sorted(meaningful_headers(self._environ) - set(self.covered))
        if added:
            raise Unrecognized("AccessDenied", f"There were headers present in the request which were not signed: {', '.join(added)}")
        if not hmac.compare_digest(self.expected(secret).encode(), self.given.encode()):
            raise Unrecognized(
                "SignatureDoesNotMatch",
                "The request signature we calculated does not match the signature you provided. "
                "Check your AWS Secret Access Key and signing method.",
            )


def meaningful_headers(environ: Mapping[str, Any]) -> set[str]:
    """The names of the headers by which AWS's services and ours take a request for another one."""
    names = (key.removeprefix("HTTP_").replace("_", "-").lower() for key in environ if key.startswith("HTTP_"))
    return {name for name in names if name.startswith(("x-amz-", "x-emulator-"))}


def query_of(text: str) -> dict[str, str]:
    """The parameters of a query, decoded."""
    pairs = (part.partition("=") for part in text.split("&") if part)
    return {unquote(name): unquote(value) for name, _, value in pairs}


def raw_path(environ: Mapping[str, Any]) -> str:
    """The path as it was sent; in the absolute form of a request line it comes after the host."""
    sent = str(environ["RAW_URI"]).partition("?")[0]
    return re.sub(r"^https?://[^/]*", "", sent) or "/"


def header_of(environ: Mapping[str, Any], name: str) -> str:
    """A header without its outer and repeated spaces; empty where it is not there."""
    key = name.upper().replace("-", "_")
    value = environ.get(key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}", "")
    return " ".join(str(value).split())


def body_of(environ: dict[str, Any]) -> bytes:
    """The whole body, which can be read again afterwards."""
    stream = environ["wsgi.input"]
    ended = environ.get("wsgi.input_terminated")
    body: bytes = stream.read() if ended else stream.read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    return body
