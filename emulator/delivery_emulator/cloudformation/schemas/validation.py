"""Judges properties by a schema, and words what it finds as CloudFormation does.

CloudFormation validates with the library everit json-schema and leaves values out of its sentences:
https://github.com/aws-cloudformation/cloudformation-resource-schema (`ValidationException`) and
https://repost.aws/knowledge-center/cloudformation-resolve-model-val-failed
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from delivery_emulator.cloudformation.intrinsics import UNKNOWN
from delivery_emulator.cloudformation.schemas.coercion import coerced, is_type
from delivery_emulator.cloudformation.schemas.source import schema_of

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

_NAMES = {
    "string": "String",
    "boolean": "Boolean",
    "integer": "Integer",
    "number": "Number",
    "array": "JSONArray",
    "object": "JSONObject",
}
_BY_KEYS = frozenset({"additionalProperties", "maxItems", "minItems", "required"})


def refusals(kind: str, region: str, properties: Mapping[str, Any], partly: bool = False) -> list[str]:
    """What is wrong with a resource's properties, in CloudFormation's sentences; empty where nothing is, or nobody has a schema.

    `properties` are resolved: no intrinsic functions, no dynamic references. Where they are so only `partly`, nothing is said of what
    is not known yet. Raises `NoSchemas`.
    """
    validator = _validator(kind, region)
    if validator is None:
        return []
    schema: Any = validator.schema
    found = validator.iter_errors(coerced(properties, schema, schema))
    return list(dict.fromkeys(sentence for error in found if not (partly and _is_open(error)) for sentence in _sentences(error)))


def _is_open(error: ValidationError) -> bool:
    """Whether what is wrong rests on a value that is not known yet. A key that is missing, and one too many, do not."""
    if str(error.validator) in _BY_KEYS and not isinstance(error.instance, str):
        return False
    shown = repr(error.instance)
    return UNKNOWN in shown or "{{resolve:" in shown


@cache
def _validator(kind: str, region: str) -> Validator | None:
    from delivery_emulator.cloudformation.schemas.keywords import validator_of

    schema = schema_of(kind, region)
    return None if schema is None else validator_of(schema)


def _sentences(error: ValidationError) -> Iterator[str]:
    place = "/".join(["#", *(str(part) for part in error.absolute_path)])
    limit: Any = error.validator_value
    value: Any = error.instance
    keyword = str(error.validator)
    if keyword in ("required", "additionalProperties", "dependencies", "dependentRequired", "dependentExcluded"):
        yield f"{place}: {error.message}"
    elif keyword in ("minLength", "maxLength"):
        yield f"{place}: expected {keyword}: {limit}, actual: {len(value)}"
    elif keyword in ("minItems", "maxItems"):
        yield f"{place}: expected {keyword[:3]}imum item count: {limit}, found: {len(value)}"
    elif keyword == "uniqueItems":
        yield f"{place}: array items are not unique"
    elif keyword == "type":
        yield f"{place}: {_type_sentence(limit, value)}"
    elif keyword in ("oneOf", "requiredXor"):
        yield f"{place}: #: {error.message} subschemas matched instead of one"
    elif keyword in ("anyOf", "requiredOr"):
        yield f"{place}: #: no subschema matched out of the total {len(limit)} subschemas"
    else:
        yield f"{place}: failed validation constraint for keyword [{keyword}]"
    for cause in error.context or ():
        yield from _sentences(cause)


def _type_sentence(limit: Any, value: Any) -> str:
    found = next((name for kind, name in _NAMES.items() if is_type(value, kind)), "Null")
    if isinstance(limit, str):
        return f"expected type: {_NAMES[limit]}, found: {found}"
    return f"expected one of the following types: {', '.join(_NAMES[each] for each in limit)}, found: {found}"
