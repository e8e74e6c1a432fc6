"""boto3 clients of the emulator itself, which call the application in this process instead of opening a socket."""

import io
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from threading import RLock
from typing import Any
from urllib.parse import urlsplit

from boto3.session import Session
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from werkzeug.test import EnvironBuilder, run_wsgi_app

from delivery_emulator import settings
from delivery_emulator.door import IN_PROCESS


@dataclass(frozen=True)
class Credentials:
    """What a client signs with."""

    access_key_id: str
    secret_access_key: str = "in-process"
    """Of no account: requests of this process are known by where they come from, not by their signature."""
    session_token: str | None = None


_application: list[Callable[..., Any]] = []
_creating = RLock()
_CONFIG = Config(
    retries={"max_attempts": 0}, s3={"addressing_style": "path"}, parameter_validation=True, user_agent_extra="engine"
)


def serve_with(application: Callable[..., Any]) -> None:
    """Let all clients of this module call that WSGI application."""
    _application[:] = [application]


@lru_cache(maxsize=512)
def _client(service: str, credentials: Credentials, region: str) -> Any:
    created = _session().client(
        service,
        region_name=region,
        endpoint_url=settings.current().endpoint,
        aws_access_key_id=credentials.access_key_id,
        aws_secret_access_key=credentials.secret_access_key,
        aws_session_token=credentials.session_token,
        config=_CONFIG,
    )
    created.meta.events.register_first("before-send", _deliver)
    return created


def client(service: str, credentials: Credentials, region: str) -> Any:
    """A boto3 client, made once per service, credentials and region."""
    with _creating:  # making clients is not thread safe in boto3; using them is
        return _client(service, credentials, region)


def root(account: str) -> Credentials:
    """The root user of an account."""
    return Credentials(account)


@lru_cache(maxsize=1)
def _session() -> Session:
    return Session()


class _Body(io.BytesIO):
    """A response body as botocore reads it from urllib3."""

    def stream(self, amount: int = 65536, decode_content: bool | None = None) -> Iterator[bytes]:
        while chunk := self.read(amount):
            yield chunk


def _deliver(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
    url = urlsplit(request.url)
    body: Any = request.body or b""
    headers = {
        name: value.decode() if isinstance(value, bytes) else str(value) for name, value in request.headers.items()
    }
    builder = EnvironBuilder(
        method=request.method,
        path=url.path,
        query_string=url.query,
        base_url=settings.current().endpoint,
        headers=headers,
        input_stream=body if hasattr(body, "read") else io.BytesIO(body.encode() if isinstance(body, str) else body),
    )
    environ = builder.get_environ()
    environ[IN_PROCESS] = True
    environ["RAW_URI"] = request.url[len(f"{url.scheme}://{url.netloc}") :]
    chunks, status, answered = run_wsgi_app(_application[0], environ, buffered=True)
    answer = {"x-amzn-requestid": str(uuid.uuid4()), **{name.lower(): value for name, value in answered.items()}}
    return AWSResponse(request.url, int(status.split(" ", 1)[0]), answer, _Body(b"".join(chunks)))
