"""Long answers in pages, as CloudFormation gives them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from delivery_emulator.cloudformation.errors import ValidationError

PAGE_SIZE = 100


def page(key: str, items: Sequence[Any], token: str | None) -> dict[str, Any]:
    """The page that a token names, the first one without. Raises `ValidationError` for a foreign token."""
    if token is not None and not token.isdigit():
        raise ValidationError(f"Invalid NextToken: {token}")
    start = int(token or 0)
    end = start + PAGE_SIZE
    answer: dict[str, Any] = {key: list(items[start:end])}
    return {**answer, "NextToken": str(end)} if end < len(items) else answer
