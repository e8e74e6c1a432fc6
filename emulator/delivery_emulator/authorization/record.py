"""What was asked of the policies of roles and users since the emulator was told to judge, and what they answered."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timezone

from delivery_emulator.authorization.caller_policies import CallerPolicies
from delivery_emulator.authorization.decision import Answer
from delivery_emulator.authorization.resource_policy import ResourcePolicy
from delivery_emulator.policy import Request

_VOLATILE = frozenset({"aws:currenttime", "aws:epochtime", "aws:useragent"})


@dataclass
class Judged:
    """One permission as it was asked for, once for all requests that differ only in time."""

    identity: str
    """ARN of the role or user whose policies were asked."""
    origin: str
    """ARN of the session with which the chain of assumed roles began."""
    operation: str
    request: Request
    own: CallerPolicies
    resource: ResourcePolicy
    answer: Answer
    first: str
    last: str
    count: int = 1


@dataclass
class Record:
    """Everything judged under one mode."""

    mode: str = "off"
    calls: int = 0
    judged: dict[tuple[object, ...], Judged] = field(default_factory=dict)
    unjudged: dict[tuple[str, str, str], int] = field(default_factory=dict)
    """How often an operation of a caller was not judged, with the reason."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(
        self,
        identity: str,
        origin: str,
        operation: str,
        request: Request,
        own: CallerPolicies,
        resource: ResourcePolicy,
        answer: Answer,
    ) -> None:
        """Note one judged permission."""
        now = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        values = frozenset((key, tuple(value)) for key, value in request.values.items() if key not in _VOLATILE)
        key = (identity, origin, operation, request.action, request.resource, values, answer)
        with self.lock:
            known = self.judged.get(key)
            if known is None:
                self.judged[key] = Judged(identity, origin, operation, request, own, resource, answer, now, now)
            else:
                known.count, known.last = known.count + 1, now

    def miss(self, operation: str, identity: str, why: str) -> None:
        """Note one request that was not judged."""
        with self.lock:
            self.unjudged[(operation, identity, why)] = self.unjudged.get((operation, identity, why), 0) + 1

    def of(self, identity: str) -> Iterator[Judged]:
        """What was asked of one role or user."""
        return (each for each in self.entries() if each.identity == identity)

    def entries(self) -> list[Judged]:
        """Everything judged."""
        with self.lock:
            return list(self.judged.values())
