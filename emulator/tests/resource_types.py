"""Prints what the emulator's resource types list, as JSON: `python3 emulator/tests/resource_types.py`.

By type: `properties`, `replacedBy` and `customName` as their classes name them, and `attributes`, which `Fn::GetAtt` can
ask for.
"""

import json
from typing import Any

from delivery_emulator.abilities import attributes_of
from delivery_emulator.cloudformation.resource import ResourceType
from delivery_emulator.cloudformation.resources import load_all


def listed(kind: type[ResourceType]) -> dict[str, Any]:
    """What one type lists."""
    return {
        "properties": sorted(kind.properties),
        "replacedBy": sorted(kind.replaced_by),
        "customName": kind.custom_name,
        "attributes": sorted(attributes_of(kind)),
    }


if __name__ == "__main__":
    load_all()
    print(json.dumps({name: listed(kind) for name, kind in sorted(ResourceType.registry.items())}))
