"""What a target of an EventBridge rule gets: the whole event, a part of it, a constant, or a text made from parts.

Source: EventBridge user guide, "Amazon EventBridge input transformation".
"""

import json
import re
from collections.abc import Mapping
from typing import Any

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|<[\w.-]+>', re.DOTALL)
_VARIABLE = re.compile(r"<([\w.-]+)>")


def input_for(rule: Any, target: Mapping[str, Any], event: Mapping[str, Any]) -> str:
    """The input as JSON text, or as the text that a transformer made which is no JSON."""
    if target.get("Input") is not None:
        return str(target["Input"])
    if target.get("InputPath") is not None:
        return json.dumps(_part(event, target["InputPath"]))
    transformer = target.get("InputTransformer")
    return json.dumps(event) if transformer is None else _transformed(rule, transformer, event)


def _part(event: Any, path: str) -> Any:
    """What a path such as `$.detail.names[0]` leads to; None where it leads nowhere."""
    found = event
    for name in re.findall(r"[^.\[\]]+", path.removeprefix("$")):
        if isinstance(found, list) and name.isdigit():
            found = found[int(name)] if int(name) < len(found) else None
        else:
            found = found.get(name) if isinstance(found, dict) else None
    return found


def _transformed(rule: Any, transformer: Mapping[str, Any], event: Mapping[str, Any]) -> str:
    values = {
        "aws.events.rule-arn": rule.arn,
        "aws.events.rule-name": rule.name,
        "aws.events.event.ingestion-time": event["time"],
        "aws.events.event.json": event,
        "aws.events.event": {name: value for name, value in event.items() if name != "detail"},
        **{name: _part(event, path) for name, path in (transformer.get("InputPathsMap") or {}).items()},
    }

    def filled(found: re.Match[str]) -> str:
        token = found.group()
        if token.startswith("<"):
            name = token[1:-1]
            return json.dumps(values[name]) if name in values else token
        return _VARIABLE.sub(lambda inner: _inside(values, inner), token)

    return _TOKEN.sub(filled, transformer["InputTemplate"])


def _inside(values: Mapping[str, Any], found: re.Match[str]) -> str:
    """A value within a quoted text: without quotes of its own, and nothing for one that is absent."""
    name = found.group(1)
    if name not in values:
        return found.group()
    value = values[name]
    text = "" if value is None else value if isinstance(value, str) else json.dumps(value)
    return json.dumps(text)[1:-1]
