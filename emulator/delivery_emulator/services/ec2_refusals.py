"""EC2: texts of security groups, and the names that an endpoint's private DNS takes in its VPC.

Sources: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html and API_IpRange.html (texts);
https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html and API_CreateVpcEndpoint.html (private DNS, zones).
"""

import inspect
import re
from collections.abc import Callable
from typing import Any

from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models import EC2Backend
from moto.ec2.responses.vpcs import VPCs

from delivery_emulator.services.patch import around

_SET = r"a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*"
_TEXT = re.compile(r"[a-zA-Z0-9. _\-:/()#,@\[\]+=&;{}!$*]{0,255}")
_MOST = 255


def install() -> None:
    """Ask before moto makes or changes something."""
    around(EC2Backend, "create_security_group")(_create_group)
    for direction in ("ingress", "egress"):
        around(EC2Backend, f"authorize_security_group_{direction}")(_authorize)
    around(EC2Backend, "create_vpc_endpoint")(_create_endpoint)
    around(VPCs, "modify_vpc_endpoint")(_modify_endpoint)


def _create_group(original: Callable[..., Any], backend: Any, name: str, description: str, *rest: Any, **more: Any) -> Any:
    for parameter, text in (("GroupName", name), ("GroupDescription", description)):
        if not str(text).isascii():
            raise _invalid(f"Value ({text}) for parameter {parameter} is invalid. Character sets beyond ASCII are not supported.")
        if len(str(text)) > _MOST:
            raise _invalid(f"Value ({text}) for parameter {parameter} is invalid. Length exceeds maximum of {_MOST} characters")
    if name.startswith("sg-"):
        raise _invalid(f"Value ({name}) for parameter GroupName is invalid. Group names may not be in the format sg-*.")
    if not more.get("force") and not _TEXT.fullmatch(description):
        raise _invalid(f"Invalid security group description. {_valid()}")
    return original(backend, name, description, *rest, **more)


def _authorize(original: Callable[..., Any], backend: Any, *args: Any, **kwargs: Any) -> Any:
    asked = inspect.signature(original).bind(backend, *args, **kwargs).arguments
    for peers in ("ip_ranges", "source_groups", "prefix_list_ids"):
        for peer in asked.get(peers) or []:
            text = peer.get("Description") if isinstance(peer, dict) else None
            if text and not _TEXT.fullmatch(text):
                raise _invalid(f"Invalid rule description. {_valid()}")
    return original(backend, *args, **kwargs)


def _valid() -> str:
    return f"Valid descriptions are strings less than 256 characters from the following set:  {_SET}"


def _invalid(message: str) -> EC2ClientError:
    return EC2ClientError("InvalidParameterValue", message)


def _create_endpoint(original: Callable[..., Any], backend: Any, *args: Any, **kwargs: Any) -> Any:
    asked = inspect.signature(original).bind(backend, *args, **kwargs).arguments
    if str(asked.get("endpoint_type")).lower() == "interface":
        _check_zones(backend, asked.get("subnet_ids") or [])
        if asked.get("private_dns_enabled"):
            _check_private_dns(backend, asked["vpc_id"], asked["service_name"])
    return original(backend, *args, **kwargs)


def _modify_endpoint(original: Callable[..., Any], response: Any) -> Any:
    endpoint = response.ec2_backend.describe_vpc_endpoints([response._get_param("VpcEndpointId")])[0]
    if response._get_bool_param("PrivateDnsEnabled") and not endpoint.private_dns_enabled:
        _check_private_dns(response.ec2_backend, endpoint.vpc_id, endpoint.service_name)
    return original(response)


def _check_zones(backend: Any, subnets: list[str]) -> None:
    """One subnet in each zone."""
    seen: dict[str, str] = {}
    for identifier in subnets:
        zone = backend.get_subnet(identifier).availability_zone
        if zone in seen:
            raise EC2ClientError(
                "DuplicateSubnetsInSameZone", f"Found another VPC endpoint subnet in the availability zone of {seen[zone]}"
            )
        seen[zone] = identifier


def _check_private_dns(backend: Any, vpc_id: str, service: str) -> None:
    vpc = backend.get_vpc(vpc_id)
    if not (vpc.enable_dns_support and vpc.enable_dns_hostnames):
        raise EC2ClientError(
            "InvalidParameter",
            f"Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for {vpc_id}",
        )
    for other in backend.vpc_end_points.values():
        if (other.vpc_id, other.service_name) == (vpc_id, service) and other.private_dns_enabled:
            domain = ".".join([*service.split(".")[3:], service.split(".")[2], "amazonaws.com"])
            raise EC2ClientError(
                "InvalidParameter",
                f"private-dns-enabled cannot be set because there is already a conflicting DNS domain for {domain} in the VPC {vpc_id}",
            )
