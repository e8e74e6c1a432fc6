"""EC2: ports and protocols of rules, groups that are in use, sizes and zones of subnets, services of endpoints, numbers of entries.

Sources: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html, API_CreateNetworkAclEntry.html, errors-overview.html;
https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html; https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
and gateway-endpoints.html.
"""

import ipaddress
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models import EC2Backend
from moto.ec2.responses.network_acls import NetworkACLs

from delivery_emulator.services.patch import arguments, around

_PROTOCOLS = ("tcp", "udp", "icmp", "icmpv6")
_MOST_PORT, _MOST_PROTOCOL = 65_535, 255
_PREFIXES = range(16, 29)
_MOST_NUMBER = 32_766
_GATEWAYS = ("s3", "dynamodb")


def install() -> None:
    """Ask before moto makes or deletes something."""
    for direction in ("ingress", "egress"):
        around(EC2Backend, f"authorize_security_group_{direction}")(_authorize)
    around(EC2Backend, "_delete_security_group")(_delete_group)
    around(EC2Backend, "create_subnet")(_create_subnet)
    around(EC2Backend, "create_vpc_endpoint")(_create_endpoint)
    around(EC2Backend, "delete_vpc_endpoints")(_delete_endpoints)
    around(NetworkACLs, "create_network_acl_entry")(_create_entry)


def _authorize(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    asked = arguments(original, *args, **kwargs)
    protocol = str(asked["ip_protocol"]).lower()
    if protocol not in _PROTOCOLS and not re.fullmatch(r"-1|\d+", protocol) or (protocol.isdecimal() and int(protocol) > _MOST_PROTOCOL):
        raise _invalid(f"Invalid value '{asked['ip_protocol']}' for IP protocol. Unknown protocol.")
    if protocol in ("tcp", "udp", "6", "17"):
        first, last = (None if asked[each] in (None, "") else int(asked[each]) for each in ("from_port", "to_port"))
        if first is None or last is None:
            raise _invalid(f"Invalid value 'Must specify both from and to ports with {protocol.upper()}.' for portRange.")
        if first > last or not (0 <= first <= _MOST_PORT and last <= _MOST_PORT):
            raise _invalid(f"Invalid value '{first}-{last}' for portRange. Ports are 0 to {_MOST_PORT}, and the first is not above the last.")
    return original(*args, **kwargs)


def _invalid(message: str) -> EC2ClientError:
    return EC2ClientError("InvalidParameterValue", message)


def _delete_group(original: Callable[..., Any], backend: Any, vpc_id: str | None, group_id: str) -> None:
    if any(True for _ in _users_of_group(backend, group_id)):
        raise EC2ClientError("DependencyViolation", f"resource {group_id} has a dependent object")
    original(backend, vpc_id, group_id)


def _users_of_group(backend: Any, group_id: str) -> Iterator[Any]:
    """Rules of other groups, endpoints and interfaces that name a group."""
    for groups in backend.groups.values():
        for group in groups.values():
            rules = (*group.ingress_rules, *group.egress_rules) if group.group_id != group_id else ()
            yield from (rule for rule in rules if rule.source_group.get("GroupId") == group_id)
    yield from (endpoint for endpoint in backend.vpc_end_points.values() if group_id in (endpoint.security_group_ids or []))
    yield from (interface for interface in backend.enis.values() if group_id in [group.group_id for group in interface.group_set])


def _create_subnet(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    asked = arguments(original, *args, **kwargs)
    block, zone, region = asked["cidr_block"], asked["availability_zone"], asked["self"].region_name
    if block and _prefix(block) not in _PREFIXES:
        raise EC2ClientError("InvalidSubnet.Range", f"The CIDR '{block}' is invalid.")
    if zone and not zone.startswith(region):
        raise _invalid(f"Value ({zone}) for parameter availabilityZone is invalid. Subnets can currently only be created in zones of {region}.")
    return original(*args, **kwargs)


def _prefix(block: str) -> int:
    """What is no range of addresses is left to who reads it next."""
    try:
        return ipaddress.ip_network(block, strict=False).prefixlen
    except ValueError:
        return _PREFIXES[0]


def _create_endpoint(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    asked = arguments(original, *args, **kwargs)
    backend, service = asked["self"], asked["service_name"]
    kind = str(asked["endpoint_type"] or "Gateway").lower()
    region = re.fullmatch(r"com\.amazonaws\.([a-z]{2}(?:-[a-z]+)+-\d)\..+", service)
    if region is not None and region[1] != backend.region_name:
        raise EC2ClientError("InvalidServiceName", f"The Vpc Endpoint Service '{service}' does not exist")
    if kind == "gateway" and service.rpartition(".")[2] not in _GATEWAYS:
        raise EC2ClientError("InvalidParameter", f"Endpoint type (Gateway) does not match available service types ([Interface]) for {service}.")
    if asked["policy_document"] and not _is_policy(asked["policy_document"]):
        raise EC2ClientError("InvalidPolicyDocument", "Policy document is malformed or invalid")
    for table in asked["route_table_ids"] or [] if kind == "gateway" else []:
        for other in backend.vpc_end_points.values():
            if other.service_name == service and table in (other.route_table_ids or []):
                raise EC2ClientError("RouteAlreadyExists", f"route table {table} already has a route to {service}")
    for group in asked["security_group_ids"] or []:
        if not any(group in groups for groups in backend.groups.values()):
            raise EC2ClientError("InvalidSecurityGroupId.NotFound", f"The security group '{group}' does not exist")
    own = {name: value for name, value in asked.items() if name != "self"}
    return original(backend, **{**own, "endpoint_type": asked["endpoint_type"] or "Gateway"})


def _delete_endpoints(original: Callable[..., Any], backend: Any, vpce_ids: list[str] | None = None) -> None:
    """moto keeps what is deleted, and its names and routes would be taken for ever."""
    original(backend, vpce_ids)
    for each in vpce_ids or []:
        backend.vpc_end_points.pop(each, None)


def _is_policy(text: str) -> bool:
    try:
        document = json.loads(text)
    except ValueError:
        return False
    return isinstance(document, dict) and "Statement" in document


def _create_entry(original: Callable[..., Any], response: Any) -> Any:
    number = int(response._get_param("RuleNumber"))
    if not 1 <= number <= _MOST_NUMBER:
        raise _invalid(f"Value ({number}) for parameter ruleNumber is invalid. Rule numbers are 1 to {_MOST_NUMBER}.")
    return original(response)
