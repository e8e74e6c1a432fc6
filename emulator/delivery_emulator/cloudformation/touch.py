"""Whether a handler that failed has changed something: where it has not, a rollback has nothing to restore."""

from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

_REFUSED = ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "403")
_READS = ("describe_", "get_", "head_", "list_")


def refused_access(error: ClientError) -> bool:
    """Whether a call was refused for want of a permission: AWS's rollback calls the handler all the same, which is refused again."""
    return str(error.response["Error"]["Code"]) in _REFUSED


class Watch:
    """Hands out clients, and notes that one of their calls has changed something."""

    def __init__(self, client: Callable[[str], Any]) -> None:
        self._client = client
        self.changed = False

    def client(self, service: str) -> Any:
        """The client of a service, watched."""
        return _Watched(self, self._client(service))


class _Watched:
    def __init__(self, watch: Watch, client: Any) -> None:
        self._watch, self._client = watch, client

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._client, name)
        if not callable(found) or name.startswith(_READS):
            return found

        def call(*args: Any, **kwargs: Any) -> Any:
            answer = found(*args, **kwargs)
            self._watch.changed = True
            return answer

        return call
