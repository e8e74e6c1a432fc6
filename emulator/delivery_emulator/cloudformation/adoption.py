"""Importing one resource that exists already."""

from delivery_emulator.cloudformation.handler import Handlers
from delivery_emulator.cloudformation.stack import Stack, StackResource

_TAGS = "Apply stack-level tags to imported resource if applicable."


def adopt(stack: Stack, handlers: Handlers, resource: StackResource, physical_id: str) -> None:
    """Make what exists under an id a resource that the stack holds, with AWS's events. Raises `Failed`."""
    resource.physical_id = physical_id
    stack.record_resource(resource, "IMPORT_IN_PROGRESS", "Resource import started.")
    handlers.adopt(resource)
    stack.record_resource(resource, "IMPORT_COMPLETE", "Resource import completed.")
    for status in ("UPDATE_IN_PROGRESS", "UPDATE_COMPLETE"):
        stack.record_resource(resource, status, _TAGS)
