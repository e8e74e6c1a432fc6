"""Places in a case that are filled when it runs: `<prefix>`, `<account>`, `<region>`, `<partition>`, `<now>` (milliseconds), and `<name.Path.0>` of a remembered answer."""

import re
from collections.abc import Mapping
from typing import Any

_PLACE = re.compile(r"<([a-z][a-z0-9]*(?:\.\w+)*)>")


def filled(value: Any, names: Mapping[str, Any]) -> Any:
    """The value with every place filled. Raises LookupError, naming the place that nothing fills."""
    if isinstance(value, str):
        whole = _PLACE.fullmatch(value)
        return _at(whole[1], names) if whole else _PLACE.sub(lambda found: str(_at(found[1], names)), value)
    if isinstance(value, Mapping):
        return {filled(key, names): filled(each, names) for key, each in value.items()}
    return [filled(each, names) for each in value] if isinstance(value, list) else value


def _at(path: str, names: Mapping[str, Any]) -> Any:
    found: Any = names
    for step in path.split("."):
        try:
            found = found[int(step)] if isinstance(found, list) else found[step]
        except (KeyError, IndexError, ValueError, TypeError) as error:
            raise LookupError(f"nothing fills <{path}>") from error
    return found
