"""Texts and lists of texts, which policies use interchangeably."""

from collections.abc import Sequence


def texts(value: object) -> Sequence[str] | None:
    """A text or a list of texts as a list; None for anything else."""
    listed = value if isinstance(value, list) else [value]
    found = [item for item in listed if isinstance(item, str)]
    return found if len(found) == len(listed) else None


def scalars(value: object) -> Sequence[str] | None:
    """Like ``texts``, for condition values, which may also be written as JSON booleans and numbers."""
    listed = value if isinstance(value, list) else [value]
    return texts([_scalar(item) for item in listed])


def _scalar(item: object) -> object:
    if isinstance(item, bool):
        return "true" if item else "false"
    if isinstance(item, (int, float)):
        return str(int(item)) if item == int(item) else str(item)
    return item
