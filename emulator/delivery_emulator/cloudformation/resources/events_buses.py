"""EventBridge: event buses and their policies."""

import json

from delivery_emulator.cloudformation.resource import Context, Made, Properties, ResourceType, already_gone
from delivery_emulator.cloudformation.resources.tags import retag, tag_list
from delivery_emulator.cloudformation.values import renamed

_NOT_THERE = "ResourceNotFoundException"


class EventBus(ResourceType):
    """An event bus for events of one's own."""

    name = "AWS::Events::EventBus"
    properties = frozenset({"DeadLetterConfig.Arn", "Description", "KmsKeyIdentifier", "Name", "Tags.*"})
    replaced_by = frozenset({"Name"})

    def create(self, context: Context, properties: Properties) -> Made:
        events, name = context.client("events"), str(properties["Name"])
        settings = renamed(properties, "Description", "KmsKeyIdentifier", "DeadLetterConfig")
        arn = events.create_event_bus(Name=name, Tags=tag_list(context, properties), **settings)["EventBusArn"]
        return Made(name, {"Arn": arn, "Name": name})

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        events = context.client("events")
        settings = {"Description": "", "KmsKeyIdentifier": "", "DeadLetterConfig": {}, **renamed(new, "Description", "KmsKeyIdentifier", "DeadLetterConfig")}
        arn = events.update_event_bus(Name=physical_id, **settings)["Arn"]
        retag(context, "events", new, ResourceARN=arn)
        return Made(physical_id, {"Arn": arn, "Name": physical_id})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        context.client("events").delete_event_bus(Name=physical_id)


class EventBusPolicy(ResourceType):
    """One statement of a bus's policy; the others stay as they are."""

    name = "AWS::Events::EventBusPolicy"
    properties = frozenset({"EventBusName", "Statement.*", "StatementId"})
    replaced_by = frozenset({"EventBusName", "StatementId"})

    def create(self, context: Context, properties: Properties) -> Made:
        events, bus, name = context.client("events"), str(properties.get("EventBusName", "default")), str(properties["StatementId"])
        there = json.loads(events.describe_event_bus(Name=bus).get("Policy") or "{}").get("Statement", [])
        own = {"Resource": context.arn("events", f"event-bus/{bus}"), "Effect": "Allow", **properties["Statement"], "Sid": name}
        policy = {"Version": "2012-10-17", "Statement": [*(each for each in there if each["Sid"] != name), own]}
        events.put_permission(EventBusName=bus, Policy=json.dumps(policy))
        return Made(f"{bus}|{name}")

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        return self.create(context, new)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        bus, name = physical_id.split("|")
        with already_gone(_NOT_THERE):
            context.client("events").remove_permission(EventBusName=bus, StatementId=name)
