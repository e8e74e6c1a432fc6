"""Lambda: a queue or a stream that a function reads."""

from typing import Any

from delivery_emulator.cloudformation.resource import Context, Made, Properties, ResourceType, already_gone
from delivery_emulator.cloudformation.resources.tags import retag, tag_map
from delivery_emulator.cloudformation.values import boolean, integer, renamed

_OF_STREAMS: dict[str, Any] = {
    "MaximumRetryAttempts": -1,
    "MaximumRecordAgeInSeconds": -1,
    "ParallelizationFactor": 1,
    "BisectBatchOnFunctionError": False,
    "DestinationConfig": {},
}
"""What a mapping of a stream goes back to when the template no longer says it."""


class EventSourceMapping(ResourceType):
    """A queue or a stream of DynamoDB that a function is given in batches. How long Lambda gathers, and how many at once, is kept and does nothing."""

    name = "AWS::Lambda::EventSourceMapping"
    properties = frozenset(
        {
            *("FunctionName", "EventSourceArn", "BatchSize", "Enabled", "MaximumBatchingWindowInSeconds"),
            *("MaximumRecordAgeInSeconds", "ParallelizationFactor"),
            *("FunctionResponseTypes", "MaximumRetryAttempts", "ScalingConfig.MaximumConcurrency", "StartingPosition", "Tags.*"),
            *("FilterCriteria.Filters.Pattern", "BisectBatchOnFunctionError", "DestinationConfig.OnFailure.Destination"),
        }
    )
    replaced_by = frozenset({"EventSourceArn", "StartingPosition"})

    def create(self, context: Context, properties: Properties) -> Made:
        answer = context.client("lambda").create_event_source_mapping(
            **renamed(properties, "EventSourceArn", "StartingPosition"), **self._changeable(properties), Tags=tag_map(context, properties)
        )
        return self._made(context, answer["UUID"])

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        stream = ":dynamodb:" in str(new["EventSourceArn"])
        kind = {"BatchSize": 100, **_OF_STREAMS} if stream else {"BatchSize": 10}
        defaults = {**kind, "FilterCriteria": {}, "MaximumBatchingWindowInSeconds": 0, "FunctionResponseTypes": [], "ScalingConfig": {}, "Enabled": True}
        context.client("lambda").update_event_source_mapping(UUID=physical_id, **{**defaults, **self._changeable(new)})
        made = self._made(context, physical_id)
        retag(context, "lambda", new, Resource=made.attributes["EventSourceMappingArn"])
        return made

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("ResourceNotFoundException", "404"):
            context.client("lambda").delete_event_source_mapping(UUID=physical_id)

    @staticmethod
    def _changeable(properties: Properties) -> dict[str, Any]:
        scaling = properties.get("ScalingConfig")
        return {
            **renamed(properties, "FunctionName", "FunctionResponseTypes", "FilterCriteria", "DestinationConfig"),
            **renamed(properties, "BatchSize", "MaximumBatchingWindowInSeconds", "MaximumRetryAttempts", read=integer),
            **renamed(properties, "MaximumRecordAgeInSeconds", "ParallelizationFactor", read=integer),
            **renamed(properties, "Enabled", "BisectBatchOnFunctionError", read=boolean),
            **({"ScalingConfig": renamed(scaling, "MaximumConcurrency", read=integer)} if scaling else {}),
        }

    @staticmethod
    def _made(context: Context, uuid: str) -> Made:
        return Made(uuid, {"Id": uuid, "EventSourceMappingArn": context.arn("lambda", f"event-source-mapping:{uuid}")})
