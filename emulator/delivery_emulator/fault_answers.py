"""The words in which services say that there were too many requests, or that they have failed.

Sources: "Common errors" of each service's API reference and, for what clients take for a throttle, botocore's `_retry.json`;
"Error responses" of S3's API reference, "Error codes" of EC2's, and `TooManyRequestsException` of Lambda's.
"""

import functools
from dataclasses import dataclass
from typing import Any

from botocore.session import get_session

PROTOCOLS = frozenset({"json", "query", "ec2", "s3", "lambda"})


@dataclass(frozen=True)
class Answer:
    """An answer of a service that serves nothing."""

    status: int
    code: str
    message: str


_RATE = "Rate exceeded"
_THROTTLED = {
    "json": Answer(400, "ThrottlingException", _RATE),
    "query": Answer(400, "Throttling", _RATE),
    "ec2": Answer(503, "RequestLimitExceeded", "Request limit exceeded."),
    "s3": Answer(503, "SlowDown", "Please reduce your request rate."),
    "lambda": Answer(429, "TooManyRequestsException", _RATE),
}
_FAILURE = "The request processing has failed because of an unknown error, exception or failure."
_BROKEN = {
    "json": Answer(500, "InternalFailure", _FAILURE),
    "query": Answer(500, "InternalFailure", _FAILURE),
    "ec2": Answer(500, "InternalError", "An internal error has occurred."),
    "s3": Answer(500, "InternalError", "We encountered an internal error. Please try again."),
    "lambda": Answer(500, "ServiceException", "The Lambda service encountered an internal error."),
}


@functools.cache
def _session() -> Any:
    return get_session()


def services() -> list[str]:
    """All services, as botocore calls them."""
    return list(_session().get_available_services())


@functools.cache
def model_of(service: str) -> Any:
    """botocore's model of a service."""
    return _session().get_service_model(service)


def protocol_of(service: str) -> str:
    """The protocol of a service, S3 and Lambda being one each by their errors."""
    return service if service in ("s3", "lambda") else str(model_of(service).metadata["protocol"])


def throttled(service: str) -> Answer:
    """The answer to one request too many."""
    return _THROTTLED[protocol_of(service)]


def broken(service: str) -> Answer:
    """The answer of a service that has failed."""
    return _BROKEN[protocol_of(service)]
