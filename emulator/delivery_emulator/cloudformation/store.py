"""All stacks, by account and region."""

import uuid
from collections.abc import Iterator
from threading import RLock

from delivery_emulator.cloudformation.errors import ValidationError
from delivery_emulator.cloudformation.stack import Output, Stack, StackResource
from delivery_emulator.cloudformation.support import bearing


class Store:
    """The stacks of one account and region."""

    def __init__(self, account: str, region: str, partition: str = "aws") -> None:
        self.account, self.region = account, region
        self._partition = partition
        self._stacks: list[Stack] = []
        # Nothing looks through a thousand stacks: by name and by id, and by type, place and name of what they have ever held.
        self._by_name: dict[str, list[Stack]] = {}
        self._holders: dict[tuple[str, str, str], list[Stack]] = {}
        self.lock = RLock()

    def __iter__(self) -> Iterator[Stack]:
        return iter(list(self._stacks))

    def draft(self, name: str) -> Stack:
        """A new, empty stack, which nobody sees before it is added."""
        return Stack(name, self.arn(f"stack/{name}/{uuid.uuid4()}"), self.account, self.region)

    def add(self, stack: Stack) -> Stack:
        """Let everybody see a stack that was a draft."""
        stack.idle.set()
        self._stacks.append(stack)
        for name in (stack.name, stack.id):
            self._by_name.setdefault(name, []).append(stack)
        return stack

    def arn(self, resource: str) -> str:
        """A CloudFormation ARN in this account and region."""
        return f"arn:{self._partition}:cloudformation:{self.region}:{self.account}:{resource}"

    def find(self, name_or_id: str) -> Stack | None:
        """A live stack by name, or any stack by id, also a deleted one."""
        for stack in reversed(self._by_name.get(name_or_id, [])):
            if stack.id == name_or_id or stack.status != "DELETE_COMPLETE":
                return stack
        return None

    def get(self, name_or_id: str) -> Stack:
        """As `find`. Raises `ValidationError` where there is none."""
        stack = self.find(name_or_id)
        if stack is None:
            raise ValidationError(f"Stack with id {name_or_id} does not exist")
        return stack

    def exports(self) -> dict[str, tuple[Stack, Output]]:
        """Every export of this account and region, by name."""
        live = [stack for stack in self._stacks if stack.status != "DELETE_COMPLETE"]
        return {output.export: (stack, output) for stack in live for output in stack.outputs if output.export}

    def exporter(self, export: str) -> tuple[Stack, Output] | None:
        """The live stack with an export, and its output."""
        for stack in reversed(self._stacks):
            for output in stack.outputs:
                if output.export == export and stack.status != "DELETE_COMPLETE":
                    return stack, output
        return None

    def hold(self, stack: Stack, resource: StackResource) -> None:
        """Let a stack have a resource, and `bearer` know of it."""
        stack.resources[resource.logical_id] = resource
        borne = bearing(resource)
        if borne is not None:
            self._holders.setdefault(borne, []).append(stack)

    def bearer(self, wanted: StackResource) -> Stack | None:
        """The stack that holds another resource of this type, in the same place, under the same name of a template's own."""
        borne = bearing(wanted)
        for stack in self._holders.get(borne, []) if borne else []:
            for resource in list(stack.resources.values()):
                exists = resource.physical_id and not resource.status.startswith("DELETE_")
                if exists and bearing(resource) == borne:
                    return stack
        return None

    def importers(self, export: str) -> list[Stack]:
        """The stacks that use an export."""
        return [stack for stack in self._stacks if export in stack.imports and stack.status != "DELETE_COMPLETE"]


_stores: dict[tuple[str, str], Store] = {}
_opening = RLock()


def store_for(account: str, region: str) -> Store:
    """The one store of an account and region."""
    with _opening:
        return _stores.setdefault((account, region), Store(account, region))


def has_account(account: str) -> bool:
    """Whether any stack was made in an account: the bootstrap makes the first one."""
    with _opening:
        return any(name == account and any(store) for (name, _), store in _stores.items())


def stack_output(account: str, region: str, stack_name: str, output_name: str) -> str:
    """The value of a stack's output, exported or not. Raises `ValidationError` where stack or output is missing."""
    stack = store_for(account, region).get(stack_name)
    for output in stack.outputs:
        if output.key == output_name:
            return output.value
    raise ValidationError(f"Output '{output_name}' does not exist in stack '{stack_name}' in {region}")


def stores() -> list[Store]:
    """Every store there is."""
    with _opening:
        return list(_stores.values())
