"""EC2: what moto drops from endpoints, rules and deleted networks, and the real ids of the prefix lists of S3 and DynamoDB."""

import functools
import inspect
import json
from collections.abc import Callable
from typing import Any

from moto.ec2.models import EC2Backend
from moto.ec2.models.amis import Ami, AmiBackend
from moto.ec2.models.managed_prefixes import ManagedPrefixListBackend
from moto.ec2.models.security_groups import SecurityGroup, SecurityGroupRule
from moto.ec2.models.vpcs import VPCEndPoint
from moto.ec2.responses.vpcs import VPCs
from moto.ec2.utils import random_private_ip

from delivery_emulator.services.patch import arguments, around

S3_PREFIX_LISTS = {
    "us-east-1": "pl-63a5400a",
    "us-east-2": "pl-7ba54012",
    "us-west-1": "pl-6ba54002",
    "us-west-2": "pl-68a54001",
    "ca-central-1": "pl-7da54014",
    "eu-central-1": "pl-6ea54007",
    "eu-west-1": "pl-6da54004",
    "eu-west-2": "pl-7ca54015",
    "eu-west-3": "pl-23ad484a",
    "eu-north-1": "pl-c3aa4faa",
    "ap-northeast-1": "pl-61a54008",
    "ap-northeast-2": "pl-78a54011",
    "ap-south-1": "pl-78a54011",
    "ap-southeast-1": "pl-6fa54006",
    "ap-southeast-2": "pl-6ca54005",
    "sa-east-1": "pl-6aa54003",
}
"""AWS's own id of each region's S3 prefix list, as `aws ec2 describe-managed-prefix-lists` prints it."""
DYNAMODB_PREFIX_LISTS = {
    "ap-northeast-1": "pl-78a54011",
    "ap-northeast-2": "pl-48a54021",
    "ap-south-1": "pl-66a7420f",
    "ap-southeast-1": "pl-67a5400e",
    "ap-southeast-2": "pl-62a5400b",
    "eu-central-1": "pl-66a5400f",
    "eu-north-1": "pl-adae4bc4",
    "eu-west-1": "pl-6fa54006",
    "eu-west-2": "pl-b3a742da",
    "us-east-1": "pl-02cd2c6b",
    "us-east-2": "pl-4ca54025",
    "us-west-1": "pl-6ea54007",
    "us-west-2": "pl-00a54069",
}
"""The same of DynamoDB's."""


def install() -> None:
    """Patch moto's EC2."""
    _load_images_when_asked()
    around(ManagedPrefixListBackend, "create_default_pls")(_create_prefix_lists)
    around(SecurityGroupRule, "__init__")(_keep_description)
    SecurityGroupRule.__eq__ = _same_rule  # type: ignore[method-assign]
    around(EC2Backend, "_sg_update_description")(_update_description)
    SecurityGroupRule.description = property(_description)  # type: ignore[assignment,method-assign]
    around(SecurityGroup, "_flattened_rules")(_describe_prefix_lists)
    around(VPCs, "modify_vpc_endpoint")(_modify_endpoint)
    around(EC2Backend, "create_flow_logs")(_create_flow_logs)
    around(EC2Backend, "delete_vpc_endpoints")(_delete_endpoints)
    around(EC2Backend, "delete_vpc")(_delete_vpc)
    around(EC2Backend, "delete_subnet")(_delete_subnet)


def _load_images_when_asked() -> None:
    """A thousand images per account and region, of which hardly anybody asks, are most of what a first call costs."""
    load = AmiBackend._load_amis

    def images(backend: Any) -> dict[str, Ami]:
        backend.amis = {}
        load(backend)
        return dict(backend.amis)

    loaded = functools.cached_property(images)
    loaded.__set_name__(AmiBackend, "amis")
    AmiBackend.amis = loaded  # type: ignore[attr-defined]
    AmiBackend._load_amis = lambda backend: delattr(backend, "amis")  # type: ignore[method-assign]


def _create_prefix_lists(original: Callable[..., Any], backend: Any) -> None:
    original(backend)
    for service, known in (("s3", S3_PREFIX_LISTS), ("dynamodb", DYNAMODB_PREFIX_LISTS)):
        wanted = known.get(backend.region_name)
        name = f"com.amazonaws.{backend.region_name}.{service}"
        for identifier, found in list(backend.managed_prefix_lists.items()):
            if wanted and found.prefix_list_name == name:
                backend.managed_prefix_lists.pop(identifier)
                found.id = wanted
                backend.managed_prefix_lists[wanted] = found


def _keep_description(original: Callable[..., Any], rule: Any, *args: Any, **kwargs: Any) -> None:
    original(rule, *args, **kwargs)
    prefixes = inspect.signature(original).bind(rule, *args, **kwargs).arguments.get("prefix_list_id") or {}
    rule.prefix_description = prefixes.get("Description")


