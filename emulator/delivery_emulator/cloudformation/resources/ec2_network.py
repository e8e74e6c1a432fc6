"""Networks: VPC, subnets and route tables."""

from delivery_emulator.cloudformation.resource import Context, Made, Properties, ResourceType, already_gone
from delivery_emulator.cloudformation.resources.ec2_network_acls import acl_association, default_acl
from delivery_emulator.cloudformation.resources.tags import retag_in_ec2, tag_specifications
from delivery_emulator.cloudformation.values import boolean, renamed


class Vpc(ResourceType):
    """A virtual private cloud."""

    name = "AWS::EC2::VPC"
    properties = frozenset({"CidrBlock", "EnableDnsHostnames", "EnableDnsSupport", "InstanceTenancy", "Tags.*"})
    replaced_by = frozenset({"CidrBlock", "InstanceTenancy"})

    def create(self, context: Context, properties: Properties) -> Made:
        vpc = context.client("ec2").create_vpc(
            TagSpecifications=tag_specifications(context, properties, "vpc"),
            **renamed(properties, "CidrBlock", "InstanceTenancy"),
        )["Vpc"]
        self._set_dns(context, vpc["VpcId"], properties)
        return self._made(context, vpc["VpcId"])

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        self._set_dns(context, physical_id, new)
        retag_in_ec2(context, physical_id, new)
        return self._made(context, physical_id)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("InvalidVpcID.NotFound"):
            context.client("ec2").delete_vpc(VpcId=physical_id)

    @staticmethod
    def _set_dns(context: Context, vpc_id: str, properties: Properties) -> None:
        ec2 = context.client("ec2")
        for attribute, default in (("EnableDnsSupport", True), ("EnableDnsHostnames", False)):
            value = {"Value": boolean(properties.get(attribute, default))}
            ec2.modify_vpc_attribute(VpcId=vpc_id, **{attribute: value})

    @staticmethod
    def _made(context: Context, vpc_id: str) -> Made:
        ec2 = context.client("ec2")
        vpc = ec2.describe_vpcs(VpcIds=[vpc_id])["Vpcs"][0]
        filters = [{"Name": "vpc-id", "Values": [vpc_id]}, {"Name": "group-name", "Values": ["default"]}]
        groups = ec2.describe_security_groups(Filters=filters)
        return Made(
            vpc_id,
            {
                "VpcId": vpc_id,
                "CidrBlock": vpc["CidrBlock"],
                "CidrBlockAssociations": [item["AssociationId"] for item in vpc["CidrBlockAssociationSet"]],
                "Ipv6CidrBlocks": [],
                "DefaultSecurityGroup": groups["SecurityGroups"][0]["GroupId"],
                "DefaultNetworkAcl": default_acl(ec2, vpc_id),
            },
        )


class Subnet(ResourceType):
    """A subnet of one availability zone."""

    name = "AWS::EC2::Subnet"
    properties = frozenset({"VpcId", "CidrBlock", "AvailabilityZone", "MapPublicIpOnLaunch", "Tags.*"})
    replaced_by = frozenset({"VpcId", "CidrBlock", "AvailabilityZone"})

    def create(self, context: Context, properties: Properties) -> Made:
        subnet = context.client("ec2").create_subnet(
            TagSpecifications=tag_specifications(context, properties, "subnet"),
            **renamed(properties, "VpcId", "CidrBlock", "AvailabilityZone"),
        )["Subnet"]
        self._set_public_ip(context, subnet["SubnetId"], properties)
        return self._made(context, subnet["SubnetId"])

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        self._set_public_ip(context, physical_id, new)
        retag_in_ec2(context, physical_id, new)
        return self._made(context, physical_id)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("InvalidSubnetID.NotFound"):
            context.client("ec2").delete_subnet(SubnetId=physical_id)

    @staticmethod
    def _set_public_ip(context: Context, subnet_id: str, properties: Properties) -> None:
        value = {"Value": boolean(properties.get("MapPublicIpOnLaunch", False))}
        context.client("ec2").modify_subnet_attribute(SubnetId=subnet_id, MapPublicIpOnLaunch=value)

    @staticmethod
    def _made(context: Context, subnet_id: str) -> Made:
        ec2 = context.client("ec2")
        subnet = ec2.describe_subnets(SubnetIds=[subnet_id])["Subnets"][0]
        return Made(
            subnet_id,
            {
                **renamed(subnet, "SubnetId", "VpcId", "CidrBlock", "AvailabilityZone"),
                "NetworkAclAssociationId": acl_association(ec2, subnet_id),
                "Ipv6CidrBlocks": [],
            },
        )


class RouteTable(ResourceType):
    """A route table; without routes of its own it knows the VPC's network only."""

    name = "AWS::EC2::RouteTable"
    properties = frozenset({"VpcId", "Tags.*"})
    replaced_by = frozenset({"VpcId"})

    def create(self, context: Context, properties: Properties) -> Made:
        table = context.client("ec2").create_route_table(
            VpcId=properties["VpcId"], TagSpecifications=tag_specifications(context, properties, "route-table")
        )["RouteTable"]
        return Made(table["RouteTableId"], {"RouteTableId": table["RouteTableId"]})

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        retag_in_ec2(context, physical_id, new)
        return Made(physical_id, {"RouteTableId": physical_id})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("InvalidRouteTableID.NotFound"):
            context.client("ec2").delete_route_table(RouteTableId=physical_id)


class SubnetRouteTableAssociation(ResourceType):
    """Which route table a subnet uses."""

    name = "AWS::EC2::SubnetRouteTableAssociation"
    properties = frozenset({"SubnetId", "RouteTableId"})
    replaced_by = frozenset({"SubnetId"})

    def create(self, context: Context, properties: Properties) -> Made:
        answer = context.client("ec2").associate_route_table(**renamed(properties, "SubnetId", "RouteTableId"))
        return Made(answer["AssociationId"], {"Id": answer["AssociationId"]})

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        answer = context.client("ec2").replace_route_table_association(
            AssociationId=physical_id, RouteTableId=new["RouteTableId"]
        )
        return Made(answer["NewAssociationId"], {"Id": answer["NewAssociationId"]})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("InvalidAssociationID.NotFound"):
            context.client("ec2").disassociate_route_table(AssociationId=physical_id)
