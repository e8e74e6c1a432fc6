"""Models of REST APIs: JSON schemas of draft 4, which may refer to other models of their API.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html, and what AWS says of other keywords:
https://github.com/aws/aws-cdk/issues/14585.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from jsonschema import Draft4Validator

BUILT_IN = {
    "Empty": {"$schema": "http://json-schema.org/draft-04/schema#", "title": "Empty Schema", "type": "object"},
    "Error": {
        "$schema": "http://json-schema.org/draft-04/schema#",
        "title": "Error Schema",
        "type": "object",
        "properties": {"message": {"type": "string"}},
    },
}
"""The models that every API begins with."""
_ONE = frozenset({"additionalProperties", "items", "additionalItems", "not"})
_MANY = frozenset({"items", "allOf", "anyOf", "oneOf"})
_NAMED = frozenset({"properties", "patternProperties", "definitions", "dependencies"})
_PLAIN = frozenset(
    {
        *("$schema", "$ref", "id", "title", "description", "default", "type", "required", "enum", "format", "pattern"),
        *("minProperties", "maxProperties", "minItems", "maxItems", "uniqueItems", "minLength", "maxLength"),
        *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    }
)
_REFERENCE = re.compile(r"https://apigateway\.amazonaws\.com/restapis/([^/]+)/models/([A-Za-z0-9]+)")


def fault_of(schema: str, api: str, models: Mapping[str, str]) -> str | None:
    """Why API Gateway takes no model of a schema, behind `Invalid model schema specified`; empty where it does not say."""
    from jsonschema import Draft4Validator, FormatChecker
    from jsonschema.exceptions import SchemaError

    try:
        read = json.loads(schema)
        Draft4Validator.check_schema(read, format_checker=FormatChecker(formats=()))
    except (ValueError, SchemaError):
        return ""
    parts = list(_parts(read))
    unknown = sorted({key for part in parts for key in part} - _ONE - _MANY - _NAMED - _PLAIN)
    if unknown:
        return f". Unsupported keyword(s): {json.dumps(unknown)}"
    references = [str(part["$ref"]) for part in parts if "$ref" in part]
    return "" if any(_leads_nowhere(each, read, api, models) for each in references) else None


def pattern_unknown_here(schema: str) -> str | None:
    """A regular expression of a schema that Python does not read."""
    for part in _parts(json.loads(schema)):
        for each in (*([part["pattern"]] if "pattern" in part else ()), *part.get("patternProperties", {})):
            try:
                re.compile(each)
            except re.error:
                return str(each)
    return None


def judged(body: bytes, schema: str, api: str, models: Mapping[str, str]) -> Literal["fits", "fits not", "perhaps"]:
    """Whether a request's body fits a model; perhaps, where only a `format` is not met, of which AWS does not say whether it is asked."""
    from jsonschema import Draft4Validator

    try:
        value = json.loads(body)
    except ValueError:
        return "fits not"
    validator = _validator(json.loads(schema), api, models)
    if not validator.is_valid(value):
        return "fits not"
    return "fits" if validator.evolve(format_checker=Draft4Validator.FORMAT_CHECKER).is_valid(value) else "perhaps"


def _validator(schema: Any, api: str, models: Mapping[str, str]) -> "Draft4Validator":
    from jsonschema import Draft4Validator
    from referencing import Registry
    from referencing.jsonschema import DRAFT4

    known = {f"https://apigateway.amazonaws.com/restapis/{api}/models/{name}": json.loads(text) for name, text in models.items()}
    registry: Any = Registry().with_resources((uri, DRAFT4.create_resource(each)) for uri, each in known.items())
    return Draft4Validator(schema, registry=registry)


def _parts(schema: Any) -> Iterator[Mapping[str, Any]]:
    """A schema and every schema within it."""
    if not isinstance(schema, Mapping):
        return
    yield schema
    for key, value in schema.items():
        inner = [value] if key in _ONE and isinstance(value, Mapping) else []
        inner += value if key in _MANY and isinstance(value, list) else []
        inner += value.values() if key in _NAMED and isinstance(value, Mapping) else []
        for each in inner:
            yield from _parts(each)


def _leads_nowhere(reference: str, schema: Any, api: str, models: Mapping[str, str]) -> bool:
    from referencing import Registry
    from referencing.exceptions import Unresolvable
    from referencing.jsonschema import DRAFT4

    if not reference.startswith("#"):
        found = _REFERENCE.fullmatch(reference)
        return found is None or found[1] != api or found[2] not in models
    root: Any = DRAFT4.create_resource(schema)
    try:
        Registry().resolver_with_root(root).lookup(reference)
    except Unresolvable:
        return True
    return False
