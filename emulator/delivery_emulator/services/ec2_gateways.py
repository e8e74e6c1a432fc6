"""EC2: what hangs on a gateway keeps it, and a gateway that could not be made says why.

Sources: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NatGateway.html (states and messages),
API_DetachInternetGateway.html, API_DeleteVpc.html and errors-overview.html; the sentences of routes and gateways are those of
https://github.com/smoketurner/serverless-vpc-plugin/issues/147, https://github.com/hashicorp/terraform/issues/1303,
https://github.com/binlab/terraform-aws-vault-ha-raft/issues/54, https://github.com/ernestio/ernest/issues/333.
"""

from collections.abc import Callable, Iterator
from typing import Any

from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models import EC2Backend
from moto.ec2.models.nat_gateways import NatGateway

from delivery_emulator.services.patch import arguments, around


def install() -> None:
    """Ask before moto attaches, routes or deletes something, and let go of what a deleted NAT gateway held."""
    around(EC2Backend, "attach_internet_gateway")(_attach)
    around(EC2Backend, "detach_internet_gateway")(_detach)
    around(EC2Backend, "delete_internet_gateway")(_delete_internet_gateway)
    for change in ("create_route", "replace_route"):
        around(EC2Backend, change)(_route)
    around(EC2Backend, "create_nat_gateway")(_create_nat_gateway)
    around(EC2Backend, "describe_nat_gateways")(_describe_nat_gateways)
    around(EC2Backend, "delete_nat_gateway")(_delete_nat_gateway)
    around(EC2Backend, "release_address")(_release_address)
    around(EC2Backend, "delete_subnet")(_delete_subnet)
    around(EC2Backend, "delete_vpc")(_delete_vpc)


def _attach(original: Callable[..., Any], backend: Any, internet_gateway_id: str, vpc_id: str) -> Any:
    gateway = backend.get_internet_gateway(internet_gateway_id)
    if gateway.vpc is not None:
        raise EC2ClientError(
            "Resource.AlreadyAssociated", f"resource {internet_gateway_id} is already attached to network {gateway.vpc.id}"
        )
    if _gateway_of(backend, vpc_id) is not None:
        raise EC2ClientError("InvalidParameterValue", f"Network {vpc_id} already has an internet gateway attached")
    return original(backend, internet_gateway_id, vpc_id)


def _gateway_of(backend: Any, vpc_id: str) -> Any:
    return next((each for each in backend.internet_gateways.values() if each.vpc and each.vpc.id == vpc_id), None)


def _detach(original: Callable[..., Any], backend: Any, internet_gateway_id: str, vpc_id: str) -> Any:
    attached = backend.get_internet_gateway(internet_gateway_id).vpc
    if attached is not None and attached.id == vpc_id and any(True for _ in _mapped_addresses(backend, vpc_id)):
        raise EC2ClientError(
            "DependencyViolation",
            f"Network {vpc_id} has some mapped public address(es). "
            "Please unmap those public address(es) before detaching the gateway.",
        )
    return original(backend, internet_gateway_id, vpc_id)


def _mapped_addresses(backend: Any, vpc_id: str) -> Iterator[Any]:
    return (each for each in backend.addresses if each.eni is not None and each.eni.subnet.vpc_id == vpc_id)


def _delete_internet_gateway(original: Callable[..., Any], backend: Any, internet_gateway_id: str) -> Any:
    if backend.get_internet_gateway(internet_gateway_id).vpc is not None:
        raise _has_dependencies("internetGateway", internet_gateway_id)
    return original(backend, internet_gateway_id)


def _has_dependencies(kind: str, identifier: str) -> EC2ClientError:
    return EC2ClientError("DependencyViolation", f"The {kind} '{identifier}' has dependencies and cannot be deleted.")


