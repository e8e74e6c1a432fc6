"""What a plan changes in a stack: for change sets, and to tell whether there is anything to do at all."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from delivery_emulator import settings
from delivery_emulator.cloudformation.causes import causes
from delivery_emulator.cloudformation.errors import ValidationError
from delivery_emulator.cloudformation.intrinsics import UNKNOWN, Scope, resolve, text
from delivery_emulator.cloudformation.plan import Plan, Surroundings
from delivery_emulator.cloudformation.stack import Change, Output, Stack, StackResource
from delivery_emulator.cloudformation.store import Store
from delivery_emulator.cloudformation.stubs import stub_attribute
from delivery_emulator.cloudformation.support import resource_type

NESTED = "AWS::CloudFormation::Stack"
_POLICIES = ("DeletionPolicy", "UpdateReplacePolicy")


def changed_properties(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Top-level properties that differ."""
    return sorted(key for key in {*old, *new} if old.get(key) != new.get(key))


def takes_tags(kind: str) -> bool:
    """Whether resources of a type carry the stack's tags."""
    found = resource_type(kind)
    return found is not None and any(name.split(".")[0] in ("Tags", "FileSystemTags") for name in found.properties)


def tags_differ(kind: str, old: Mapping[str, str], new: Mapping[str, str]) -> bool:
    """Whether a resource of a type has other tags of its stack from now on."""
    return takes_tags(kind) and dict(old) != dict(new)


def is_replaced(kind: str, changed: list[str]) -> bool:
    """Whether changing these properties needs a new resource."""
    found = resource_type(kind)
    return found is not None and bool(found.replaced_by & set(changed))


def check_types(stack: Stack, plan: Plan) -> None:
    """A logical id cannot change its type. Raises `ValidationError`."""
    changed = [
        logical_id
        for logical_id, definition in plan.resources.items()
        if logical_id in stack.resources and stack.resources[logical_id].type != definition["Type"]
    ]
    if changed:
        raise ValidationError(
            "Update of resource type is not permitted. The new template modifies resource type of the following "
            f"resources: [{', '.join(changed)}]"
        )


