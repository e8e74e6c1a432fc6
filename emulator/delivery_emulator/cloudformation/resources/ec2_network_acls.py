"""Network ACLs: the stateless rules of a subnet."""

from typing import Any

from delivery_emulator.cloudformation.resource import Context, Made, Properties, ResourceType, already_gone
from delivery_emulator.cloudformation.resources.tags import retag_in_ec2, tag_specifications
from delivery_emulator.cloudformation.values import boolean, integer, renamed


class NetworkAcl(ResourceType):
    """A network ACL of a VPC."""

    name = "AWS::EC2::NetworkAcl"
    properties = frozenset({"VpcId", "Tags.*"})
    replaced_by = frozenset({"VpcId"})

    def create(self, context: Context, properties: Properties) -> Made:
        acl = context.client("ec2").create_network_acl(
            VpcId=properties["VpcId"], TagSpecifications=tag_specifications(context, properties, "network-acl")
        )["NetworkAcl"]
        return Made(acl["NetworkAclId"], {"Id": acl["NetworkAclId"]})

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        retag_in_ec2(context, physical_id, new)
        return Made(physical_id, {"Id": physical_id})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("InvalidNetworkAclID.NotFound"):
            context.client("ec2").delete_network_acl(NetworkAclId=physical_id)


class NetworkAclEntry(ResourceType):
    """One numbered rule of a network ACL."""

    name = "AWS::EC2::NetworkAclEntry"
    properties = frozenset(
        {
            *("NetworkAclId", "RuleNumber", "Egress", "Protocol", "RuleAction", "CidrBlock", "Ipv6CidrBlock"),
            *("PortRange.From", "PortRange.To", "Icmp.Code", "Icmp.Type"),
        }
    )
    replaced_by = frozenset({"NetworkAclId", "RuleNumber", "Egress"})

    def create(self, context: Context, properties: Properties) -> Made:
        context.client("ec2").create_network_acl_entry(**self._entry(properties))
        direction = "egress" if boolean(properties.get("Egress", False)) else "ingress"
        entry_id = f"{properties['NetworkAclId']}-{properties['RuleNumber']}-{direction}"
        return Made(entry_id, {"Id": entry_id})

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        context.client("ec2").replace_network_acl_entry(**self._entry(new))
        return Made(physical_id, {"Id": physical_id})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("InvalidNetworkAclEntry.NotFound", "InvalidNetworkAclID.NotFound"):
            context.client("ec2").delete_network_acl_entry(
                NetworkAclId=properties["NetworkAclId"],
                RuleNumber=integer(properties["RuleNumber"]),
                Egress=boolean(properties.get("Egress", False)),
            )

    @staticmethod
    def _entry(properties: Properties) -> dict[str, Any]:
        entry: dict[str, Any] = {
            **renamed(properties, "NetworkAclId", "RuleAction", "CidrBlock", "Ipv6CidrBlock"),
            "RuleNumber": integer(properties["RuleNumber"]),
            "Protocol": str(properties["Protocol"]),
            "Egress": boolean(properties.get("Egress", False)),
        }
        if "PortRange" in properties:
            entry["PortRange"] = {side: integer(port) for side, port in properties["PortRange"].items()}
        if "Icmp" in properties:
            entry["IcmpTypeCode"] = {part: integer(number) for part, number in properties["Icmp"].items()}
        return entry


class SubnetNetworkAclAssociation(ResourceType):
    """Which network ACL a subnet uses; deleted, the subnet falls back to the VPC's default one."""

    name = "AWS::EC2::SubnetNetworkAclAssociation"
    properties = frozenset({"SubnetId", "NetworkAclId"})
    replaced_by = properties

    def create(self, context: Context, properties: Properties) -> Made:
        made = self._associate(context, properties["SubnetId"], properties["NetworkAclId"])
        return Made(made, {"AssociationId": made})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        ec2 = context.client("ec2")
        if acl_association(ec2, properties["SubnetId"]):
            vpc_id = ec2.describe_subnets(SubnetIds=[properties["SubnetId"]])["Subnets"][0]["VpcId"]
            self._associate(context, properties["SubnetId"], default_acl(ec2, vpc_id))

    @staticmethod
    def _associate(context: Context, subnet_id: str, acl_id: str) -> str:
        ec2 = context.client("ec2")
        answer = ec2.replace_network_acl_association(
            AssociationId=acl_association(ec2, subnet_id), NetworkAclId=acl_id
        )
        return str(answer["NewAssociationId"])


def acl_association(ec2: Any, subnet_id: str) -> str:
    """The id by which a subnet has its network ACL; empty where there is no such subnet."""
    by_subnet = [{"Name": "association.subnet-id", "Values": [subnet_id]}]
    acls = ec2.describe_network_acls(Filters=by_subnet)["NetworkAcls"]
    found = [item for acl in acls for item in acl["Associations"] if item["SubnetId"] == subnet_id]
    return str(found[0]["NetworkAclAssociationId"]) if found else ""


def default_acl(ec2: Any, vpc_id: str) -> str:
    """The id of the network ACL that a VPC is made with."""
    filters = [{"Name": "vpc-id", "Values": [vpc_id]}, {"Name": "default", "Values": ["true"]}]
    return str(ec2.describe_network_acls(Filters=filters)["NetworkAcls"][0]["NetworkAclId"])
