"""The keywords of the schemas: those of JSON schema draft 7, and what cfn-lint makes of the registry's `oneOf` and `anyOf`."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import regex
from jsonschema import Draft7Validator, Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend

Found = Iterator[ValidationError]


def validator_of(schema: Mapping[str, Any]) -> Validator:
    """A validator of one schema. The texts of its errors are what CloudFormation's sentences need of them."""
    return _VALIDATOR(schema)


def _required(validator: Any, names: Sequence[str], value: Any, schema: Any) -> Found:
    if isinstance(value, Mapping):
        yield from (ValidationError(f"required key [{name}] not found") for name in names if name not in value)


def _additional(validator: Any, allowed: Any, value: Any, schema: Mapping[str, Any]) -> Found:
    if allowed is not False or not isinstance(value, Mapping):
        return
    for name in value:
        patterns = schema.get("patternProperties", {})
        if name not in schema.get("properties", {}) and not any(regex.search(each, name) for each in patterns):
            yield ValidationError(f"extraneous key [{name}] is not permitted")


def _pattern(validator: Any, pattern: str, value: Any, schema: Any) -> Found:
    if isinstance(value, str) and regex.search(pattern, value) is None:
        yield ValidationError(pattern)


def _pattern_properties(validator: Any, patterns: Mapping[str, Any], value: Any, schema: Any) -> Found:
    for pattern, inner in patterns.items() if isinstance(value, Mapping) else ():
        for name, item in value.items():
            if regex.search(pattern, name):
                yield from validator.descend(item, inner, path=name, schema_path=pattern)


def _needs(validator: Any, needs: Mapping[str, Any], value: Any, schema: Any) -> Found:
    for name, others in needs.items() if isinstance(value, Mapping) else ():
        for other in others if name in value else ():
            if other not in value:
                yield ValidationError(f"property [{other}] is required because property [{name}] is present")


def _excludes(validator: Any, excludes: Mapping[str, Any], value: Any, schema: Any) -> Found:
    for name, others in excludes.items() if isinstance(value, Mapping) else ():
        for other in others if name in value else ():
            if other in value:
                yield ValidationError(f"extraneous key [{other}] is not permitted")


def _exactly_one(validator: Any, names: Sequence[str], value: Any, schema: Any) -> Found:
    found = [name for name in names if name in value] if isinstance(value, Mapping) else names[:1]
    if len(found) != 1:
        yield ValidationError(str(len(found)))


def _any(validator: Any, names: Sequence[str], value: Any, schema: Any) -> Found:
    if isinstance(value, Mapping) and not any(name in value for name in names):
        yield ValidationError("0")


def _one_of(validator: Any, schemas: Sequence[Any], value: Any, schema: Any) -> Found:
    causes = [list(validator.descend(value, each, schema_path=index)) for index, each in enumerate(schemas)]
    matched = sum(not each for each in causes)
    if matched != 1:
        context = [] if matched else [error for each in causes for error in each]
        yield ValidationError(str(matched), context=context)


def _enum_of_any_case(validator: Any, values: Sequence[str], value: Any, schema: Any) -> Found:
    if isinstance(value, str) and value.lower() not in [each.lower() for each in values]:
        yield ValidationError(str(values))


_VALIDATOR = extend(
    Draft7Validator,
    {
        "required": _required,
        "additionalProperties": _additional,
        "pattern": _pattern,
        "patternProperties": _pattern_properties,
        "dependencies": _needs,
        "dependentRequired": _needs,
        "dependentExcluded": _excludes,
        "requiredXor": _exactly_one,
        "requiredOr": _any,
        "oneOf": _one_of,
        "enumCaseInsensitive": _enum_of_any_case,
        "prefixItems": Draft202012Validator.VALIDATORS["prefixItems"],
    },
)
