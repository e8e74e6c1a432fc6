"""The tagging API: asked for resources by their ARNs, which moto ignores, and for kinds of resources that moto leaves out."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

from moto.cloudtrail.models import cloudtrail_backends
from moto.core.exceptions import JsonRESTError
from moto.ec2.models import ec2_backends
from moto.events.models import events_backends
from moto.resourcegroupstaggingapi.models import ResourceGroupsTaggingAPIBackend
from moto.resourcegroupstaggingapi.responses import ResourceGroupsTaggingAPIResponse

from delivery_emulator import delays
from delivery_emulator.services.patch import around

MOST = 100
"""So many ARNs AWS takes at once."""

MISNAMED = {":flow-logs/": ":vpc-flow-log/"}
"""Kinds that go by another word in AWS's ARNs than in moto's."""


def install() -> None:
    """Patch moto's tagging API."""
    around(ResourceGroupsTaggingAPIBackend, "_get_resources_generator")(_all)
    around(ResourceGroupsTaggingAPIResponse, "get_resources")(_get_resources)


def _all(
    original: Callable[..., Any],
    backend: Any,
    tag_filters: list[dict[str, Any]] | None = None,
    resource_type_filters: list[str] | None = None,
) -> Iterator[dict[str, Any]]:
    for found in original(backend, tag_filters=tag_filters, resource_type_filters=resource_type_filters):
        for wrong, right in MISNAMED.items():
            found["ResourceARN"] = found["ResourceARN"].replace(wrong, right)
        if _is_elsewhere(backend, found["ResourceARN"]):
            continue
        yield found
    if not resource_type_filters and not tag_filters:
        yield from (found for found in _left_out(backend.account_id, backend.region_name) if found["Tags"])


def _is_elsewhere(backend: Any, arn: str) -> bool:
    """Each region tells of its own resources alone; a bucket's ARN does not say where it is."""
    name = arn.partition(":s3:::")[2]
    return bool(name) and backend.s3_backend.buckets[name].region_name != backend.region_name


def _left_out(account: str, region: str) -> Iterator[dict[str, Any]]:
    ec2 = ec2_backends[account][region]
    for endpoint in ec2.vpc_end_points.values():
        tags = [{"Key": key, "Value": value} for key, value in ec2.tags.get(endpoint.id, {}).items()]
        yield {"ResourceARN": f"arn:{ec2.partition}:ec2:{region}:{account}:vpc-endpoint/{endpoint.id}", "Tags": tags}
    events = events_backends[account][region]
    for bus in events.event_buses.values():
        for rule in bus.rules.values():
            yield {"ResourceARN": rule.arn, "Tags": events.tagger.list_tags_for_resource(rule.arn)["Tags"]}
    cloudtrail = cloudtrail_backends[account][region]
    for trail in cloudtrail.trails.values():
        tags = cloudtrail.tagging_service.list_tags_for_resource(trail.arn)["TagsList"]
        yield {"ResourceARN": trail.arn, "Tags": tags}


def _get_resources(original: Callable[..., Any], response: Any) -> str:
    wanted = response._get_param("ResourceARNList")
    if not wanted:
        return str(original(response))
    if len(wanted) > MOST or response._get_param("TagFilters") or response._get_param("ResourceTypeFilters"):
        raise JsonRESTError(
            "InvalidParameterException", f"ResourceARNList takes up to {MOST} ARNs, and no filters beside it"
        )
    everything = response.backend._get_resources_generator(tag_filters=[])
    known = response.backend.__dict__.setdefault("delivery_known", {})
    found = [resource for resource in everything if resource["ResourceARN"] in wanted and _is_known(known, resource)]
    return json.dumps({"ResourceTagMappingList": found, "PaginationToken": ""})


def _is_known(known: dict[str, float], resource: dict[str, Any]) -> bool:
    """A resource is known some time after somebody has first asked for it: when it was made is not told here."""
    return delays.is_over("tagging-index", known.setdefault(resource["ResourceARN"], time.time()))
