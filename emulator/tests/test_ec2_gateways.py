import json
import unittest
from typing import Any

from botocore.exceptions import ClientError
from service_case import REGION
from stack_case import StackCase

EVERYWHERE = "0.0.0.0/0"


def resource(kind: str, *after: str, **properties: Any) -> dict[str, Any]:
    return {"Type": f"AWS::EC2::{kind}", "Properties": properties, "DependsOn": list(after)}


def ref(name: str) -> dict[str, str]:
    return {"Ref": name}


def network(**changes: Any) -> dict[str, Any]:
    """A public and a private subnet, as the CDK's `Vpc` makes them."""
    zone = f"{REGION}a"
    allocation = {"Fn::GetAtt": ["Address", "AllocationId"]}
    return {
        "Vpc": resource("VPC", CidrBlock="10.0.0.0/16"),
        "Public": resource("Subnet", VpcId=ref("Vpc"), CidrBlock="10.0.0.0/24", AvailabilityZone=zone),
        "Private": resource("Subnet", VpcId=ref("Vpc"), CidrBlock="10.0.1.0/24", AvailabilityZone=zone),
        "PublicTable": resource("RouteTable", VpcId=ref("Vpc")),
        "PrivateTable": resource("RouteTable", VpcId=ref("Vpc")),
        "Gateway": resource("InternetGateway", Tags=[{"Key": "Name", "Value": "out"}]),
        "Attachment": resource("VPCGatewayAttachment", VpcId=ref("Vpc"), InternetGatewayId=ref("Gateway")),
        "Out": resource(
            "Route", "Attachment", RouteTableId=ref("PublicTable"), DestinationCidrBlock=EVERYWHERE, GatewayId=ref("Gateway")
        ),
        "Address": resource("EIP", Domain="vpc", Tags=[{"Key": "Name", "Value": "address"}]),
        "Nat": resource("NatGateway", "Out", SubnetId=ref("Public"), AllocationId=allocation),
        "Through": resource(
            "Route", RouteTableId=ref("PrivateTable"), DestinationCidrBlock=EVERYWHERE, NatGatewayId=ref("Nat")
        ),
        **changes,
    }


