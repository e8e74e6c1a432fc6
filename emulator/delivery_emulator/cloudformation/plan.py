"""A template made ready for one stack: parameters and conditions applied, resources checked and put in order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from delivery_emulator import settings
from delivery_emulator.cloudformation.dependencies import creation_order, dependencies, unresolved
from delivery_emulator.cloudformation.errors import ValidationError
from delivery_emulator.cloudformation.intrinsics import NO_VALUE, UNKNOWN, Scope, function_of, holds, resolve
from delivery_emulator.cloudformation.parameters import Parameter, resolve_parameters
from delivery_emulator.cloudformation.store import has_account, stack_output
from delivery_emulator.cloudformation.stubs import is_stub, with_stubs
from delivery_emulator.cloudformation.support import Ahead, check_capabilities, check_support
from delivery_emulator.cloudformation.template import Template, parse
from delivery_emulator.cloudformation.template_check import POLICIES, unrecognized


class Surroundings(Protocol):
    """What a plan asks of the account it is for."""

    @property
    def account(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def partition(self) -> str: ...
    def read_parameter(self, name: str) -> str | None: ...
    def zones(self, region: str) -> list[str]: ...


@dataclass(frozen=True)
class Plan:
    """What a stack should become."""

    body: str
    template: Template
    parameters: dict[str, Parameter]
    pseudo: Mapping[str, Any]
    conditions: Mapping[str, bool]
    resources: Mapping[str, Any]
    """By logical id, without those whose condition is false; `Fn::If` is gone."""
    needs: dict[str, set[str]]
    order: list[str]
    outputs: Mapping[str, Any]
    tags: dict[str, str]

    def scope(
        self,
        resource_ref: Callable[[str], Any],
        attribute: Callable[[str, str], Any],
        imported: Callable[[str], Any],
        zones: Callable[[str], list[str]],
    ) -> Scope:
        """How values of this plan are resolved, given what resources are."""

        def ref(name: str) -> Any:
            if name in self.parameters:
                return self.parameters[name].value
            return self.pseudo[name] if name in self.pseudo else resource_ref(name)

        def output(stack_name: str, output_name: str, region: str | None) -> str:
            return stack_output(
                self.pseudo["AWS::AccountId"], region or self.pseudo["AWS::Region"], stack_name, output_name
            )

        mappings = self.template.get("Mappings") or {}
        return Scope(ref, attribute, self.conditions.__getitem__, mappings, imported, zones, output)


def make_plan(
    body: str,
    given: Sequence[Mapping[str, Any]],
    previous: Mapping[str, Parameter],
    tags: dict[str, str],
    capabilities: list[str],
    stack_name: str,
    stack_id: str,
    notification_arns: list[str],
    around: Surroundings,
) -> Plan:
    """Read and check everything that can be checked before the first resource is touched. Raises `ValidationError`."""
    template = parse(body)
    parameters = resolve_parameters(template.get("Parameters") or {}, given, previous, around.read_parameter)
    pseudo = {
        "AWS::AccountId": around.account,
        "AWS::NotificationARNs": notification_arns,
        "AWS::Partition": around.partition,
        "AWS::Region": around.region,
        "AWS::StackId": stack_id,
        "AWS::StackName": stack_name,
        "AWS::URLSuffix": "amazonaws.com.cn" if around.partition == "aws-cn" else "amazonaws.com",
    }
    conditions = _Conditions(template, parameters, pseudo, around.zones)
    known = frozenset({*parameters, *pseudo, "AWS::NoValue"})
    _check_rules(template, conditions)
    resources = _with_policies(_kept(template["Resources"], conditions), conditions.scope)
    ahead = Ahead(conditions.ahead, lambda account: account == around.account or has_account(account))
    if settings.current().stubs:
        resources = with_stubs(resources, ahead)
    check_support({logical_id: each for logical_id, each in resources.items() if not is_stub(each)}, ahead)
    check_capabilities(resources, capabilities)
    needs = dependencies(resources, known, template["Resources"])
    outputs = _kept(template.get("Outputs") or {}, conditions)
    missing = unresolved(list(outputs.values()), {*resources, *known})
    if missing:
        raise ValidationError(f"Unresolved resource dependencies [{', '.join(missing)}] in the Outputs block of the template")
    return Plan(
        body,
        template,
        parameters,
        pseudo,
        conditions.all(),
        resources,
        needs,
        creation_order(needs),
        outputs,
        tags,
    )


class _Conditions:
    """The template's conditions, each evaluated once."""

    def __init__(
        self,
        template: Template,
        parameters: Mapping[str, Parameter],
        pseudo: Mapping[str, Any],
        zones: Callable[[str], list[str]],
    ) -> None:
        self._declared: Mapping[str, Any] = template.get("Conditions") or {}
        self._values: dict[str, bool] = {}
        self._open: list[str] = []

        def ref(name: str) -> Any:
            if name in parameters:
                return parameters[name].value
            if name in pseudo:
                return pseudo[name]
            raise ValidationError(f"Template format error: Unresolved dependencies [{name}]. Cannot reference resources "
                                  "in the Conditions block of the template")

        def no_attribute(logical_id: str, attribute: str) -> Any:
            raise ValidationError("Template error: Fn::GetAtt cannot be used in Conditions")

        def no_import(name: str) -> Any:
            raise ValidationError("Template error: Fn::ImportValue cannot be used in Conditions")

        def no_output(stack_name: str, output_name: str, region: str | None) -> Any:
            raise ValidationError("Template error: Fn::GetStackOutput cannot be used in Conditions")

        mappings = template.get("Mappings") or {}
        self.scope = Scope(ref, no_attribute, self.value, mappings, no_import, zones, no_output)

    def value(self, name: str) -> bool:
        """The truth of a named condition."""
        if name not in self._values:
            if name not in self._declared:
                raise ValidationError(f"Template error: unresolved condition dependency {name}")
            if name in self._open:
                raise ValidationError(f"Template error: circular condition dependency {name}")
            self._open.append(name)
            self._values[name] = holds(self._declared[name], self.scope)
            self._open.pop()
        return self._values[name]

    def ahead(self, value: Any) -> Any:
        """A value as far as parameters and mappings tell it; as it is written where they cannot be read."""
        known = self.scope.ref

        def ref(name: str) -> Any:
            try:
                return known(name)
            except ValidationError:
                return UNKNOWN

        def unknown(*_: Any) -> str:
            return UNKNOWN

        try:
            return resolve(value, replace(self.scope, ref=ref, attribute=unknown, imported=unknown, stack_output=unknown))
        except ValidationError:
            return value

    def all(self) -> dict[str, bool]:
        """Every condition of the template."""
        return {name: self.value(name) for name in self._declared}


