"""What was answered, and whether it is what was expected."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Outcome:
    """Of the last call of a case: an error's code and text, or the output; of a stack also its status and its resources' reasons."""

    error: str | None = None
    says: str = ""
    output: Any = None
    stack: str | None = None
    because: tuple[tuple[str, str], ...] = ()

    def matches(self, expected: Mapping[str, Any]) -> bool:
        """Whether it is that; texts of errors and reasons need only hold the expected one, an output the expected part."""
        if "error" in expected:
            return self.error == expected["error"] and expected["says"] in self.says
        if "stack" in expected:
            held = (self._gives(*pair) for pair in expected.get("because", {}).items())
            return self.stack == expected["stack"] and all(held)
        return self.error is None and has_part(self.output, expected["answers"])

    def _gives(self, logical_id: str, text: str) -> bool:
        return any(found == logical_id and text in reason for found, reason in self.because)

    def shown(self, like: Mapping[str, Any]) -> str:
        """In the form of an expectation, an output only as far as that looks."""
        if self.error is not None:
            return f"error {self.error}: {self.says}"
        if self.stack is not None:
            return " · ".join([f"stack {self.stack}", *(f"{name}: {reason}" for name, reason in self.because)])
        answers = like.get("answers")
        return f"answers {_json(_part(self.output, answers) if answers else sorted(self.output))}"


def told(expected: Mapping[str, Any]) -> str:
    """An expectation in the words of `Outcome.shown`."""
    if "error" in expected:
        return f"error {expected['error']}: {expected['says']}"
    if "stack" in expected:
        return " · ".join([f"stack {expected['stack']}", *(f"{name}: {text}" for name, text in expected.get("because", {}).items())])
    return f"answers {_json(expected['answers'])}"


def has_part(found: Any, part: Any) -> bool:
    """Whether all that the part has is there: of objects the keys it names, lists element by element."""
    if isinstance(part, Mapping):
        return isinstance(found, Mapping) and all(key in found and has_part(found[key], part[key]) for key in part)
    if isinstance(part, list):
        return isinstance(found, list) and len(found) == len(part) and all(map(has_part, found, part))
    return bool(found == part)


def _part(found: Any, like: Any) -> Any:
    """What stands in the places at which an expectation looks."""
    if isinstance(found, Mapping) and isinstance(like, Mapping):
        return {key: _part(found[key], like[key]) for key in like if key in found}
    if isinstance(found, list) and isinstance(like, list) and len(found) == len(like):
        return [_part(each, part) for each, part in zip(found, like, strict=True)]
    return found


def _json(value: Any) -> str:
    return json.dumps(value, default=str)
