"""Network ACLs: the stateless rules of a subnet."""

from __future__ import annotations

from typing import Any

from delivery_emulator.cloudformation.resource import Context, Made, Properties, ResourceType
from delivery_emulator.cloudformation.resources.ec2_tags import retag, tag_specifications
from delivery_emulator.cloudformation.resources.gone import already_gone
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
        retag(context, physical_id, new)
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

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        return Made(physical_id, {"AssociationId": physical_id})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        ec2 = context.client("ec2")
        if not self._association(context, properties["SubnetId"]):
            return
        vpc_id = ec2.describe_subnets(SubnetIds=[properties["SubnetId"]])["Subnets"][0]["VpcId"]
        filters = [{"Name": "vpc-id", "Values": [vpc_id]}, {"Name": "default", "Values": ["true"]}]
        default = ec2.describe_network_acls(Filters=filters)["NetworkAcls"][0]["NetworkAclId"]
        self._associate(context, properties["SubnetId"], default)

    def _associate(self, context: Context, subnet_id: str, acl_id: str) -> str:
        answer = context.client("ec2").replace_network_acl_association(
            AssociationId=self._association(context, subnet_id), NetworkAclId=acl_id
        )
        return str(answer["NewAssociationId"])

    @staticmethod
    def _association(context: Context, subnet_id: str) -> str:
        by_subnet = [{"Name": "association.subnet-id", "Values": [subnet_id]}]
        acls = context.client("ec2").describe_network_acls(Filters=by_subnet)["NetworkAcls"]
        found = [item for acl in acls for item in acl["Associations"] if item["SubnetId"] == subnet_id]
        return str(found[0]["NetworkAclAssociationId"]) if found else ""
