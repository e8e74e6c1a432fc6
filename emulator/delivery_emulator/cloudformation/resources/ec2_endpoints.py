"""VPC endpoints and flow logs."""

from typing import Any

from delivery_emulator.cloudformation.resource import Context, Made, Properties, Refused, ResourceType, already_gone
from delivery_emulator.cloudformation.resources.tags import retag_in_ec2, tag_specifications
from delivery_emulator.cloudformation.values import boolean, document, integer, renamed


class VpcEndpoint(ResourceType):
    """A gateway or interface endpoint."""

    name = "AWS::EC2::VPCEndpoint"
    properties = frozenset(
        {
            *("VpcId", "ServiceName", "VpcEndpointType", "PrivateDnsEnabled", "PolicyDocument.*", "Tags.*"),
            *("SubnetIds", "RouteTableIds", "SecurityGroupIds"),
        }
    )
    replaced_by = frozenset({"VpcId", "ServiceName", "VpcEndpointType"})

    def create(self, context: Context, properties: Properties) -> Made:
        endpoint = context.client("ec2").create_vpc_endpoint(
            VpcEndpointType=properties.get("VpcEndpointType", "Gateway"),
            PrivateDnsEnabled=boolean(properties.get("PrivateDnsEnabled", False)),
            TagSpecifications=tag_specifications(context, properties, "vpc-endpoint"),
            **renamed(properties, "VpcId", "ServiceName", "SubnetIds", "RouteTableIds", "SecurityGroupIds"),
            **renamed(properties, "PolicyDocument", read=document),
        )["VpcEndpoint"]
        return self._made(context, endpoint["VpcEndpointId"])

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        changes: dict[str, Any] = {}
        for field in ("SubnetIds", "RouteTableIds", "SecurityGroupIds"):
            before, after = list(old.get(field) or []), list(new.get(field) or [])
            changes[f"Add{field}"] = [item for item in after if item not in before]
            changes[f"Remove{field}"] = [item for item in before if item not in after]
        if "PolicyDocument" in new:
            changes["PolicyDocument"] = document(new["PolicyDocument"])
        elif "PolicyDocument" in old:
            changes["ResetPolicy"] = True
        context.client("ec2").modify_vpc_endpoint(
            VpcEndpointId=physical_id,
            PrivateDnsEnabled=boolean(new.get("PrivateDnsEnabled", False)),
            **{name: value for name, value in changes.items() if value},
        )
        retag_in_ec2(context, physical_id, new)
        return self._made(context, physical_id)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("InvalidVpcEndpointId.NotFound"):
            context.client("ec2").delete_vpc_endpoints(VpcEndpointIds=[physical_id])

    @staticmethod
    def _made(context: Context, endpoint_id: str) -> Made:
        found = context.client("ec2").describe_vpc_endpoints(VpcEndpointIds=[endpoint_id])["VpcEndpoints"][0]
        return Made(
            endpoint_id,
            {
                "Id": endpoint_id,
                "CreationTimestamp": found["CreationTimestamp"].isoformat(),
                "NetworkInterfaceIds": found.get("NetworkInterfaceIds", []),
                "DnsEntries": [f"{item['HostedZoneId']}:{item['DnsName']}" for item in found.get("DnsEntries", [])],
            },
        )


class FlowLog(ResourceType):
    """The record of a network's traffic."""

    name = "AWS::EC2::FlowLog"
    properties = frozenset(
        {
            *("ResourceId", "ResourceType", "TrafficType", "LogDestinationType", "LogDestination", "LogGroupName"),
            *("DeliverLogsPermissionArn", "LogFormat", "MaxAggregationInterval", "Tags.*"),
        }
    )
    replaced_by = properties - {"Tags.*"}

    def create(self, context: Context, properties: Properties) -> Made:
        answer = context.client("ec2").create_flow_logs(
            ResourceIds=[properties["ResourceId"]],
            TagSpecifications=tag_specifications(context, properties, "vpc-flow-log"),
            **renamed(properties, "ResourceType", "TrafficType", "LogDestinationType", "LogDestination", "LogGroupName"),
            **renamed(properties, "DeliverLogsPermissionArn", "LogFormat"),
            **renamed(properties, "MaxAggregationInterval", read=integer),
        )
        if answer.get("Unsuccessful"):
            raise Refused(answer["Unsuccessful"][0]["Error"]["Message"])
        return Made(answer["FlowLogIds"][0], {"Id": answer["FlowLogIds"][0]})

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        retag_in_ec2(context, physical_id, new)
        return Made(physical_id, {"Id": physical_id})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("InvalidFlowLogId.NotFound"):
            context.client("ec2").delete_flow_logs(FlowLogIds=[physical_id])
