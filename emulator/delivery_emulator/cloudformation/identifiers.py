"""By which properties CloudFormation knows a resource of a type: `primaryIdentifier` of the type's schema in its registry."""

import json
from functools import cache
from importlib.resources import files


@cache
def primary_identifier(kind: str) -> tuple[str, ...]:
    """The names of the properties, none for a type without a schema. The schemas are those that cfn-lint brings."""
    from cfnlint.data.schemas.providers.us_east_1 import types

    if kind not in types:
        return ()
    text = (files("cfnlint") / "data" / "schemas" / "resources" / f"{types[kind]}.json").read_text()
    return tuple(path.removeprefix("/properties/") for path in json.loads(text).get("primaryIdentifier", []))