def _identity(rule: Any) -> tuple[Any, ...]:
    """What makes a rule the same rule: everything but its description."""
    ports = (rule.from_port, rule.to_port) if rule.ip_protocol != "-1" else ()
    targets = (rule.cidr_ipv4, rule.cidr_ipv6, rule.source_group.get("GroupId"), rule.prefix_list_id)
    return (rule.ip_protocol, ports, targets)


def _same_rule(rule: Any, other: Any) -> bool:
    return _identity(rule) == _identity(other)


def _update_description(original: Callable[..., Any], backend: Any, security_rule: Any, rule: Any) -> None:
    original(backend, security_rule, rule)
    if security_rule.prefix_list_id and security_rule.prefix_list_id == rule.prefix_list_id:
        rule.prefix_description = security_rule.prefix_description


def _description(rule: Any) -> str | None:
    described = rule.ip_range.get("Description") or rule.source_group.get("Description")
    return described or getattr(rule, "prefix_description", None)


def _describe_prefix_lists(original: Callable[..., Any], group: Any, rules: Any) -> Any:
    described = {rule.prefix_list_id: rule.prefix_description for rule in rules if rule.prefix_list_id}
    views = original(group, rules)
    for view in views:
        for item in view.prefix_list_ids:
            if described.get(item["PrefixListId"]):
                item["Description"] = described[item["PrefixListId"]]
    return views


def _modify_endpoint(original: Callable[..., Any], response: Any) -> Any:
    backend = response.ec2_backend
    endpoint = backend.describe_vpc_endpoints([response._get_param("VpcEndpointId")])[0]
    subnets, tables = list(endpoint.subnet_ids or []), list(endpoint.route_table_ids)
    answer = original(response)
    if response._get_param("PrivateDnsEnabled") is not None:
        endpoint.private_dns_enabled = response._get_bool_param("PrivateDnsEnabled")
    if response._get_bool_param("ResetPolicy"):
        endpoint.policy_document = json.dumps(VPCEndPoint.DEFAULT_POLICY)
    if str(endpoint.vpc_endpoint_type).lower() == "interface":
        _place_interfaces(backend, endpoint, subnets)
    else:
        _place_routes(backend, endpoint, tables)
    return answer


def _place_interfaces(backend: Any, endpoint: Any, before: list[str]) -> None:
    """One network interface per subnet, as the subnets now are."""
    for subnet in set(before) - set(endpoint.subnet_ids):
        for interface in [item for item in endpoint.network_interface_ids if backend.enis[item].subnet.id == subnet]:
            backend.enis.pop(interface)
            endpoint.network_interface_ids.remove(interface)
    for subnet in [item for item in endpoint.subnet_ids if item not in before]:
        endpoint.network_interface_ids.append(backend.create_network_interface(subnet, random_private_ip()).id)


def _place_routes(backend: Any, endpoint: Any, before: list[str]) -> None:
    """A route to the endpoint's prefix list in each of its route tables."""
    prefixes = endpoint.destination_prefix_list_id
    if not prefixes:
        return
    for table in set(before) - set(endpoint.route_table_ids):
        backend.delete_route(table, prefixes)
    for table in [item for item in endpoint.route_table_ids if item not in before]:
        backend.create_route(table, None, gateway_id=endpoint.id, destination_prefix_list_id=prefixes)


def _create_flow_logs(original: Callable[..., Any], backend: Any, *args: Any, **kwargs: Any) -> Any:
    """A bucket may be followed by a folder, which moto takes for a part of its name.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html
    """
    asked = arguments(original, backend, *args, **kwargs)
    place = asked["log_destination"]
    folder = place.partition("/")[2] if place and place.split(":")[2:3] == ["s3"] else ""
    given = {**asked, "log_destination": place.removesuffix(f"/{folder}") if folder else place}
    made, refused = original(**given)
    for each in made:
        each.log_destination = place
    return made, refused


def _delete_endpoints(original: Callable[..., Any], backend: Any, vpce_ids: list[str] | None = None) -> None:
    """A deleted endpoint is soon gone from AWS's answers; moto keeps it for ever."""
    original(backend, vpce_ids=vpce_ids)
    for identifier in vpce_ids or []:
        backend.vpc_end_points.pop(identifier, None)


def _delete_vpc(original: Callable[..., Any], backend: Any, vpc_id: str) -> Any:
    vpc = original(backend, vpc_id)
    for identifier in [acl.id for acl in backend.network_acls.values() if acl.vpc_id == vpc_id]:
        backend.network_acls.pop(identifier)
    return vpc


def _delete_subnet(original: Callable[..., Any], backend: Any, subnet_id: str) -> Any:
    subnet = original(backend, subnet_id)
    for acl in backend.network_acls.values():
        for identifier in [key for key, item in acl._associations.items() if item.subnet_id == subnet_id]:
            acl._associations.pop(identifier)
    return subnet
