import json
import unittest
from typing import Any

from service_case import REGION, ServiceCase

VPC = "AWS::EC2::VPC"
GROUP = "AWS::EC2::SecurityGroup"
ENDPOINT = "AWS::EC2::VPCEndpoint"


def tags(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in pairs]


def policy(account: str) -> dict[str, Any]:
    condition = {"StringEquals": {"aws:PrincipalAccount": account}}
    statement = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", "Condition": condition}
    return {"Version": "2012-10-17", "Statement": [statement]}


class NetworkResources(ServiceCase):
    def setUp(self) -> None:
        self.ec2 = self.client("ec2")
        self.vpc = self.make(VPC, {"CidrBlock": "10.1.0.0/16", "EnableDnsHostnames": True}).physical_id

    def subnet(self, zone: str, block: str) -> str:
        properties = {"VpcId": self.vpc, "AvailabilityZone": REGION + zone, "CidrBlock": block}
        return self.make("AWS::EC2::Subnet", properties).physical_id

    def test_a_vpc_is_read_back_updated_and_leaves_nothing_behind(self) -> None:
        old = {
            "CidrBlock": "10.0.0.0/16",
            "EnableDnsHostnames": True,
            "EnableDnsSupport": "true",
            "InstanceTenancy": "default",
            "Tags": tags(("Name", "data"), ("Owner", "one")),
        }
        made = self.make(VPC, old, tags={"Application": "delivery"})
        vpc = self.ec2.describe_vpcs(VpcIds=[made.physical_id])["Vpcs"][0]
        self.assertEqual(vpc["CidrBlock"], "10.0.0.0/16")
        found = {tag["Key"]: tag["Value"] for tag in vpc["Tags"]}
        self.assertEqual(found, {"Name": "data", "Owner": "one", "Application": "delivery"})
        self.assertTrue(self._dns(made.physical_id, "enableDnsHostnames"))
        group = self.ec2.describe_security_groups(GroupIds=[made.attributes["DefaultSecurityGroup"]])
        self.assertEqual(group["SecurityGroups"][0]["GroupName"], "default")

        self.update(VPC, made, old, {**old, "EnableDnsHostnames": False, "Tags": tags(("Name", "new"))})
        self.assertFalse(self._dns(made.physical_id, "enableDnsHostnames"))
        vpc = self.ec2.describe_vpcs(VpcIds=[made.physical_id])["Vpcs"][0]
        self.assertEqual({tag["Key"]: tag["Value"] for tag in vpc["Tags"]}["Name"], "new")
        self.assertNotIn("Owner", {tag["Key"] for tag in vpc["Tags"]})

        self.delete(VPC, made, old)
        filters = [{"Name": "vpc-id", "Values": [made.physical_id]}]
        self.assertEqual(self.ec2.describe_vpcs(Filters=filters)["Vpcs"], [])
        self.assertEqual(self.ec2.describe_network_acls(Filters=filters)["NetworkAcls"], [])
        self.assertEqual(self.ec2.describe_security_groups(Filters=filters)["SecurityGroups"], [])

    def _dns(self, vpc_id: str, attribute: str) -> bool:
        answer = self.ec2.describe_vpc_attribute(VpcId=vpc_id, Attribute=attribute)
        return bool(answer[attribute[0].upper() + attribute[1:]]["Value"])

    def test_a_subnet_uses_the_route_table_it_is_associated_with(self) -> None:
        old = {
            "VpcId": self.vpc,
            "CidrBlock": "10.1.1.0/24",
            "AvailabilityZone": f"{REGION}a",
            "MapPublicIpOnLaunch": False,
            "Tags": tags(("Name", "isolated")),
        }
        subnet = self.make("AWS::EC2::Subnet", old)
        self.assertEqual(subnet.attributes["AvailabilityZone"], f"{REGION}a")
        self.update("AWS::EC2::Subnet", subnet, old, {**old, "MapPublicIpOnLaunch": True})
        found = self.ec2.describe_subnets(SubnetIds=[subnet.physical_id])["Subnets"][0]
        self.assertTrue(found["MapPublicIpOnLaunch"])

        tables = [self.make("AWS::EC2::RouteTable", {"VpcId": self.vpc}).physical_id for _ in range(2)]
        one = {"SubnetId": subnet.physical_id, "RouteTableId": tables[0]}
        two = {**one, "RouteTableId": tables[1]}
        association = self.make("AWS::EC2::SubnetRouteTableAssociation", one)
        self.assertEqual(self._table_of(subnet.physical_id), tables[0])
        association = self.update("AWS::EC2::SubnetRouteTableAssociation", association, one, two)
        self.assertEqual(self._table_of(subnet.physical_id), tables[1])
        self.delete("AWS::EC2::SubnetRouteTableAssociation", association, two)
        self.assertIsNone(self._table_of(subnet.physical_id))

    def _table_of(self, subnet: str) -> str | None:
        tables = self.ec2.describe_route_tables(Filters=[{"Name": "association.subnet-id", "Values": [subnet]}])
        return next((table["RouteTableId"] for table in tables["RouteTables"]), None)

    def test_a_security_group_keeps_exactly_the_rules_of_the_template(self) -> None:
        other = self.make(GROUP, {"GroupDescription": "other", "VpcId": self.vpc}).physical_id
        https = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}
        to_group = {**https, "DestinationSecurityGroupId": other, "Description": "endpoints"}
        to_s3 = {**https, "DestinationPrefixListId": "pl-6ea54007", "Description": "S3"}
        from_group = {**https, "SourceSecurityGroupId": other, "Description": "workload"}
        from_net = {**https, "CidrIp": "10.1.0.0/16", "Description": "network"}
        old = {
            "GroupName": "data-dev",
            "GroupDescription": "workload",
            "VpcId": self.vpc,
            "SecurityGroupEgress": [to_group, to_s3],
            "SecurityGroupIngress": [from_net],
            "Tags": tags(("Name", "x")),
        }
        made = self.make(GROUP, old)
        found = self._rules(made.physical_id)
        self.assertEqual(
            {(rule["IsEgress"], rule.get("PrefixListId"), rule["Description"]) for rule in found},
            {(True, None, "endpoints"), (True, "pl-6ea54007", "S3"), (False, None, "network")},
        )
        self.update(GROUP, made, old, {**old, "SecurityGroupEgress": [to_s3], "SecurityGroupIngress": [from_group]})
        found = self._rules(made.physical_id)
        self.assertEqual({rule["Description"] for rule in found}, {"S3", "workload"})
        referenced = [rule["ReferencedGroupInfo"]["GroupId"] for rule in found if "ReferencedGroupInfo" in rule]
        self.assertEqual(referenced, [other])

    def test_a_security_group_without_egress_rules_lets_everything_out(self) -> None:
        made = self.make(GROUP, {"GroupDescription": "open", "VpcId": self.vpc})
        self.assertEqual([rule["CidrIpv4"] for rule in self._rules(made.physical_id)], ["0.0.0.0/0"])

    def test_an_egress_rule_of_its_own_takes_the_open_one_away(self) -> None:
        made = self.make(GROUP, {"GroupDescription": "narrow", "VpcId": self.vpc})
        https = {"GroupId": made.physical_id, "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}
        for prefixes in ("pl-6ea54007", "pl-66a5400f"):
            self.make("AWS::EC2::SecurityGroupEgress", {**https, "DestinationPrefixListId": prefixes})
        found = self._rules(made.physical_id)
        self.assertEqual({rule.get("PrefixListId") for rule in found}, {"pl-6ea54007", "pl-66a5400f"})

    def test_rules_are_resources_of_their_own(self) -> None:
        closed = [{"CidrIp": "255.255.255.255/32", "IpProtocol": "icmp", "FromPort": 252, "ToPort": 86}]
        group = self.make(GROUP, {"GroupDescription": "g", "VpcId": self.vpc, "SecurityGroupEgress": closed})
        for kind, field in (("Ingress", "SourceSecurityGroupId"), ("Egress", "DestinationPrefixListId")):
            target = group.physical_id if kind == "Ingress" else "pl-6ea54007"
            rule = {"GroupId": group.physical_id, "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, field: target}
            old = {**rule, "Description": "before"}
            made = self.make(f"AWS::EC2::SecurityGroup{kind}", old)
            self.assertIn("before", self._descriptions(group.physical_id))
            self.update(f"AWS::EC2::SecurityGroup{kind}", made, old, {**old, "Description": "after"})
            self.assertIn("after", self._descriptions(group.physical_id))
            self.delete(f"AWS::EC2::SecurityGroup{kind}", made, old)
            self.assertNotIn("after", self._descriptions(group.physical_id))

    def _rules(self, group: str) -> list[dict[str, Any]]:
        filters = [{"Name": "group-id", "Values": [group]}]
        return list(self.ec2.describe_security_group_rules(Filters=filters)["SecurityGroupRules"])

    def _descriptions(self, group: str) -> list[str]:
        return [rule.get("Description", "") for rule in self._rules(group)]

    def test_a_gateway_endpoint_routes_s3_and_follows_its_route_tables(self) -> None:
        one, two = (self.make("AWS::EC2::RouteTable", {"VpcId": self.vpc}).physical_id for _ in range(2))
        old = {
            "VpcId": self.vpc,
            "ServiceName": f"com.amazonaws.{REGION}.s3",
            "VpcEndpointType": "Gateway",
            "RouteTableIds": [one],
            "PolicyDocument": policy("1"),
            "Tags": tags(("Name", "s3")),
        }
        made = self.make(ENDPOINT, old)
        self.assertEqual(self._prefix_routes(one), ["pl-6ea54007"])
        self.update(ENDPOINT, made, old, {**old, "RouteTableIds": [two], "PolicyDocument": policy("2")})
        found = self.ec2.describe_vpc_endpoints(VpcEndpointIds=[made.physical_id])["VpcEndpoints"][0]
        self.assertEqual(json.loads(found["PolicyDocument"]), policy("2"))
        self.assertEqual((self._prefix_routes(one), self._prefix_routes(two)), ([], ["pl-6ea54007"]))
        self.delete(ENDPOINT, made, old)
        self.assertEqual(self._prefix_routes(two), [])
        self.assertEqual(self.ec2.describe_vpc_endpoints()["VpcEndpoints"], [])

    def _prefix_routes(self, table: str) -> list[str]:
        routes = self.ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Routes"]
        return [route["DestinationPrefixListId"] for route in routes if "DestinationPrefixListId" in route]

    def test_an_interface_endpoint_has_one_interface_per_subnet(self) -> None:
        subnets = [self.subnet("a", "10.1.1.0/24"), self.subnet("b", "10.1.2.0/24")]
        group = self.make(GROUP, {"GroupDescription": "endpoints", "VpcId": self.vpc}).physical_id
        old = {
            "VpcId": self.vpc,
            "ServiceName": f"com.amazonaws.{REGION}.kms",
            "VpcEndpointType": "Interface",
            "SubnetIds": subnets,
            "SecurityGroupIds": [group],
            "PrivateDnsEnabled": True,
            "PolicyDocument": policy("1"),
        }
        made = self.make(ENDPOINT, old)
        found = self.ec2.describe_vpc_endpoints(VpcEndpointIds=[made.physical_id])["VpcEndpoints"][0]
        self.assertEqual((found["State"], found["PrivateDnsEnabled"], found["SubnetIds"]), ("available", True, subnets))
        self.assertEqual([item["GroupId"] for item in found["Groups"]], [group])
        self.assertEqual(json.loads(found["PolicyDocument"]), policy("1"))
        self.assertEqual(len(found["NetworkInterfaceIds"]), 2)
        self.update(ENDPOINT, made, old, {**old, "SubnetIds": subnets[:1], "PrivateDnsEnabled": False})
        found = self.ec2.describe_vpc_endpoints(VpcEndpointIds=[made.physical_id])["VpcEndpoints"][0]
        self.assertEqual((len(found["NetworkInterfaceIds"]), found["PrivateDnsEnabled"]), (1, False))

    def test_a_flow_log_records_all_traffic_of_a_vpc(self) -> None:
        group = self.make("AWS::Logs::LogGroup", {"LogGroupName": "/vpc/flow"}).physical_id
        properties = {
            "ResourceId": self.vpc,
            "ResourceType": "VPC",
            "TrafficType": "ALL",
            "LogDestinationType": "cloud-watch-logs",
            "LogGroupName": group,
            "DeliverLogsPermissionArn": "arn:aws:iam::222222222222:role/flow",
            "MaxAggregationInterval": 60,
            "Tags": tags(("Name", "flow")),
        }
        made = self.make("AWS::EC2::FlowLog", properties)
        found = self.ec2.describe_flow_logs(FlowLogIds=[made.physical_id])["FlowLogs"][0]
        self.assertEqual(
            (found["TrafficType"], found["LogGroupName"], found["MaxAggregationInterval"]), ("ALL", group, 60)
        )
        self.update("AWS::EC2::FlowLog", made, properties, {**properties, "Tags": tags(("Name", "new"))})
        found = self.ec2.describe_flow_logs(FlowLogIds=[made.physical_id])["FlowLogs"][0]
        self.assertEqual(found["Tags"], tags(("Name", "new")))
        self.delete("AWS::EC2::FlowLog", made, properties)
        self.assertEqual(self.ec2.describe_flow_logs()["FlowLogs"], [])

    def test_a_network_acl_replaces_the_default_one_of_a_subnet(self) -> None:
        subnet = self.subnet("a", "10.1.1.0/24")
        acl = self.make("AWS::EC2::NetworkAcl", {"VpcId": self.vpc, "Tags": tags(("Name", "acl"))})
        entry = {
            "NetworkAclId": acl.physical_id,
            "RuleNumber": 100,
            "Egress": False,
            "Protocol": 6,
            "RuleAction": "allow",
            "CidrBlock": "10.1.0.0/16",
            "PortRange": {"From": 443, "To": 443},
        }
        made = self.make("AWS::EC2::NetworkAclEntry", entry)
        self.update("AWS::EC2::NetworkAclEntry", made, entry, {**entry, "RuleAction": "deny"})
        both = {"SubnetId": subnet, "NetworkAclId": acl.physical_id}
        self.make("AWS::EC2::SubnetNetworkAclAssociation", both)
        found = self.ec2.describe_network_acls(NetworkAclIds=[acl.physical_id])["NetworkAcls"][0]
        self.assertEqual([item["SubnetId"] for item in found["Associations"]], [subnet])
        rule = next(item for item in found["Entries"] if item["RuleNumber"] == 100)
        self.assertEqual((rule["RuleAction"], rule["PortRange"]), ("deny", {"From": 443, "To": 443}))


if __name__ == "__main__":
    unittest.main()
