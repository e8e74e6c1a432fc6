"""SQS: queues and their policies."""

from delivery_emulator.cloudformation.resource import Context, Made, Properties, ResourceType, already_gone
from delivery_emulator.cloudformation.resources.tags import retag, tag_as_stack, tag_map
from delivery_emulator.cloudformation.values import boolean, document, renamed

DEFAULTS = {
    "DelaySeconds": "0",
    "KmsDataKeyReusePeriodSeconds": "300",
    "KmsMasterKeyId": "",
    "MaximumMessageSize": "262144",
    "MessageRetentionPeriod": "345600",
    "ReceiveMessageWaitTimeSeconds": "0",
    "RedriveAllowPolicy": "",
    "RedrivePolicy": "",
    "SqsManagedSseEnabled": "true",
    "VisibilityTimeout": "30",
}
"""What an attribute goes back to when the template no longer sets it."""
_ORDERED = {"ContentBasedDeduplication": "false", "DeduplicationScope": "queue", "FifoThroughputLimit": "perQueue"}
"""The same of queues that keep an order, which alone take them."""
NO_QUEUE = ("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist")


class Queue(ResourceType):
    """A queue."""

    name = "AWS::SQS::Queue"
    properties = frozenset(
        {"QueueName", "FifoQueue", "Tags.*", "RedrivePolicy.*", "RedriveAllowPolicy.*"} | set(DEFAULTS) | set(_ORDERED)
    )
    replaced_by = frozenset({"QueueName", "FifoQueue"})
    custom_name = "QueueName"

    def create(self, context: Context, properties: Properties) -> Made:
        sqs = context.client("sqs")
        ending = ".fifo" if boolean(properties.get("FifoQueue", False)) else ""
        name = str(properties.get("QueueName") or context.generated_name(80 - len(ending)) + ending)
        attributes = _attributes(properties) | renamed(properties, "FifoQueue", read=document)
        url = sqs.create_queue(QueueName=name, Attributes=attributes, tags=tag_map(context, properties))["QueueUrl"]
        return self._made(context, url)

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        sqs = context.client("sqs")
        dropped = {name: value for name, value in {**DEFAULTS, **_ORDERED}.items() if name in old and name not in new}
        sqs.set_queue_attributes(QueueUrl=physical_id, Attributes={**dropped, **_attributes(new)})
        retag(context, "sqs", new, QueueUrl=physical_id)
        return self._made(context, physical_id)

    def adopt(self, context: Context, physical_id: str) -> Made:
        tag_as_stack(context, "sqs", QueueUrl=physical_id)
        return self._made(context, physical_id)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone(*NO_QUEUE):
            context.client("sqs").delete_queue(QueueUrl=physical_id)

    @staticmethod
    def _made(context: Context, url: str) -> Made:
        name = url.rsplit("/", 1)[-1]
        return Made(url, {"Arn": context.arn("sqs", name), "QueueName": name, "QueueUrl": url})


class QueuePolicy(ResourceType):
    """The policy of one or more queues."""

    name = "AWS::SQS::QueuePolicy"
    properties = frozenset({"Queues", "PolicyDocument.*"})

    def create(self, context: Context, properties: Properties) -> Made:
        self._put(context, properties)
        return Made(context.generated_name())

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        self.delete(context, physical_id, {"Queues": [url for url in old["Queues"] if url not in new["Queues"]]})
        self._put(context, new)
        return Made(physical_id)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        for url in properties["Queues"]:
            with already_gone(*NO_QUEUE):
                context.client("sqs").set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})

    @staticmethod
    def _put(context: Context, properties: Properties) -> None:
        for url in properties["Queues"]:
            policy = {"Policy": document(properties["PolicyDocument"])}
            context.client("sqs").set_queue_attributes(QueueUrl=url, Attributes=policy)


def _attributes(properties: Properties) -> dict[str, str]:
    return renamed(properties, *DEFAULTS, *_ORDERED, read=document)