def _route(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    asked = arguments(original, *args, **kwargs)
    backend, table, gateway = asked["self"], asked["route_table_id"], asked["gateway_id"] or ""
    if gateway.startswith("igw-"):
        attached = backend.get_internet_gateway(gateway).vpc
        if attached is None or attached.id != backend.get_route_table(table).vpc_id:
            raise _other_network(table, f"network gateway {gateway}")
    nat = asked["nat_gateway_id"]
    if nat is not None:
        found = backend.nat_gateways.get(nat)
        if found is None or found.state != "available":
            raise EC2ClientError("InvalidNatGatewayID.NotFound", f"The natGateway ID '{nat}' does not exist")
        if found.vpc_id != backend.get_route_table(table).vpc_id:
            raise _other_network(table, f"NAT gateway {nat}")
    return original(*args, **kwargs)


def _other_network(table: str, gateway: str) -> EC2ClientError:
    return EC2ClientError("InvalidParameterValue", f"route table {table} and {gateway} belong to different networks")


def _create_nat_gateway(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """A NAT gateway that AWS cannot make is there all the same, in the state `failed`, and holds nothing."""
    asked = arguments(original, *args, **kwargs)
    backend, subnet, address = asked["self"], asked["subnet_id"], asked["allocation_id"]
    private = asked["connectivity_type"] == "private"
    if not private and not address:
        raise EC2ClientError("MissingParameter", "The request must contain the parameter AllocationId")
    why = None if private else _why_it_fails(backend, backend.get_subnet(subnet).vpc_id, address)
    if why is None:
        return original(*args, **kwargs)
    failed = original(backend, subnet, None, asked["tags"], "private")
    failed.connectivity_type = "public"
    failed.state, (failed.failure_code, failed.failure_message) = "failed", why
    _let_go(backend, failed)
    return failed


def _why_it_fails(backend: Any, vpc_id: str, allocation: str) -> tuple[str, str] | None:
    if _gateway_of(backend, vpc_id) is None:
        return "Gateway.NotAttached", f"Network {vpc_id} has no Internet gateway attached"
    address = next((each for each in backend.addresses if each.allocation_id == allocation), None)
    if address is None:
        message = f"Elastic IP address {allocation} could not be associated with this NAT gateway"
        return "InvalidAllocationID.NotFound", message
    if address.association_id is not None:
        return "Resource.AlreadyAssociated", f"Elastic IP address {allocation} is already associated"
    return None


def _let_go(backend: Any, gateway: NatGateway) -> None:
    for address in [each for each in backend.addresses if each.eni is gateway._eni]:
        backend.disassociate_address(address=address.public_ip)
    backend.enis.pop(gateway._eni.id, None)


def _describe_nat_gateways(original: Callable[..., Any], backend: Any, filters: Any, nat_gateway_ids: Any) -> Any:
    for each in nat_gateway_ids or []:
        if each not in backend.nat_gateways:
            raise _no_nat_gateway(each)
    return original(backend, filters, nat_gateway_ids)


def _no_nat_gateway(identifier: str) -> EC2ClientError:
    return EC2ClientError("NatGatewayNotFound", f"NatGateway {identifier} was not found")


def _delete_nat_gateway(original: Callable[..., Any], backend: Any, nat_gateway_id: str) -> Any:
    gateway = backend.nat_gateways.get(nat_gateway_id)
    if gateway is None:
        raise _no_nat_gateway(nat_gateway_id)
    _let_go(backend, gateway)
    return original(backend, nat_gateway_id)


def _release_address(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    asked = arguments(original, *args, **kwargs)
    for each in asked["self"].addresses:
        if each.association_id and (each.allocation_id == asked["allocation_id"] or each.public_ip == asked["address"]):
            raise EC2ClientError("InvalidIPAddress.InUse", f"Address {each.public_ip} is in use.")
    return original(*args, **kwargs)


def _delete_subnet(original: Callable[..., Any], backend: Any, subnet_id: str) -> Any:
    if any(each.subnet.id == subnet_id for each in backend.enis.values()):
        raise _has_dependencies("subnet", subnet_id)
    return original(backend, subnet_id)


def _delete_vpc(original: Callable[..., Any], backend: Any, vpc_id: str) -> Any:
    if _gateway_of(backend, vpc_id) is not None:
        raise _has_dependencies("vpc", vpc_id)
    return original(backend, vpc_id)
