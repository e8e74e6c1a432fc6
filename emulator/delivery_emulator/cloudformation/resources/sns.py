"""SNS: topics, their policies and subscriptions."""

from typing import Any

from delivery_emulator.cloudformation.resource import Context, Made, Properties, ResourceType, already_gone
from delivery_emulator.cloudformation.resources.tags import retag, tag_as_stack, tag_list
from delivery_emulator.cloudformation.values import boolean, document


class Topic(ResourceType):
    """A topic, with subscriptions of its own where the template lists them."""

    name = "AWS::SNS::Topic"
    properties = frozenset(
        {
            *("TopicName", "DisplayName", "KmsMasterKeyId", "Subscription.Endpoint", "Subscription.Protocol", "Tags.*"),
            *("ContentBasedDeduplication", "FifoTopic"),
        }
    )
    replaced_by = frozenset({"TopicName", "FifoTopic"})
    custom_name = "TopicName"

    def create(self, context: Context, properties: Properties) -> Made:
        ordered = boolean(properties.get("FifoTopic", False))
        name = str(properties.get("TopicName") or context.generated_name(251) + (".fifo" if ordered else ""))
        sns = context.client("sns")
        attributes = {"FifoTopic": "true"} if ordered else {}
        arn = sns.create_topic(Name=name, Tags=tag_list(context, properties), Attributes=attributes)["TopicArn"]
        self._apply(sns, arn, properties)
        return self._made(arn)

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        self._apply(context.client("sns"), physical_id, new)
        retag(context, "sns", new, ResourceArn=physical_id)
        return self._made(physical_id)

    def adopt(self, context: Context, physical_id: str) -> Made:
        tag_as_stack(context, "sns", ResourceArn=physical_id)
        return self._made(physical_id)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("NotFound", "NotFoundException"):
            context.client("sns").delete_topic(TopicArn=physical_id)

    @staticmethod
    def _made(arn: str) -> Made:
        return Made(arn, {"TopicArn": arn, "TopicName": arn.rsplit(":", 1)[-1]})

    @staticmethod
    def _apply(sns: Any, arn: str, properties: Properties) -> None:
        for name in ("DisplayName", "KmsMasterKeyId"):
            sns.set_topic_attributes(TopicArn=arn, AttributeName=name, AttributeValue=str(properties.get(name, "")))
        if boolean(properties.get("FifoTopic", False)):
            deduplicates = document(properties.get("ContentBasedDeduplication", False))
            sns.set_topic_attributes(TopicArn=arn, AttributeName="ContentBasedDeduplication", AttributeValue=deduplicates)
        wanted = {(item["Protocol"], str(item["Endpoint"])) for item in properties.get("Subscription") or []}
        for protocol, endpoint in sorted(wanted):
            sns.subscribe(TopicArn=arn, Protocol=protocol, Endpoint=endpoint)


class TopicPolicy(ResourceType):
    """The policy of one or more topics; deleted, a topic has AWS's default policy again."""

    name = "AWS::SNS::TopicPolicy"
    properties = frozenset({"Topics", "PolicyDocument.*"})

    def create(self, context: Context, properties: Properties) -> Made:
        self._put(context, properties["Topics"], document(properties["PolicyDocument"]))
        return Made(context.generated_name())

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        self.delete(context, physical_id, {"Topics": [arn for arn in old["Topics"] if arn not in new["Topics"]]})
        self._put(context, new["Topics"], document(new["PolicyDocument"]))
        return Made(physical_id)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        for arn in properties["Topics"]:
            with already_gone("NotFound", "NotFoundException"):
                self._put(context, [arn], document(_default_policy(arn, context.account)))

    @staticmethod
    def _put(context: Context, topics: Any, policy: str) -> None:
        for arn in topics:
            context.client("sns").set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=policy)


class Subscription(ResourceType):
    """One subscriber of a topic; an e-mail address stays pending until somebody confirms it."""

    name = "AWS::SNS::Subscription"
    properties = frozenset(
        {
            *("TopicArn", "Protocol", "Endpoint", "RawMessageDelivery", "FilterPolicyScope"),
            *("FilterPolicy.*", "RedrivePolicy.*"),
        }
    )
    replaced_by = frozenset({"TopicArn", "Protocol", "Endpoint"})
    optional = ("RawMessageDelivery", "FilterPolicyScope", "FilterPolicy", "RedrivePolicy")

    def create(self, context: Context, properties: Properties) -> Made:
        arn = context.client("sns").subscribe(
            TopicArn=properties["TopicArn"],
            Protocol=properties["Protocol"],
            Endpoint=str(properties["Endpoint"]),
            Attributes={name: document(properties[name]) for name in self.optional if name in properties},
            ReturnSubscriptionArn=True,
        )["SubscriptionArn"]
        return Made(arn, {"Arn": arn})

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        defaults = {"RawMessageDelivery": "false", "FilterPolicyScope": "MessageAttributes"}
        for name in self.optional:
            if old.get(name) != new.get(name):
                value = document(new[name]) if name in new else defaults.get(name, "{}")
                context.client("sns").set_subscription_attributes(
                    SubscriptionArn=physical_id, AttributeName=name, AttributeValue=value
                )
        return Made(physical_id, {"Arn": physical_id})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("NotFound", "NotFoundException"):
            context.client("sns").unsubscribe(SubscriptionArn=physical_id)


def _default_policy(arn: str, account: str) -> dict[str, Any]:
    actions = (
        *("GetTopicAttributes", "SetTopicAttributes", "AddPermission", "RemovePermission", "DeleteTopic"),
        *("Subscribe", "ListSubscriptionsByTopic", "Publish"),
    )
    statement = {
        "Sid": "__default_statement_ID",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": [f"SNS:{action}" for action in actions],
        "Resource": arn,
        "Condition": {"StringEquals": {"AWS:SourceOwner": account}},
    }
    return {"Version": "2008-10-17", "Id": "__default_policy_ID", "Statement": [statement]}
