"""How intrinsic functions must be written, whatever they mean: what CloudFormation refuses of them before it knows any value.

Source: CloudFormation user guide, "Intrinsic function reference"; the sentences are those that AWS is reported to answer with.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

LANGUAGE_EXTENSIONS = "AWS::LanguageExtensions"
_FIND_IN_MAP = (
    "Template error: every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value"
)
_AND_OR = "Template error: every {} object requires a list of at least 2 and at most 10 boolean parameters."
_SENTENCES = {
    "Fn::And": _AND_OR.format("Fn::And"),
    "Fn::Base64": "Template error: every Fn::Base64 object must have a String-typed value.",
    "Fn::Cidr": "Template error: every Fn::Cidr object requires an IP block, a count and, optionally, the number of bits",
    "Fn::Equals": "Template error: every Fn::Equals object requires a list of 2 string parameters.",
    "Fn::FindInMap": _FIND_IN_MAP,
    "Fn::GetAZs": "Template error: every Fn::GetAZs object requires the name of a region",
    "Fn::GetAtt": "Template error: every Fn::GetAtt object requires two non-empty parameters, "
    "the resource name and the resource attribute",
    "Fn::GetStackOutput": "Template error: Fn::GetStackOutput takes StackName, OutputName and Region",
    "Fn::If": "Template error: Fn::If requires a list argument with three elements",
    "Fn::ImportValue": "Template error: the attribute in Fn::ImportValue must be a string or a function that returns a string",
    "Fn::Join": "Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings "
    "to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.",
    "Fn::Not": "Template error: every Fn::Not object requires one boolean parameter.",
    "Fn::Or": _AND_OR.format("Fn::Or"),
    "Fn::Select": "Template error: Fn::Select requires a list argument with two elements: an integer index and a list",
    "Fn::Split": "Template error: every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be "
    "split or a function that returns a string to be split.",
    "Fn::Sub": "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as "
    "first argument, and an optional second argument to specify a mapping of values to replace in the string",
    "Ref": "Template error: every Ref object must have a single String value.",
}


def _is_list(value: Any, *lengths: int) -> bool:
    return isinstance(value, list) and len(value) in lengths


def _is_text(value: Any) -> bool:
    """Or a function, which may return one."""
    return isinstance(value, (str, int, float, Mapping)) and not isinstance(value, bool)


def _is_index(value: Any) -> bool:
    return isinstance(value, Mapping) or str(value).isdigit()


def _is_attribute(value: Any) -> bool:
    if isinstance(value, str):
        return all(value.partition(".")[::2])
    return _is_list(value, 2) and isinstance(value[0], str) and all(value)


_SHAPES: dict[str, Callable[[Any], bool]] = {
    "Fn::And": lambda value: _is_list(value, *range(2, 11)),
    "Fn::Base64": _is_text,
    "Fn::Cidr": lambda value: _is_list(value, 2, 3),
    "Fn::Equals": lambda value: _is_list(value, 2),
    "Fn::FindInMap": lambda value: _is_list(value, 3),
    "Fn::GetAZs": _is_text,
    "Fn::GetAtt": _is_attribute,
    "Fn::GetStackOutput": lambda value: isinstance(value, Mapping),
    "Fn::If": lambda value: _is_list(value, 3),
    "Fn::ImportValue": _is_text,
    "Fn::Join": lambda value: _is_list(value, 2) and isinstance(value[0], str) and isinstance(value[1], (list, Mapping)),
    "Fn::Not": lambda value: _is_list(value, 1),
    "Fn::Or": lambda value: _is_list(value, *range(2, 11)),
    "Fn::Select": lambda value: _is_list(value, 2) and _is_index(value[0]) and isinstance(value[1], (list, Mapping)),
    "Fn::Split": lambda value: _is_list(value, 2) and isinstance(value[0], str) and _is_text(value[1]),
    "Fn::Sub": lambda value: isinstance(value, str)
    or (_is_list(value, 2) and isinstance(value[0], str) and isinstance(value[1], Mapping)),
    "Ref": lambda value: isinstance(value, str),
}
_EXTENDED: dict[str, Callable[[Any], bool]] = {
    "Fn::FindInMap": lambda value: _is_list(value, 3)
    or (_is_list(value, 4) and isinstance(value[3], Mapping) and set(value[3]) == {"DefaultValue"}),
    "Fn::Length": lambda value: isinstance(value, (list, Mapping)),
    "Fn::ToJsonString": lambda value: isinstance(value, (list, Mapping)),
}

FUNCTIONS = frozenset(_SHAPES)
"""The functions that are known, `Ref` among them."""
EXTENDED_FUNCTIONS = frozenset(_EXTENDED)
"""Those of the transform."""


def transforms(template: Mapping[str, Any]) -> list[Any]:
    """The transforms that a template declares."""
    declared = template.get("Transform") or []
    return declared if isinstance(declared, list) else [declared]


def check_functions(template: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the functions of resources, outputs and conditions."""
    shapes = {**_SHAPES, **(_EXTENDED if LANGUAGE_EXTENSIONS in transforms(template) else {})}
    for section in ("Conditions", "Resources", "Outputs"):
        for entry in (template.get(section) or {}).values():
            inner = entry.get("Properties", {}) if section == "Resources" else entry
            for name, argument in _calls(inner):
                yield from _problems(name, argument, shapes, template)


def _calls(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        if len(value) == 1:
            name, argument = next(iter(value.items()))
            if name == "Ref" or str(name).startswith("Fn::"):
                yield str(name), argument
        for item in value.values():
            yield from _calls(item)
    elif isinstance(value, list):
        for item in value:
            yield from _calls(item)


def _problems(
    name: str, argument: Any, shapes: Mapping[str, Callable[[Any], bool]], template: Mapping[str, Any]
) -> Iterator[str]:
    if name not in shapes:
        extension = name in _EXTENDED or name.startswith("Fn::ForEach")
        hint = f": it needs the transform {LANGUAGE_EXTENSIONS}" if extension else ""
        yield f"Template error: {name} is not supported by the emulator{hint}"
    elif not shapes[name](argument):
        yield _SENTENCES.get(name, f"Template error: {name} requires an object or an array")
    elif name == "Fn::If" and argument[0] not in (template.get("Conditions") or {}):
        yield f"Template error: unresolved condition dependency {argument[0]} in Fn::If"
    elif name == "Fn::FindInMap" and isinstance(argument[0], str) and argument[0] not in (template.get("Mappings") or {}):
        yield f"Template error: Mapping named '{argument[0]}' is not present in the 'Mappings' section of template."
