"""Deleting what may already be gone: CloudFormation treats that as deleted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import ClientError


@contextmanager
def already_gone(*codes: str) -> Iterator[None]:
    """Ignore exactly the given error codes, which say that the resource does not exist."""
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] not in codes:
            raise
