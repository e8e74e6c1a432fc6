"""How services say that a caller may not do something: in which words, under which code and status."""

import re
from dataclasses import dataclass

from delivery_emulator.authorization.operation import Operation

_CODES = {"ec2": ("UnauthorizedOperation", 403), "sns": ("AuthorizationError", 403), "sqs": ("AccessDeniedException", 400)}
"""Services with a code of their own: "Error codes" of EC2's and SNS's API references."""
_RESTFUL = frozenset({"apigateway", "lambda", "s3"})


@dataclass(frozen=True)
class Refusal:
    """An answer of AWS to somebody who may not."""

    status: int
    code: str
    message: str
    forced: bool = False
    """Also where refusals are only listed."""


def refusal_of(operation: Operation, principal: str, action: str, resource: str, because: str, forced: bool = False) -> Refusal:
    """The words of "Troubleshoot access denied error messages" in IAM's guide; S3 puts the resource between quotes."""
    named = f'"{resource}"' if operation.service == "s3" and action.startswith("s3:") else resource
    said = f"User: {principal} is not authorized to perform: {action} on resource: {named} {because}"
    if operation.service == "ec2":
        said = f"You are not authorized to perform this operation. {said}"
    code, status = _CODES.get(operation.service) or _by_protocol(operation)
    return Refusal(status, code, said, forced)


def _by_protocol(operation: Operation) -> tuple[str, int]:
    if operation.service in _RESTFUL:
        return ("AccessDenied" if operation.service == "s3" else "AccessDeniedException"), 403
    if "x-amz-target" in operation.headers or re.match(r"/service/", operation.path):
        return "AccessDeniedException", 400
    return "AccessDenied", 403
