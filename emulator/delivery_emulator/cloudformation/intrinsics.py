"""Intrinsic functions: what a template value means, given what is known when it is asked for."""

import base64
import ipaddress
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from delivery_emulator.api_gateway.doors import callable_here
from delivery_emulator.cloudformation.errors import ValidationError

UNKNOWN = "{{changeSet:KNOWN_AFTER_APPLY}}"
"""What AWS shows in a change set for a value that depends on a resource still to be made."""
_PLACEHOLDER = re.compile(r"\$\{([^}]*)\}")


class _NoValue:
    """`AWS::NoValue`: the property or list element is not there."""


NO_VALUE = _NoValue()


@dataclass(frozen=True)
class Scope:
    """Everything a template value may refer to."""

    ref: Callable[[str], Any]
    """Value of a parameter, pseudo parameter or resource. Raises `ValidationError` for an unknown name."""
    attribute: Callable[[str, str], Any]
    """`Fn::GetAtt`."""
    condition: Callable[[str], bool]
    mappings: Mapping[str, Any]
    imported: Callable[[str], Any]
    zones: Callable[[str], list[str]]
    stack_output: Callable[[str, str, str | None], Any]
    """An output of another stack of this account, by stack, output and region (this one where it is None)."""


def function_of(value: Any) -> str | None:
    """The intrinsic function a value is a call of, if any."""
    if isinstance(value, dict) and len(value) == 1:
        name = next(iter(value))
        if name == "Ref" or (isinstance(name, str) and name.startswith("Fn::")):
            return str(name)
    return None


def resolve(value: Any, scope: Scope) -> Any:
    """The plain value; elements that are `AWS::NoValue` are dropped. Raises `ValidationError`."""
    result = _resolve(value, scope)
    return None if result is NO_VALUE else result


def _resolve(value: Any, scope: Scope) -> Any:
    name = function_of(value)
    if name is not None:
        return _call(name, value[name], scope)
    if isinstance(value, dict):
        pairs = {str(key): _resolve(item, scope) for key, item in value.items()}
        return {key: item for key, item in pairs.items() if item is not NO_VALUE}
    if isinstance(value, list):
        return [item for item in (_resolve(item, scope) for item in value) if item is not NO_VALUE]
    return value


def holds(condition: Any, scope: Scope) -> bool:
    """The truth of a condition function."""
    if not isinstance(condition, dict) or len(condition) != 1:
        raise ValidationError(f"Template error: every Condition must be one condition function, got {condition!r}")
    name, argument = next(iter(condition.items()))
    if name == "Condition":
        return scope.condition(argument)
    if name == "Fn::Equals":
        left, right = (resolve(side, scope) for side in argument)
        return text(left) == text(right) if not isinstance(left, (list, dict)) else bool(left == right)
    if name == "Fn::Not":
        return not holds(argument[0], scope)
    if name == "Fn::And":
        return all(holds(one, scope) for one in argument)
    if name == "Fn::Or":
        return any(holds(one, scope) for one in argument)
    raise ValidationError(f"Template error: {name} is not a condition function")


def _call(name: str, argument: Any, scope: Scope) -> Any:
    if name == "Ref":
        return NO_VALUE if argument == "AWS::NoValue" else scope.ref(argument)
    function = _FUNCTIONS.get(name)
    if function is None:
        raise ValidationError(f"Template error: {name} is not supported by the emulator")
    try:
        return function(argument, scope)
    except (TypeError, ValueError, KeyError, IndexError, AttributeError) as error:
        raise ValidationError(f"Template error: {name} has wrong arguments {argument!r}: {error}") from error


def _get_att(argument: Any, scope: Scope) -> Any:
    logical_id, attribute = argument.split(".", 1) if isinstance(argument, str) else argument
    return scope.attribute(logical_id, text(resolve(attribute, scope)))


def _sub(argument: Any, scope: Scope) -> str:
    pattern, variables = (argument, {}) if isinstance(argument, str) else argument
    own = {key: resolve(value, scope) for key, value in variables.items()}

    def value_of(found: re.Match[str]) -> str:
        name = found.group(1)
        if name.startswith("!"):
            return "${" + name[1:] + "}"
        name = name.strip()
        if name in own:
            return text(own[name])
        return text(scope.attribute(*name.split(".", 1)) if "." in name else scope.ref(name))

    return callable_here(_PLACEHOLDER.sub(value_of, pattern))


