"""EventBridge: rules with their targets."""

import json
from typing import Any

from delivery_emulator.cloudformation.resource import Context, Made, Properties, ResourceType, already_gone
from delivery_emulator.cloudformation.resources.tags import retag
from delivery_emulator.cloudformation.values import renamed

TARGET = ("Id", "Arn", "RoleArn", "Input", "InputPath")


class Rule(ResourceType):
    """A rule of an event bus."""

    name = "AWS::Events::Rule"
    properties = frozenset(
        {
            *("Name", "Description", "EventBusName", "EventPattern.*", "ScheduleExpression", "State", "RoleArn"),
            *(f"Targets.{field}" for field in TARGET),
            *("Targets.InputTransformer.InputPathsMap.*", "Targets.InputTransformer.InputTemplate"),
            *("Targets.DeadLetterConfig.Arn", "Targets.RetryPolicy.MaximumRetryAttempts"),
            "Targets.SqsParameters.MessageGroupId",
            *("Targets.RetryPolicy.MaximumEventAgeInSeconds", "Tags.*"),
        }
    )
    replaced_by = frozenset({"Name", "EventBusName"})
    custom_name = "Name"
    named_in = "EventBusName"

    def create(self, context: Context, properties: Properties) -> Made:
        name = str(properties.get("Name") or context.generated_name())
        return self._put(context, name, {}, properties)

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        return self._put(context, physical_id, old, new)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        events, bus = context.client("events"), renamed(properties, "EventBusName")
        with already_gone("ResourceNotFoundException"):
            ids = [target["Id"] for target in events.list_targets_by_rule(Rule=physical_id, **bus)["Targets"]]
            if ids:
                events.remove_targets(Rule=physical_id, Ids=ids, **bus)
            events.delete_rule(Name=physical_id, **bus)

    @staticmethod
    def _put(context: Context, name: str, old: Properties, new: Properties) -> Made:
        events, bus = context.client("events"), renamed(new, "EventBusName")
        request: dict[str, Any] = renamed(new, "ScheduleExpression", "State", "RoleArn", "EventBusName")
        if "EventPattern" in new:
            request["EventPattern"] = json.dumps(new["EventPattern"])
        arn = events.put_rule(Name=name, Description=new.get("Description", ""), **request)["RuleArn"]
        retag(context, "events", new, ResourceARN=arn)
        targets = [_target(target) for target in new.get("Targets") or []]
        kept = {target["Id"] for target in targets}
        gone = [target["Id"] for target in old.get("Targets") or [] if target["Id"] not in kept]
        if gone:
            events.remove_targets(Rule=name, Ids=gone, **bus)
        if targets:
            events.put_targets(Rule=name, Targets=targets, **bus)
        return Made(name, {"Arn": arn})


def _target(target: Properties) -> dict[str, Any]:
    made = renamed(target, *TARGET, "InputTransformer", "DeadLetterConfig", "SqsParameters")
    if "RetryPolicy" in target:
        made["RetryPolicy"] = {name: int(value) for name, value in target["RetryPolicy"].items()}
    return made
