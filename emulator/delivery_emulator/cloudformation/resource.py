"""What the CloudFormation engine asks of a resource type.

A resource type is a class that calls the *service API* of the emulator (through `Context.client`) as CloudFormation
calls AWS. It names every property it honours; the engine refuses a template that uses another one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar

from botocore.exceptions import ClientError

Properties = Mapping[str, Any]


@dataclass(frozen=True)
class Context:
    """Where and as whom a resource is made: one per stack operation and resource."""

    account: str
    region: str
    partition: str
    stack_name: str
    stack_id: str
    logical_id: str
    tags: Mapping[str, str]
    """The stack's own tags, which CloudFormation puts on every taggable resource."""
    client: Callable[[str], Any]
    """A boto3 client of the named service, in this account and region, with the execution role's credentials."""
    type_name: str = ""
    """The type as the template writes it; custom resources are told their own name by it."""
    stack: Any = None
    """The engine's own `stack.Stack` and `handler.Access`, for what only the engine makes: nested stacks."""
    access: Any = None

    def arn(self, service: str, resource: str) -> str:
        """The ARN of a resource of a service in this account and region."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.account}:{resource}"

    def generated_name(self, max_length: int = 64) -> str:
        """A physical name as CloudFormation generates it: stack, logical id and a random suffix.

        How AWS cuts what is too long is written down nowhere; role names in public issues keep 16 characters of the stack's.
        """
        import secrets

        suffix = secrets.token_hex(6).upper()
        room = max_length - len(suffix) - 2
        stack = self.stack_name[: max(16, room - len(self.logical_id))]
        return f"{stack}-{self.logical_id[: room - len(stack)]}-{suffix}"


@dataclass(frozen=True)
class Made:
    """A resource that exists: what `Ref` returns and what `Fn::GetAtt` returns by attribute name."""

    physical_id: str
    attributes: Mapping[str, Any] = field(default_factory=dict)
    hidden: bool = False
    """Whether nothing that describes a stack may show the attributes' values."""


class Refused(Exception):
    """The service said no. The message is the stack event's `ResourceStatusReason`, in AWS's own words.

    `physical_id` names what exists all the same and is deleted when the stack rolls back.
    """

    def __init__(self, message: str, physical_id: str | None = None) -> None:
        super().__init__(message)
        self.physical_id = physical_id


@contextmanager
def already_gone(*codes: str) -> Iterator[None]:
    """Ignore exactly the given error codes, which say that it is so already: what is to be deleted does not exist."""
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] not in codes:
            raise


MISSING = ""
"""In `absent_values`, a property at the top that is not stated, which AWS may do without."""


class ResourceType:
    """One CloudFormation resource type. Subclasses register themselves by `name`."""

    name: ClassVar[str]
    """For example `AWS::Logs::LogGroup`."""
    properties: ClassVar[frozenset[str]]
    """Every property honoured, nested ones dotted and without list indices (`LoggingConfig.LogGroup`,
    `Tags`); a name covers everything below it only when it ends in `.*` (`PolicyDocument.*`, `Tags.*`)."""
    replaced_by: ClassVar[frozenset[str]] = frozenset()
    """Top-level properties whose change needs a new resource (`Update requires: Replacement`)."""

    by_calls: ClassVar[bool] = True
    """Whether it changes something by calls of its context's clients only."""

    custom_name: ClassVar[str | None] = None
    """The property that gives the resource a name of the template's own. While it stays, the resource cannot be replaced:
    the new one would have to bear the name of the old one, which goes last. Named where another property needs a
    replacement too, or where the service would hand out the existing resource as the new one."""
    named_in: ClassVar[str | None] = None
    """The property of what the name counts in (the stage of an API, the rule of a bus): elsewhere another may bear it."""

    absent_values: ClassVar[Mapping[str, frozenset[str]]] = {}
    """By property, what AWS takes of it and the emulator has not: refused by name, like a property that is not honoured. Dotted without
    list indices, `Integration[Type=MOCK].Uri` only below what says so, `Parameters.*` for all below; switches are `true` and `false`."""

    absent_texts: ClassVar[Mapping[str, str]] = {}
    """By property, likewise, a regular expression (of Python and of JavaScript) of what its text, or its JSON, may say on AWS and not here."""

    arns_here: ClassVar[frozenset[str]] = frozenset()
    """Properties, likewise dotted, whose ARNs lead to something of the app's own accounts: what others publish on AWS is not here."""

    most_entries: ClassVar[Mapping[str, int]] = {}
    """By top-level property that is a list, how many entries the emulator has of those that AWS takes: refused by name beyond that."""

    needed: ClassVar[frozenset[str]] = frozenset()
    """Properties that AWS does not require, as it takes another in their place, and without which nothing can be made here."""

    in_background: ClassVar[bool] = False
    """True for a type that waits for something outside this process: it is made beside the others."""

    registry: ClassVar[dict[str, type[ResourceType]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "name" in cls.__dict__:
            ResourceType.registry[cls.name] = cls

    def create(self, context: Context, properties: Properties) -> Made:
        """Make the resource. Raises `Refused` or a botocore `ClientError`; the engine reports either."""
        raise NotImplementedError

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        """Change the resource in place; every property outside `replaced_by` must really change.

        Never called, and left out, where all properties are in `replaced_by`.
        """
        raise NotImplementedError

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        """Remove the resource; one that is already gone is no error."""
        raise NotImplementedError

    def adopt(self, context: Context, physical_id: str) -> Made:
        """What a resource is that exists already, as `create` would answer: it gets the stack's tags, and is left as it is.

        Only types that can be imported have it: those whose only identifier is what `Ref` returns.
        """
        raise NotImplementedError
