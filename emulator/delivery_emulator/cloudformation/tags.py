"""Tags of a resource: the template's own and the stack's, in the shape most services take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from delivery_emulator.cloudformation.resource import Context, Properties


def tag_map(context: Context, properties: Properties) -> dict[str, str]:
    """All tags as a dictionary; the template's win over the stack's."""
    return {**context.tags, **_own(properties)}


def tag_list(context: Context, properties: Properties) -> list[dict[str, str]]:
    """All tags as `Key`/`Value` pairs."""
    return [{"Key": key, "Value": value} for key, value in tag_map(context, properties).items()]


def removed_tag_keys(context: Context, old: Properties, new: Properties) -> list[str]:
    """Keys that the resource carries from before and must lose in this update."""
    before = {**context.previous_tags, **_own(old)}
    return sorted(set(before) - set(tag_map(context, new)))


def _own(properties: Properties) -> dict[str, str]:
    tags: Any = properties.get("Tags") or []
    if isinstance(tags, Mapping):
        return {str(key): str(value) for key, value in tags.items()}
    return {str(tag["Key"]): str(tag["Value"]) for tag in tags}
