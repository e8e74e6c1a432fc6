"""What people ask of running executions: kept here, carried out by whoever runs them.

Each verb of the API that changes how an execution goes leaves an order. Whoever runs the execution waits for the next.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

Found = TypeVar("Found")

changed = threading.Condition()
"""Held while orders and requests are read or written, and notified when there is an order."""
LONGEST_WAIT = 20.0
"""Seconds that a worker waits for an order in one call."""
_BETWEEN = 5.0
"""Seconds that it may be away between two of them."""


@dataclass
class Request:
    """An approval that is asked for; it can be answered once, by its token, until the action has ended."""

    stage: str
    action: str
    action_execution_id: str
    state: Literal["open", "answered", "ended"] = "open"


@dataclass
class Orders:
    """What one execution was told, in order, and what it asks."""

    given: list[dict[str, Any]] = field(default_factory=list)
    requests: dict[str, Request] = field(default_factory=dict)
    """By token."""
    heard: int = 0
    """How many of the orders whoever runs the execution has taken."""
    stopping: Literal["no", "wait", "abandon"] = "no"
    asking: int = 0
    """How many calls of whoever runs the execution wait for orders now."""
    seen: float = float("-inf")
    """When it was last here, by the monotonic clock."""

    @property
    def alive(self) -> bool:
        """Somebody runs the execution: it asks for orders as long as it does."""
        return self.asking > 0 or time.monotonic() - self.seen < _BETWEEN

    def live(self) -> None:
        """Whoever runs the execution is here. Needs `changed`."""
        self.seen = time.monotonic()

    def give(self, kind: str, **order: Any) -> None:
        """Leave an order. Needs `changed`."""
        self.given.append({"kind": kind, **order})
        changed.notify_all()

    def taken(self, kind: str, seconds: float, **order: Any) -> bool:
        """Leave an order, and take it back where nobody takes it within so many seconds. Needs `changed`."""
        self.give(kind, **order)
        number = len(self.given)
        if waited(lambda: self.heard >= number, seconds):
            return True
        del self.given[number - 1 :]
        return False

    def after(self, number: int, seconds: float) -> list[dict[str, Any]]:
        """The orders behind the first `number`, as soon as there is one; none after so many seconds."""
        with changed:
            self.heard = max(self.heard, number)
            self.asking += 1
            changed.notify_all()
        try:
            return waited(lambda: self.given[number:], seconds)
        finally:
            with changed:
                self.asking -= 1
                self.live()

    def token_of(self, action_execution_id: str) -> str | None:
        """The token of an action's open request."""
        found = [token for token, each in self.requests.items() if each.action_execution_id == action_execution_id]
        return next((token for token in found if self.requests[token].state == "open"), None)

    def end(self, action_execution_id: str) -> None:
        """The action has ended: nobody can answer it any more."""
        with changed:
            for request in self.requests.values():
                if request.action_execution_id == action_execution_id and request.state == "open":
                    request.state = "ended"


def waited(look: Callable[[], Found], seconds: float) -> Found:
    """What `look` answers once that is something, or after so many seconds whatever it is."""
    until = time.monotonic() + min(seconds, LONGEST_WAIT)
    with changed:
        while not (found := look()) and (left := until - time.monotonic()) > 0:
            changed.wait(left)
        return found
