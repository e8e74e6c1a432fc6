"""The emulator's application behind a port, for tests that speak to its services with boto3."""

import atexit
import functools
import tempfile
import threading
import unittest
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import boto3
from botocore.config import Config
from moto.moto_api._internal.models import moto_api_backend
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from delivery_emulator import clients, settings
from delivery_emulator.application import assemble
from delivery_emulator.cloudformation import store
from delivery_emulator.cloudformation.resource import Context, Made, ResourceType
from delivery_emulator.services import end_all

ACCOUNT = "222222222222"
OTHER_ACCOUNT = "333333333333"
REGION = "eu-central-1"
SECRET = "the secret of this emulator"
NODE_MODULES = Path(__file__).resolve().parents[2] / "node_modules"


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Print nothing per request."""


@functools.cache
def _server() -> BaseWSGIServer:
    """One for all test classes: to end one takes half a second."""
    server = make_server("127.0.0.1", 0, assemble(), threaded=True, request_handler=_Quiet)
    atexit.register(server.server_close)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@functools.lru_cache(maxsize=512)
def _client(service: str, endpoint: str, region: str, keys: tuple[tuple[str, str], ...]) -> Any:
    config = Config(retries={"max_attempts": 0}, s3={"addressing_style": "path"})
    return boto3.client(service, endpoint_url=endpoint, region_name=region, config=config, **dict(keys))


def _keys(account: str, credentials: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((credentials or {"aws_access_key_id": account, "aws_secret_access_key": SECRET}).items()))


class ServiceCase(unittest.TestCase):
    """Gives every test class an application of its own with empty accounts, behind the one server."""

    server: ClassVar[BaseWSGIServer]
    endpoint: ClassVar[str]
    state: ClassVar[tempfile.TemporaryDirectory[str]]

    @classmethod
    def setUpClass(cls) -> None:
        cls.server = _server()
        cls.server.app = assemble()
        moto_api_backend.reset()
        store._stores.clear()
        cls.state = tempfile.TemporaryDirectory()
        cls.endpoint = f"http://localhost:{cls.server.server_port}"
        settings.use(settings.Settings(cls.endpoint, Path(cls.state.name), NODE_MODULES, SECRET))

    @classmethod
    def tearDownClass(cls) -> None:
        end_all()
        cls.state.cleanup()

    def client(self, service: str, account: str = ACCOUNT, region: str = REGION, **credentials: str) -> Any:
        """A client with the credentials of an account's root user, or with the given ones, which others may use, too."""
        return _client(service, self.endpoint, region, _keys(account, credentials))

    def own_client(self, service: str, **credentials: str) -> Any:
        """A client as above, for events of its own."""
        return _client.__wrapped__(service, self.endpoint, REGION, _keys(ACCOUNT, credentials))

    def context(self, logical_id: str = "Thing", tags: Mapping[str, str] | None = None) -> Context:
        """What the engine hands to a resource type."""
        stack_id = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/data/1"

        def client(name: str) -> Any:
            return clients.client(name, clients.root(ACCOUNT), REGION)

        return Context(ACCOUNT, REGION, "aws", "data", stack_id, logical_id, tags or {}, client)

    def make(self, type_name: str, properties: Mapping[str, Any], **context: Any) -> Made:
        """Create a resource and have it deleted after the test."""
        kind = ResourceType.registry[type_name]()
        made = kind.create(self.context(**context), properties)
        self.addCleanup(kind.delete, self.context(**context), made.physical_id, properties)
        return made

    def update(self, type_name: str, made: Made, old: Mapping[str, Any], new: Mapping[str, Any]) -> Made:
        """Change a resource in place."""
        return ResourceType.registry[type_name]().update(self.context(), made.physical_id, old, new)

    def delete(self, type_name: str, made: Made, properties: Mapping[str, Any]) -> None:
        """Delete a resource now; deleting it again must be harmless."""
        kind = ResourceType.registry[type_name]()
        kind.delete(self.context(), made.physical_id, properties)
        kind.delete(self.context(), made.physical_id, properties)
