"""Networks: VPC, subnets, route tables, endpoints and flow logs."""

from collections.abc import Mapping
from typing import Any

from delivery_emulator.cloudformation.drift.reader import Standing, fields, pairs, policy, reads


@reads("AWS::EC2::VPC")
def vpc(standing: Standing) -> Mapping[str, Any] | None:
    ec2, vpc_id = standing.client("ec2"), standing.physical_id
    found = ec2.describe_vpcs(VpcIds=[vpc_id])["Vpcs"][0]

    def attribute(name: str) -> Any:
        wanted = name[0].lower() + name[1:]
        return ec2.describe_vpc_attribute(VpcId=vpc_id, Attribute=wanted)[name]["Value"]

    return {
        **fields(found, "CidrBlock", "InstanceTenancy"),
        **{name: attribute(name) for name in ("EnableDnsHostnames", "EnableDnsSupport")},
        "Tags": pairs(found.get("Tags")),
    }


@reads("AWS::EC2::Subnet")
def subnet(standing: Standing) -> Mapping[str, Any] | None:
    found = standing.client("ec2").describe_subnets(SubnetIds=[standing.physical_id])["Subnets"][0]
    names = ("VpcId", "CidrBlock", "AvailabilityZone", "MapPublicIpOnLaunch")
    return {**fields(found, *names), "Tags": pairs(found.get("Tags"))}


@reads("AWS::EC2::RouteTable")
def route_table(standing: Standing) -> Mapping[str, Any] | None:
    found = standing.client("ec2").describe_route_tables(RouteTableIds=[standing.physical_id])["RouteTables"][0]
    return {**fields(found, "VpcId"), "Tags": pairs(found.get("Tags"))}


@reads("AWS::EC2::SubnetRouteTableAssociation")
def route_table_association(standing: Standing) -> Mapping[str, Any] | None:
    wanted = [{"Name": "association.route-table-association-id", "Values": [standing.physical_id]}]
    tables = standing.client("ec2").describe_route_tables(Filters=wanted)["RouteTables"]
    found = [each for table in tables for each in table["Associations"]]
    mine = [each for each in found if each["RouteTableAssociationId"] == standing.physical_id]
    return fields(mine[0], "RouteTableId", "SubnetId") if mine else None


@reads("AWS::EC2::VPCEndpoint")
def endpoint(standing: Standing) -> Mapping[str, Any] | None:
    found = standing.client("ec2").describe_vpc_endpoints(VpcEndpointIds=[standing.physical_id])["VpcEndpoints"][0]
    if str(found.get("State", "")).lower() in ("deleted", "deleting"):
        return None
    return {
        **fields(found, "VpcId", "ServiceName", "VpcEndpointType", "PrivateDnsEnabled", "SubnetIds", "RouteTableIds"),
        "SecurityGroupIds": [group["GroupId"] for group in found.get("Groups") or []],
        "PolicyDocument": policy(found.get("PolicyDocument")),
        "Tags": pairs(found.get("Tags")),
    }


@reads("AWS::EC2::FlowLog")
def flow_log(standing: Standing) -> Mapping[str, Any] | None:
    logs = standing.client("ec2").describe_flow_logs(FlowLogIds=[standing.physical_id])["FlowLogs"]
    if not logs:
        return None
    names = ("ResourceId", "TrafficType", "LogDestinationType", "LogGroupName", "DeliverLogsPermissionArn")
    return {**fields(logs[0], *names), "Tags": pairs(logs[0].get("Tags"))}
