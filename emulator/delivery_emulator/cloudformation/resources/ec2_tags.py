"""Tags of EC2 resources: written with the resource, then brought in line on update."""

from __future__ import annotations

from typing import Any

from delivery_emulator.cloudformation.resource import Context, Properties
from delivery_emulator.cloudformation.values import tag_list, tag_map


def tag_specifications(context: Context, properties: Properties, kind: str) -> list[dict[str, Any]]:
    """`TagSpecifications` of a create call; empty when there is nothing to tag (EC2 refuses an empty list of tags)."""
    tags = tag_list(context, properties)
    return [{"ResourceType": kind, "Tags": tags}] if tags else []


def retag(context: Context, physical_id: str, properties: Properties) -> None:
    """Give the resource the tags the template and the stack now say, and take away those they no longer say."""
    ec2 = context.client("ec2")
    wanted = tag_map(context, properties)
    found = ec2.describe_tags(Filters=[{"Name": "resource-id", "Values": [physical_id]}])["Tags"]
    gone = [{"Key": tag["Key"]} for tag in found if tag["Key"] not in wanted]
    if gone:
        ec2.delete_tags(Resources=[physical_id], Tags=gone)
    if wanted:
        ec2.create_tags(Resources=[physical_id], Tags=tag_list(context, properties))
