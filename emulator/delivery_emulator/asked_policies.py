"""What policies of resources were asked that no identity policy answers: by AWS's services, and of roles by who assumes them."""

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone

from delivery_emulator.policy import OnBehalfOf, Request


@dataclass(frozen=True)
class AskedByService:
    """What a service does on a path with a resource, and the policies (JSON) that were asked about it."""

    path: str
    resource: str
    on: OnBehalfOf
    policies: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """A request that one policy (JSON) had to let happen; its context as JSON."""

    kind: str
    principal: str
    action: str
    resource: str
    context: str
    policy: str


_lock = threading.Lock()
_noting: list[bool] = [False]
_asked: dict[AskedByService | Asked, str] = {}


def begin(noting: bool) -> None:
    """Forget what was noted; from now on note what is allowed, or nothing."""
    with _lock:
        _noting[:] = [noting]
        _asked.clear()


def note_service(
    policies: Sequence[Mapping[str, object]], path: str, resource: str, on: OnBehalfOf
) -> None:
    """Note what policies let a service do."""
    if _noting[0]:
        _note(AskedByService(path, resource, on, tuple(json.dumps(policy) for policy in policies)))


def note_request(policy: Mapping[str, object], request: Request) -> None:
    """Note a request that a policy let happen."""
    if _noting[0]:
        context = json.dumps(dict(request.context), sort_keys=True)
        who = request.principal
        _note(Asked(who.kind, who.name, request.action, request.resource, context, json.dumps(policy)))


def noted() -> list[tuple[AskedByService | Asked, str]]:
    """Everything noted, each once, with the time of its first."""
    with _lock:
        return list(_asked.items())


def _note(asked: AskedByService | Asked) -> None:
    now = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    with _lock:
        _asked.setdefault(asked, now)
