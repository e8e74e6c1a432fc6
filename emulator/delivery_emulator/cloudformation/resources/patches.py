"""Changes as API Gateway takes them."""

from collections.abc import Mapping


def replacing(changes: Mapping[str, str]) -> list[dict[str, str]]:
    """Patch operations that give each path its value."""
    return [{"op": "replace", "path": path, "value": value} for path, value in changes.items()]
