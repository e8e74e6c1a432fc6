"""Refusals of the CloudFormation API, with AWS's codes and words."""

from moto.core.exceptions import ServiceException


class ValidationError(ServiceException):
    """The request, the template or the stack's state does not allow this."""

    code = "ValidationError"


class AlreadyExists(ServiceException):
    """A stack or change set of that name exists."""

    code = "AlreadyExistsException"


class ChangeSetNotFound(ServiceException):
    """No change set of that name or id."""

    code = "ChangeSetNotFound"


class InvalidChangeSetStatus(ServiceException):
    """The change set cannot be executed or deleted as it is."""

    code = "InvalidChangeSetStatus"


class InsufficientCapabilities(ServiceException):
    """The template makes IAM resources and the request does not say so."""

    code = "InsufficientCapabilitiesException"


class UnknownOperation(Exception):
    """No operation of CloudFormation has that name."""

    def __init__(self, action: str) -> None:
        super().__init__(f"Could not find operation {action or 'null'} for version 2010-05-15")
