"""Template parameters: given, previous and default values, checked as CloudFormation checks them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from delivery_emulator.cloudformation.errors import ValidationError
from delivery_emulator.cloudformation.intrinsics import text
from delivery_emulator.cloudformation.public_parameters import stand_in

MASK = "****"
_SSM_VALUE = "AWS::SSM::Parameter::Value<"


@dataclass(frozen=True)
class Parameter:
    """One parameter of a stack."""

    name: str
    raw: str
    """What was given: for SSM types the name of the SSM parameter."""
    value: Any
    """What `Ref` returns: a text, or a list for list types."""
    hidden: bool
    """`NoEcho`."""
    resolved: str | None = None
    """The text read from SSM, for SSM types."""

    def describe(self) -> dict[str, str]:
        """As `DescribeStacks` shows it."""
        shown = {"ParameterKey": self.name, "ParameterValue": MASK if self.hidden else self.raw}
        return {**shown, "ResolvedValue": self.resolved} if self.resolved is not None else shown


def hidden_values(parameters: Mapping[str, Parameter]) -> set[str]:
    """What nothing that describes the stack may show."""
    return {each.raw for each in parameters.values() if each.hidden and each.raw}


def resolve_parameters(
    declarations: Mapping[str, Any],
    given: Sequence[Mapping[str, Any]],
    previous: Mapping[str, Parameter],
    read_ssm: Callable[[str], str | None],
) -> dict[str, Parameter]:
    """All parameters of a template. Raises `ValidationError`."""
    stated = {item["ParameterKey"]: item for item in given}
    unknown = sorted(set(stated) - set(declarations))
    if unknown:
        raise ValidationError(f"Parameters: [{', '.join(unknown)}] do not exist in the template")
    raw = {name: _raw(name, declared, stated.get(name), previous) for name, declared in declarations.items()}
    missing = sorted(name for name, value in raw.items() if value is None)
    if missing:
        raise ValidationError(f"Parameters: [{', '.join(missing)}] must have values")
    return {name: _parameter(name, declarations[name], str(value), read_ssm) for name, value in raw.items()}


def _raw(
    name: str, declared: Mapping[str, Any], stated: Mapping[str, Any] | None, previous: Mapping[str, Parameter]
) -> str | None:
    if stated is not None and stated.get("UsePreviousValue"):
        if name not in previous:
            raise ValidationError(f"Invalid input for parameter key {name}. Cannot specify usePreviousValue as true "
                                  "for a parameter key not in the previous template")
        return previous[name].raw
    if stated is not None and "ParameterValue" in stated:
        return str(stated["ParameterValue"])
    if "Default" not in declared:
        return None
    return text(declared["Default"])


def _parameter(
    name: str, declared: Mapping[str, Any], raw: str, read_ssm: Callable[[str], str | None]
) -> Parameter:
    kind = str(declared.get("Type", "String"))
    hidden = str(declared.get("NoEcho", "false")).lower() == "true"
    if kind.startswith(_SSM_VALUE):
        stored = read_ssm(raw) or stand_in(raw.partition(":")[0])
        if stored is None:
            raise ValidationError(f"Unable to fetch parameters [{raw}] from parameter store for this account.")
        return Parameter(name, raw, _typed(kind[len(_SSM_VALUE) : -1], stored), hidden, stored)
    _check(name, kind, declared, raw)
    return Parameter(name, raw, _typed(kind, raw), hidden)


def _typed(kind: str, raw: str) -> Any:
    if kind == "CommaDelimitedList" or kind.startswith("List<"):
        return [part.strip() for part in raw.split(",")]
    return raw


def _check(name: str, kind: str, declared: Mapping[str, Any], raw: str) -> None:
    allowed = declared.get("AllowedValues")
    members = _typed(kind, raw)
    for value in members if isinstance(members, list) else [members]:
        if allowed is not None and value not in [text(one) for one in allowed]:
            raise _unsatisfied(name, declared, f"must be one of AllowedValues: [{', '.join(map(text, allowed))}]")
        if kind in ("Number", "List<Number>"):
            _check_number(name, declared, value)
        pattern = declared.get("AllowedPattern")
        if pattern is not None and not re.fullmatch(pattern, value):
            raise _unsatisfied(name, declared, f"must match pattern {pattern}")
        if len(value) < int(declared.get("MinLength", 0)) or len(value) > int(declared.get("MaxLength", 4096)):
            raise _unsatisfied(name, declared, "has a length outside MinLength and MaxLength")


def _check_number(name: str, declared: Mapping[str, Any], value: str) -> None:
    try:
        number = float(value)
    except ValueError as error:
        raise ValidationError(f"Parameter '{name}' must be a number.") from error
    if number < float(declared.get("MinValue", "-inf")) or number > float(declared.get("MaxValue", "inf")):
        raise _unsatisfied(name, declared, "is outside MinValue and MaxValue")


def _unsatisfied(name: str, declared: Mapping[str, Any], rule: str) -> ValidationError:
    if "ConstraintDescription" in declared:
        return ValidationError(f"Parameter {name} failed to satisfy constraint: {declared['ConstraintDescription']}")
    return ValidationError(f"Parameter '{name}' {rule}")