class Gateways(StackCase):
    def setUp(self) -> None:
        super().setUp()
        self.ec2 = self.client("ec2")

    def deploy(self, resources: dict[str, Any], stack: str = "net") -> None:
        outputs = {name: {"Value": ref(name)} for name in resources}
        self.cloudformation.create_stack(StackName=stack, TemplateBody=json.dumps({"Resources": resources, "Outputs": outputs}))
        self.assertEqual(self.status(stack), "CREATE_COMPLETE", self.reasons(stack))

    def change(self, resources: dict[str, Any]) -> None:
        outputs = {name: {"Value": ref(name)} for name in resources}
        self.cloudformation.update_stack(StackName="net", TemplateBody=json.dumps({"Resources": resources, "Outputs": outputs}))
        self.assertEqual(self.status("net"), "UPDATE_COMPLETE", self.reasons("net"))

    def reasons(self, stack: str) -> list[str]:
        events = self.cloudformation.describe_stack_events(StackName=stack)["StackEvents"]
        return [event["ResourceStatusReason"] for event in events if "ResourceStatusReason" in event]

    def ids(self) -> dict[str, str]:
        found = self.cloudformation.describe_stacks(StackName="net")["Stacks"][0]["Outputs"]
        return {each["OutputKey"]: each["OutputValue"] for each in found}

    def route(self, table: str) -> dict[str, Any]:
        routes = self.ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Routes"]
        return next((each for each in routes if each.get("DestinationCidrBlock") == EVERYWHERE), {})

    def test_a_network_is_made_changed_and_goes_away(self) -> None:
        self.deploy(network())
        ids = self.ids()
        self.assertEqual(self.route(ids["PublicTable"])["GatewayId"], ids["Gateway"])
        self.assertEqual(self.route(ids["PrivateTable"])["NatGatewayId"], ids["Nat"])
        nat = self.ec2.describe_nat_gateways(NatGatewayIds=[ids["Nat"]])["NatGateways"][0]
        self.assertEqual((nat["State"], nat["NatGatewayAddresses"][0]["PublicIp"]), ("available", ids["Address"]))
        self.assertEqual(ids["Out"], f"{ids['PublicTable']}|{EVERYWHERE}")
        self.assertEqual(ids["Attachment"], f"IGW|{ids['Vpc']}")

        changed = network(
            Gateway=resource("InternetGateway", Tags=[{"Key": "Name", "Value": "new"}]),
            Address=resource("EIP", Domain="vpc", Tags=[{"Key": "Name", "Value": "new"}]),
            Nat={**network()["Nat"], "Properties": {**network()["Nat"]["Properties"], "Tags": [{"Key": "Name", "Value": "new"}]}},
            Through=resource(
                "Route",
                "Attachment",
                RouteTableId=ref("PrivateTable"),
                DestinationCidrBlock=EVERYWHERE,
                GatewayId=ref("Gateway"),
            ),
        )
        self.change(changed)
        self.assertEqual(self.ids()["Nat"], ids["Nat"])
        self.assertEqual(self.route(ids["PrivateTable"])["GatewayId"], ids["Gateway"])
        self.assertNotIn("NatGatewayId", self.route(ids["PrivateTable"]))
        tagged = self.ec2.describe_tags(Filters=[{"Name": "value", "Values": ["new"]}])["Tags"]
        self.assertEqual(len({each["ResourceId"] for each in tagged}), 3)

        self.cloudformation.delete_stack(StackName="net")
        self.assertEqual(self.ec2.describe_addresses()["Addresses"], [])
        self.assertEqual([each["State"] for each in self.ec2.describe_nat_gateways()["NatGateways"]], ["deleted"])
        of_vpc = [{"Name": "vpc-id", "Values": [ids["Vpc"]]}]
        self.assertEqual(self.ec2.describe_vpcs(Filters=of_vpc)["Vpcs"], [])
        self.assertEqual(self.ec2.describe_network_interfaces(Filters=of_vpc)["NetworkInterfaces"], [])

    def test_another_internet_gateway_takes_the_place_of_the_first(self) -> None:
        first = {name: network()[name] for name in ("Vpc", "Gateway", "Attachment")}
        self.deploy(first)
        second = resource("VPCGatewayAttachment", VpcId=ref("Vpc"), InternetGatewayId=ref("Other"))
        self.change({**first, "Other": resource("InternetGateway"), "Attachment": second})
        found = self.ec2.describe_internet_gateways(InternetGatewayIds=[self.ids()["Other"]])["InternetGateways"][0]
        self.assertEqual(found["Attachments"][0]["VpcId"], self.ids()["Vpc"])

    def test_what_cannot_be_is_refused_in_the_words_of_aws(self) -> None:
        unattached = network()
        del unattached["Attachment"]
        out = {**unattached["Out"], "DependsOn": []}
        self._fails({**unattached, "Out": out}, "and network gateway igw-", "belong to different networks")
        alone = {name: value for name, value in unattached.items() if name in ("Vpc", "Public", "Address", "Nat")}
        alone["Nat"] = {**alone["Nat"], "DependsOn": []}
        self._fails(alone, "is in state failed and hence failed to stabilize", "has no Internet gateway attached")
        twice = {"Again": resource("NatGateway", "Nat", **network()["Nat"]["Properties"])}
        self._fails(network(**twice), "Elastic IP address eipalloc-", "is already associated")
        self._fails(network(Gateway2=resource("InternetGateway"), Attachment2=resource(
            "VPCGatewayAttachment", "Attachment", VpcId=ref("Vpc"), InternetGatewayId=ref("Gateway2")
        )), "already has an internet gateway attached")
        classic = {"Address": resource("EIP", Domain="standard")}
        with self.assertRaisesRegex(ClientError, "Domain standard is not supported by the emulator"):
            self.cloudformation.create_stack(StackName="classic", TemplateBody=json.dumps({"Resources": classic}))
        vpn = {"Vpc": network()["Vpc"], "Attachment": resource("VPCGatewayAttachment", VpcId=ref("Vpc"))}
        self._fails(vpn, "names no InternetGatewayId")

    def _fails(self, resources: dict[str, Any], *says: str) -> None:
        name = f"fails-{len(self.cloudformation.describe_stacks()['Stacks'])}"
        self.cloudformation.create_stack(StackName=name, TemplateBody=json.dumps({"Resources": resources}))
        self.assertEqual(self.status(name), "ROLLBACK_COMPLETE")
        told = "\n".join(self.reasons(name))
        for each in says:
            self.assertIn(each, told)

    def test_what_hangs_on_a_gateway_keeps_it(self) -> None:
        self.deploy(network())
        ids = self.ids()
        both = {"InternetGatewayId": ids["Gateway"], "VpcId": ids["Vpc"]}
        self.refused("DependencyViolation", "mapped public address(es)", self.ec2.detach_internet_gateway, **both)
        gateway = {"InternetGatewayId": ids["Gateway"]}
        says = f"The internetGateway '{ids['Gateway']}' has dependencies and cannot be deleted."
        self.refused("DependencyViolation", says, self.ec2.delete_internet_gateway, **gateway)
        self.refused("DependencyViolation", "has dependencies", self.ec2.delete_subnet, SubnetId=ids["Public"])
        allocation = self.ec2.describe_addresses()["Addresses"][0]["AllocationId"]
        self.refused("InvalidIPAddress.InUse", "is in use", self.ec2.release_address, AllocationId=allocation)
        self.refused("NatGatewayNotFound", "nat-1", self.ec2.describe_nat_gateways, NatGatewayIds=["nat-1"])
        self.refused("NatGatewayNotFound", "nat-1", self.ec2.delete_nat_gateway, NatGatewayId="nat-1")
        self.refused("MissingParameter", "AllocationId", self.ec2.create_nat_gateway, SubnetId=ids["Public"])
        route = {"RouteTableId": ids["PrivateTable"], "DestinationCidrBlock": "10.9.0.0/16"}
        self.refused("InvalidNatGatewayID.NotFound", "nat-1", self.ec2.create_route, **route, NatGatewayId="nat-1")
        elsewhere = self.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        table = self.ec2.create_route_table(VpcId=elsewhere)["RouteTable"]["RouteTableId"]
        says, far = "belong to different networks", {**route, "RouteTableId": table}
        self.refused("InvalidParameterValue", says, self.ec2.create_route, **far, NatGatewayId=ids["Nat"])
        self.ec2.create_route(**route, NatGatewayId=ids["Nat"])

    def test_a_vpc_with_an_internet_gateway_stays(self) -> None:
        vpc = self.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        gateway = self.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        self.ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
        self.refused("DependencyViolation", "has dependencies", self.ec2.delete_vpc, VpcId=vpc)
        with self.assertRaises(ClientError) as caught:
            self.ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
        self.assertEqual(caught.exception.response["Error"]["Code"], "Resource.AlreadyAssociated")
        self.ec2.detach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
        self.ec2.delete_internet_gateway(InternetGatewayId=gateway)
        self.ec2.delete_vpc(VpcId=vpc)


if __name__ == "__main__":
    unittest.main()