def _kept(entries: Mapping[str, Any], conditions: _Conditions) -> dict[str, Any]:
    return {
        name: _without_if(entry, conditions)
        for name, entry in entries.items()
        if "Condition" not in entry or conditions.value(entry["Condition"])
    }


def _without_if(value: Any, conditions: _Conditions) -> Any:
    if value == {"Ref": "AWS::NoValue"}:
        return NO_VALUE
    if function_of(value) == "Fn::If":
        argument = value["Fn::If"]
        if not isinstance(argument, list) or len(argument) != 3:
            raise ValidationError("Template error: Fn::If requires a list argument with three elements")
        return _without_if(argument[1] if conditions.value(argument[0]) else argument[2], conditions)
    if isinstance(value, dict):
        pairs = {key: _without_if(item, conditions) for key, item in value.items()}
        return {key: item for key, item in pairs.items() if item is not NO_VALUE}
    if isinstance(value, list):
        return [item for item in (_without_if(item, conditions) for item in value) if item is not NO_VALUE]
    return value


def _with_policies(resources: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
    """Resources whose policies are values: the transform lets them be functions of parameters and mappings."""
    told: dict[str, Any] = {}
    for logical_id, resource in resources.items():
        policies = {name: resolve(resource[name], scope) for name in POLICIES if name in resource}
        for name, value in policies.items():
            if value not in POLICIES[name]:
                raise ValidationError(unrecognized(name, value, logical_id))
        told[logical_id] = {**resource, **policies}
    return told


def _check_rules(template: Template, conditions: _Conditions) -> None:
    for name, rule in (template.get("Rules") or {}).items():
        if "RuleCondition" in rule and not _asserted(rule["RuleCondition"], conditions):
            continue
        for assertion in rule.get("Assertions") or []:
            if not _asserted(assertion["Assert"], conditions):
                why = assertion.get("AssertDescription", f"rule {name} does not hold")
                raise ValidationError(f"Template validation error: Template error: {why}")


def _asserted(assertion: Any, conditions: _Conditions) -> bool:
    name, argument = next(iter(assertion.items()))
    if name == "Fn::Contains":
        values, wanted = argument
        listed = conditions.scope.ref(values["Ref"]) if isinstance(values, dict) else values
        value = conditions.scope.ref(wanted["Ref"]) if isinstance(wanted, dict) else wanted
        return str(value) in [str(one) for one in listed]
    if name == "Fn::Not":
        return not _asserted(argument[0], conditions)
    if name in ("Fn::And", "Fn::Or"):
        answers = [_asserted(one, conditions) for one in argument]
        return all(answers) if name == "Fn::And" else any(answers)
    return holds(assertion, conditions.scope)
