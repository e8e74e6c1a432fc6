"""A moto server with this emulator's services, for tests that speak to it with boto3."""

from __future__ import annotations

import logging
import os
import tempfile
import unittest
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import boto3
from botocore.config import Config
from moto.server import ThreadedMotoServer

from delivery_emulator import settings
from delivery_emulator.cloudformation import resources
from delivery_emulator.cloudformation.resource import Context, Made, ResourceType
from delivery_emulator.services import install_all

ACCOUNT = "222222222222"
REGION = "eu-central-1"
NODE_MODULES = Path(__file__).resolve().parents[2] / "node_modules"


os.environ.setdefault("AWS_EC2_METADATA_DISABLED", "true")
logging.getLogger("werkzeug").setLevel(logging.ERROR)


class ServiceCase(unittest.TestCase):
    """Starts one server per test class; accounts keep their state between the tests of a class."""

    server: ClassVar[ThreadedMotoServer]
    endpoint: ClassVar[str]
    state: ClassVar[tempfile.TemporaryDirectory[str]]

    @classmethod
    def setUpClass(cls) -> None:
        install_all()
        resources.load_all()
        cls.state = tempfile.TemporaryDirectory()
        cls.server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        cls.server.start()
        cls.endpoint = f"http://localhost:{cls.server.get_host_and_port()[1]}"
        settings.use(settings.Settings(cls.endpoint, Path(cls.state.name), NODE_MODULES))

    @classmethod
    def tearDownClass(cls) -> None:
        cls.server.stop()
        cls.state.cleanup()

    def client(self, service: str, account: str = ACCOUNT, region: str = REGION) -> Any:
        """A client with the credentials of an account's root user."""
        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name=region,
            aws_access_key_id=account,
            aws_secret_access_key="test",
            config=Config(retries={"max_attempts": 1}, s3={"addressing_style": "path"}),
        )

    def context(self, logical_id: str = "Thing", tags: Mapping[str, str] | None = None) -> Context:
        """What the engine hands to a resource type."""
        stack_id = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/data/1"
        return Context(
            ACCOUNT, REGION, "aws", "data", stack_id, logical_id, tags or {}, lambda name: self.client(name)
        )

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
