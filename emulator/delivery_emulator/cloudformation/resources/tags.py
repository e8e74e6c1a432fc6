"""Tags: the stack's and the resource's own, written with the resource and brought in line on update."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from delivery_emulator.cloudformation.resource import Context, Properties


@dataclass(frozen=True)
class _TagCalls:
    """How a service reads, gives and takes away the tags of one resource."""

    read: str = "list_tags_for_resource"
    give: str = "tag_resource"
    take: str = "untag_resource"
    answer: str = "Tags"
    """Where the tags stand in the answer of `read`."""
    tags: str = "Tags"
    keys: str = "TagKeys"
    pair: tuple[str, str] | None = ("Key", "Value")
    """The fields of one tag in a list; None where tags are a map."""


_CALLS = {
    "apigatewayv2": _TagCalls("get_tags", pair=None),
    "cloudwatch": _TagCalls(),
    "codecommit": _TagCalls(answer="tags", tags="tags", keys="tagKeys", pair=None),
    "codepipeline": _TagCalls(answer="tags", tags="tags", keys="tagKeys", pair=("key", "value")),
    "dynamodb": _TagCalls("list_tags_of_resource"),
    "ecr": _TagCalls(answer="tags", tags="tags", keys="tagKeys"),
    "events": _TagCalls(),
    "iam": _TagCalls("list_role_tags", "tag_role", "untag_role"),
    "kms": _TagCalls("list_resource_tags", pair=("TagKey", "TagValue")),
    "lambda": _TagCalls("list_tags", pair=None),
    "logs": _TagCalls(answer="tags", tags="tags", keys="tagKeys", pair=None),
    "secretsmanager": _TagCalls("describe_secret"),
    "sns": _TagCalls(),
    "sqs": _TagCalls("list_queue_tags", "tag_queue", "untag_queue", pair=None),
    "stepfunctions": _TagCalls(answer="tags", tags="tags", keys="tagKeys", pair=("key", "value")),
    "ssm": _TagCalls(give="add_tags_to_resource", take="remove_tags_from_resource", answer="TagList"),
}


def tag_map(context: Context, properties: Properties) -> dict[str, str]:
    """The tags a resource gets: the stack's own, overridden by the resource's `Tags` (a list or a map)."""
    own = properties.get("Tags") or {}
    pairs = own if isinstance(own, Mapping) else {tag["Key"]: tag["Value"] for tag in own}
    return {**context.tags, **{str(key): str(value) for key, value in pairs.items()}}


def tag_list(context: Context, properties: Properties, key: str = "Key", value: str = "Value") -> list[dict[str, str]]:
    """`tag_map` as the list of key/value records most APIs take, under the field names the API uses."""
    return [{key: name, value: text} for name, text in tag_map(context, properties).items()]


def retag(context: Context, service: str, properties: Properties, **resource: Any) -> None:
    """Give a resource the tags the template and the stack now say, and take away those they no longer say.

    `resource` is how the service's calls name it: `ResourceArn=…`, `KeyId=…`.
    """
    client, calls = context.client(service), _CALLS[service]
    found = getattr(client, calls.read)(**resource).get(calls.answer) or {}
    tags = tag_map(context, properties) if calls.pair is None else tag_list(context, properties, *calls.pair)
    synchronise(
        tag_map(context, properties),
        found if calls.pair is None else [tag[calls.pair[0]] for tag in found],
        lambda keys: getattr(client, calls.take)(**resource, **{calls.keys: keys}),
        lambda: getattr(client, calls.give)(**resource, **{calls.tags: tags}),
    )


def tag_as_stack(context: Context, service: str, **resource: Any) -> None:
    """Give a resource the stack's own tags, and leave those that it has. `resource` as for `retag`."""
    if context.tags:
        calls = _CALLS[service]
        tags = dict(context.tags) if calls.pair is None else tag_list(context, {}, *calls.pair)
        getattr(context.client(service), calls.give)(**resource, **{calls.tags: tags})


def synchronise(
    wanted: Mapping[str, str], found: Iterable[str], untag: Callable[[list[str]], Any], tag: Callable[[], Any]
) -> None:
    """Take away the keys that are not wanted, then give what is; most services refuse an empty list."""
    gone = [key for key in found if key not in wanted]
    if gone:
        untag(gone)
    if wanted:
        tag()


def tag_specifications(context: Context, properties: Properties, kind: str) -> list[dict[str, Any]]:
    """`TagSpecifications` of EC2's create calls; empty when there is nothing to tag (EC2 refuses an empty list of tags)."""
    tags = tag_list(context, properties)
    return [{"ResourceType": kind, "Tags": tags}] if tags else []


def retag_in_ec2(context: Context, physical_id: str, properties: Properties) -> None:
    """As `retag`, by EC2's calls, which take several resources at once."""
    ec2 = context.client("ec2")
    found = ec2.describe_tags(Filters=[{"Name": "resource-id", "Values": [physical_id]}])["Tags"]
    synchronise(
        tag_map(context, properties),
        [tag["Key"] for tag in found],
        lambda keys: ec2.delete_tags(Resources=[physical_id], Tags=[{"Key": key} for key in keys]),
        lambda: ec2.create_tags(Resources=[physical_id], Tags=tag_list(context, properties)),
    )