def _join(argument: Any, scope: Scope) -> str:
    separator, values = argument
    found = resolve(values, scope)
    return UNKNOWN if _is_unknown(found) else callable_here(str(separator).join(text(value) for value in found))


def _select(argument: Any, scope: Scope) -> Any:
    index, values = int(resolve(argument[0], scope)), resolve(argument[1], scope)
    if _is_unknown(values):
        return UNKNOWN
    if not isinstance(values, list):
        raise ValidationError(
            "Template error: Fn::Select requires a list argument with two elements: an integer index and a list"
        )
    if not 0 <= index < len(values):
        raise ValidationError(f"Template error: Fn::Select cannot select nonexistent value at index {index}")
    return values[index]


def _split(argument: Any, scope: Scope) -> Any:
    source = str(resolve(argument[1], scope))
    return UNKNOWN if _is_unknown(source) else source.split(str(argument[0]))


def _is_unknown(value: Any) -> bool:
    return isinstance(value, str) and UNKNOWN in value


def _if(argument: Any, scope: Scope) -> Any:
    condition, then, otherwise = argument
    return _resolve(then if scope.condition(condition) else otherwise, scope)


def _find_in_map(argument: Any, scope: Scope) -> Any:
    name, first, second = (text(resolve(part, scope)) for part in argument[:3])
    if name not in scope.mappings and len(argument) == 3:
        raise ValidationError(f"Template error: Mapping named '{name}' is not present in the 'Mappings' section of template.")
    try:
        return scope.mappings[name][first][second]
    except KeyError as missing:
        if len(argument) > 3 and "DefaultValue" in argument[3]:
            return _resolve(argument[3]["DefaultValue"], scope)
        raise ValidationError(
            f"Template error: Unable to get mapping for {name}::{first}::{second}"
        ) from missing


def _cidr(argument: Any, scope: Scope) -> Any:
    block, count, *bits = resolve(argument, scope)
    if _is_unknown(block):
        return UNKNOWN
    network = ipaddress.ip_network(block, strict=False)
    host_bits = int(bits[0]) if bits else (8 if network.version == 4 else 64)
    subnets = network.subnets(new_prefix=network.max_prefixlen - host_bits)
    return [str(next(subnets)) for _ in range(int(count))]


def _stack_output(argument: Any, scope: Scope) -> Any:
    """`Fn::GetStackOutput`: an output, exported or not, of another stack of this account, here or in another region."""
    wanted = resolve(argument, scope)
    known = {"StackName", "OutputName", "Region"}
    if not isinstance(wanted, dict) or not {"StackName", "OutputName"} <= wanted.keys() or wanted.keys() - known:
        raise ValidationError(f"Template error: Fn::GetStackOutput takes StackName, OutputName and Region, got {wanted}")
    return scope.stack_output(wanted["StackName"], wanted["OutputName"], wanted.get("Region"))


_FUNCTIONS: dict[str, Callable[[Any, Scope], Any]] = {
    "Fn::Base64": lambda argument, scope: base64.b64encode(text(resolve(argument, scope)).encode()).decode(),
    "Fn::Cidr": _cidr,
    "Fn::FindInMap": _find_in_map,
    "Fn::GetAZs": lambda argument, scope: scope.zones(text(resolve(argument, scope) or "")),
    "Fn::GetAtt": _get_att,
    "Fn::If": _if,
    "Fn::GetStackOutput": _stack_output,
    "Fn::ImportValue": lambda argument, scope: scope.imported(text(resolve(argument, scope))),
    "Fn::Join": _join,
    "Fn::Length": lambda argument, scope: len(resolve(argument, scope)),
    "Fn::Select": _select,
    "Fn::Split": _split,
    "Fn::Sub": _sub,
    "Fn::ToJsonString": lambda argument, scope: json.dumps(resolve(argument, scope), separators=(",", ":")),
}


def text(value: Any) -> str:
    """A scalar as CloudFormation writes it into a string."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        raise ValidationError(f"Template error: a text is needed here, got {value!r}")
    return str(value)