class Preview:
    """Resolves a plan as far as it can be without making anything."""

    def __init__(self, stack: Stack, plan: Plan, store: Store, around: Surroundings) -> None:
        self._stack, self._plan = stack, plan
        self._unknown: set[str] = set()
        self._modified: set[str] = set()
        self._store = store
        self.declared: dict[str, Any] = {}
        """The properties of each resource as far as they are known, once `changes` has been asked."""
        self.scope: Scope = self._output(plan.scope(self._ref, self._attribute, self._imported, around.zones))

    def changes(self) -> list[Change]:
        """Every resource that would be added, modified or removed."""
        check_types(self._stack, self._plan)
        found = [self._change(logical_id) for logical_id in self._plan.order]
        removed = [r for r in self._stack.resources.values() if r.logical_id not in self._plan.resources]
        return [change for change in found if change is not None] + [_removal(resource) for resource in removed]

    def outputs(self) -> list[Output]:
        """The outputs as far as they are known; call it after `changes`."""
        return resolve_outputs(self._plan, self.scope)

    def _change(self, logical_id: str) -> Change | None:
        definition = self._plan.resources[logical_id]
        old = self._stack.resources.get(logical_id)
        declared = self.declared[logical_id] = resolve(definition.get("Properties") or {}, self.scope)
        if old is None or not old.physical_id:
            self._unknown.add(logical_id)
            return Change("Add", logical_id, definition["Type"], None, None, None, (), (), None, declared)
        changed = changed_properties(old.declared, declared)
        scope = _scope_of_change(old, definition, changed, self._plan.tags)
        if not scope:
            return None
        self._modified.add(logical_id)
        kind = definition["Type"]
        replaced = is_replaced(kind, changed)
        if replaced:
            self._unknown.add(logical_id)
        uncertain = replaced and all(
            UNKNOWN in repr(declared.get(key)) for key in changed if is_replaced(kind, [key])
        )
        retained = definition.get("UpdateReplacePolicy") == "Retain"
        policy = ("ReplaceAndRetain" if retained else "ReplaceAndDelete") if replaced else None
        replacement = "Conditional" if uncertain else "True" if replaced else "False"
        details = tuple(detail for key in changed for detail in self._details(old, definition, key, declared))
        shown = (old.declared, declared)
        return Change("Modify", logical_id, kind, old.physical_id, replacement, policy, scope, details, *shown)

    def _details(
        self, old: StackResource, definition: Mapping[str, Any], key: str, declared: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        """What changes of a property, once for each of the causes."""
        before, after = ((each.get("Properties") or {}).get(key) for each in (old.definition, definition))
        others = self._unknown | self._modified - {old.logical_id}
        given = [name for name, each in self._plan.parameters.items() if each != self._stack.parameters.get(name)]
        dynamic = UNKNOWN in repr(declared.get(key))
        values = (old.declared.get(key), declared.get(key))
        return [
            _detail(old.type, key, dynamic, source, entity, values) for source, entity in causes(before, after, others, given)
        ]

    def _ref(self, name: str) -> Any:
        return UNKNOWN if name in self._unknown else _known(self._stack, name).physical_id

    def _attribute(self, logical_id: str, attribute: str) -> Any:
        if logical_id in self._unknown:
            return UNKNOWN
        resource = _known(self._stack, logical_id)
        if logical_id in self._modified and (
            resource.type == NESTED or find_attribute(resource.attributes, attribute) is None
        ):
            return UNKNOWN
        return attribute_of(resource, attribute)

    def _imported(self, name: str) -> str:
        """What is not exported yet is missed when a resource needs it, and never by a change set."""
        found = self._store.exporter(name)
        return UNKNOWN if found is None else found[1].value

    def _output(self, scope: Scope) -> Scope:
        def output(stack_name: str, output_name: str, region: str | None) -> Any:
            try:
                return scope.stack_output(stack_name, output_name, region)
            except ValidationError:
                return UNKNOWN

        return replace(scope, stack_output=output)


def import_value(store: Store, name: str) -> str:
    """The value of an export. Raises `ValidationError`."""
    found = store.exporter(name)
    if found is None:
        raise ValidationError(f"No export named {name} found.")
    return found[1].value


def find_attribute(attributes: Mapping[str, Any], name: str) -> Any:
    """An attribute by its dotted name, flat or nested; None where there is none."""
    if name in attributes:
        return attributes[name]
    head, _, rest = name.partition(".")
    inner = attributes.get(head)
    return find_attribute(inner, rest) if rest and isinstance(inner, Mapping) else None


def attribute_of(resource: StackResource, name: str) -> Any:
    """What `Fn::GetAtt` returns. Raises `ValidationError`."""
    value = find_attribute(resource.attributes, name)
    if value is None and settings.current().stubs:
        return stub_attribute(resource.type, resource.logical_id, name)
    if value is None:
        raise ValidationError(
            f"Template error: resource {resource.logical_id} does not support attribute type {name} in Fn::GetAtt"
        )
    return value


def resolve_outputs(plan: Plan, scope: Scope) -> list[Output]:
    """The outputs of a plan."""
    outputs = []
    for key, output in plan.outputs.items():
        value = resolve(output.get("Value"), scope)
        if isinstance(value, (dict, list)) or value is None:
            raise ValidationError(f"Template format error: Output {key} is malformed. The Value must be a text")
        export = resolve((output.get("Export") or {}).get("Name"), scope)
        outputs.append(Output(key, text(value), output.get("Description"), export))
    return outputs


def _known(stack: Stack, name: str) -> StackResource:
    if name not in stack.resources:
        raise ValidationError(f"Template format error: Unresolved resource dependencies [{name}]")
    return stack.resources[name]


def _scope_of_change(
    old: StackResource, definition: Mapping[str, Any], changed: list[str], tags: Mapping[str, str]
) -> tuple[str, ...]:
    scope = [] if not [key for key in changed if key != "Tags"] else ["Properties"]
    if "Tags" in changed or (takes_tags(old.type) and dict(old.tags) != dict(tags)):
        scope.append("Tags")
    if old.definition.get("Metadata") != definition.get("Metadata"):
        scope.append("Metadata")
    scope.extend(name for name in _POLICIES if old.definition.get(name) != definition.get(name))
    return tuple(scope)


def _detail(
    kind: str, key: str, dynamic: bool, source: str, entity: str | None, values: tuple[Any, Any]
) -> dict[str, Any]:
    recreation = ("Conditionally" if dynamic else "Always") if is_replaced(kind, [key]) else "Never"
    attribute = "Tags" if key == "Tags" else "Properties"
    before, after = (None if value is None else shown(value) for value in values)
    kind_of_change = "Add" if before is None else "Remove" if after is None else "Modify"
    return {
        "Target": {
            "Attribute": attribute,
            "Name": key,
            "RequiresRecreation": recreation,
            "Path": f"/Properties/{key}",
            "BeforeValue": before,
            "AfterValue": after,
            "AttributeChangeType": kind_of_change,
        },
        "Evaluation": "Dynamic" if dynamic and entity is not None else "Static",
        "ChangeSource": source,
        "CausingEntity": entity,
    }


def shown(value: Any) -> str:
    """A value as change sets show it: a text as it is, everything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def _removal(resource: StackResource) -> Change:
    kept = str(resource.definition.get("DeletionPolicy", "Delete")).startswith("Retain")
    policy = "Retain" if kept else "Delete"
    return Change("Remove", resource.logical_id, resource.type, resource.physical_id, None, policy, (), (), resource.declared)
