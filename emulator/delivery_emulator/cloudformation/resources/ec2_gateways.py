"""What leads out of a VPC: internet and NAT gateways, their addresses, and the routes to them."""

from collections.abc import Mapping
from typing import ClassVar

from delivery_emulator.cloudformation.resource import Context, Made, Properties, Refused, ResourceType, already_gone
from delivery_emulator.cloudformation.resources.tags import retag_in_ec2, tag_specifications
from delivery_emulator.cloudformation.values import renamed


class InternetGateway(ResourceType):
    """A way to the internet, for the VPC that it is attached to."""

    name = "AWS::EC2::InternetGateway"
    properties = frozenset({"Tags.*"})

    def create(self, context: Context, properties: Properties) -> Made:
        tags = tag_specifications(context, properties, "internet-gateway")
        gateway = context.client("ec2").create_internet_gateway(TagSpecifications=tags)["InternetGateway"]["InternetGatewayId"]
        return Made(gateway, {"InternetGatewayId": gateway})

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        retag_in_ec2(context, physical_id, new)
        return Made(physical_id, {"InternetGatewayId": physical_id})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("InvalidInternetGatewayID.NotFound"):
            context.client("ec2").delete_internet_gateway(InternetGatewayId=physical_id)


class VpcGatewayAttachment(ResourceType):
    """Which internet gateway a VPC has. Virtual private gateways are not known."""

    name = "AWS::EC2::VPCGatewayAttachment"
    properties = frozenset({"VpcId", "InternetGatewayId"})
    replaced_by = frozenset({"VpcId"})
    needed = frozenset({"InternetGatewayId"})

    def create(self, context: Context, properties: Properties) -> Made:
        if "InternetGatewayId" not in properties:
            raise Refused("the emulator attaches internet gateways only: the attachment names no InternetGatewayId")
        context.client("ec2").attach_internet_gateway(**renamed(properties, "VpcId", "InternetGatewayId"))
        return Made(f"IGW|{properties['VpcId']}", {"AttachmentType": "IGW"})

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        self.delete(context, physical_id, old)
        return self.create(context, new)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("Gateway.NotAttached", "InvalidInternetGatewayID.NotFound", "InvalidVpcID.NotFound"):
            context.client("ec2").detach_internet_gateway(**renamed(properties, "VpcId", "InternetGatewayId"))


class Route(ResourceType):
    """Where a route table sends a range of IPv4 addresses."""

    name = "AWS::EC2::Route"
    properties = frozenset({"RouteTableId", "DestinationCidrBlock", "GatewayId", "NatGatewayId"})
    replaced_by = frozenset({"RouteTableId", "DestinationCidrBlock"})
    needed = frozenset({"DestinationCidrBlock"})

    def create(self, context: Context, properties: Properties) -> Made:
        context.client("ec2").create_route(**renamed(properties, *self.properties))
        return self._made(properties)

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        context.client("ec2").replace_route(**renamed(new, *self.properties))
        return self._made(new)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("InvalidRoute.NotFound", "InvalidRouteTableID.NotFound"):
            context.client("ec2").delete_route(**renamed(properties, "RouteTableId", "DestinationCidrBlock"))

    @staticmethod
    def _made(properties: Properties) -> Made:
        block = properties["DestinationCidrBlock"]
        return Made(f"{properties['RouteTableId']}|{block}", {"CidrBlock": block})


class ElasticIp(ResourceType):
    """A public address that stays. `Ref` is the address itself."""

    name = "AWS::EC2::EIP"
    properties = frozenset({"Domain", "Tags.*"})
    absent_values: ClassVar[Mapping[str, frozenset[str]]] = {"Domain": frozenset({"standard"})}
    replaced_by = frozenset({"Domain"})

    def create(self, context: Context, properties: Properties) -> Made:
        if properties.get("Domain", "vpc") != "vpc":
            raise Refused(f'Domain "{properties["Domain"]}" is not supported by the emulator, only vpc')
        tags = tag_specifications(context, properties, "elastic-ip")
        address = context.client("ec2").allocate_address(Domain="vpc", TagSpecifications=tags)
        return self._made(address)

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        address = context.client("ec2").describe_addresses(PublicIps=[physical_id])["Addresses"][0]
        retag_in_ec2(context, address["AllocationId"], new)
        return self._made(address)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        ec2 = context.client("ec2")
        with already_gone("InvalidAddress.NotFound", "InvalidAllocationID.NotFound"):
            address = ec2.describe_addresses(PublicIps=[physical_id])["Addresses"][0]
            ec2.release_address(AllocationId=address["AllocationId"])

    @staticmethod
    def _made(address: Properties) -> Made:
        public = address["PublicIp"]
        return Made(public, {"PublicIp": public, "AllocationId": address["AllocationId"]})


class NatGateway(ResourceType):
    """A way out for subnets that nobody reaches from outside."""

    name = "AWS::EC2::NatGateway"
    properties = frozenset({"SubnetId", "AllocationId", "ConnectivityType", "Tags.*"})
    replaced_by = frozenset({"SubnetId", "AllocationId", "ConnectivityType"})

    def create(self, context: Context, properties: Properties) -> Made:
        ec2 = context.client("ec2")
        gateway = ec2.create_nat_gateway(
            TagSpecifications=tag_specifications(context, properties, "natgateway"),
            **renamed(properties, "SubnetId", "AllocationId", "ConnectivityType"),
        )["NatGateway"]["NatGatewayId"]
        found = ec2.describe_nat_gateways(NatGatewayIds=[gateway])["NatGateways"][0]
        if found["State"] == "failed":
            raise Refused(
                f"NatGateway {gateway} is in state failed and hence failed to stabilize. "
                f"Detailed failure message: {found['FailureMessage']}",
                gateway,
            )
        return self._made(context, gateway)

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        retag_in_ec2(context, physical_id, new)
        return self._made(context, physical_id)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("NatGatewayNotFound"):
            context.client("ec2").delete_nat_gateway(NatGatewayId=physical_id)

    @staticmethod
    def _made(context: Context, gateway: str) -> Made:
        found = context.client("ec2").describe_nat_gateways(NatGatewayIds=[gateway])["NatGateways"][0]
        interface = found["NatGatewayAddresses"][0]["NetworkInterfaceId"]
        return Made(gateway, {"NatGatewayId": gateway, "EniId": interface})
