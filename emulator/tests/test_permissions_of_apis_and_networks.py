"""Calls of roles to API Gateway, by method and path, and to EC2 for gateways, addresses and routes."""

from typing import Any

from judged_case import JudgedCase
from policies import allow
from service_case import ACCOUNT, REGION

APIS = f"arn:aws:apigateway:{REGION}::"
POLICY = '{"Version":"2012-10-17","Statement":[]}'


def ec2_arn(kind: str, name: str = "*") -> str:
    return f"arn:aws:ec2:{REGION}:{ACCOUNT}:{kind}/{name}"


class Apis(JudgedCase):
    def rest_api(self) -> str:
        apigateway = self.client("apigateway")
        made = str(apigateway.create_rest_api(name="shop")["id"])
        self.addCleanup(apigateway.delete_rest_api, restApiId=made)
        return made

    def test_are_read_by_their_path(self) -> None:
        one, other = self.rest_api(), self.rest_api()
        apigateway = self.acting("apigateway", allow("apigateway:GET", [f"{APIS}/restapis/{one}", f"{APIS}/restapis/{one}/*"]))
        apigateway.get_rest_api(restApiId=one)
        apigateway.get_resources(restApiId=one)
        code, message = self.refused(apigateway.get_rest_api, restApiId=other)
        self.assertEqual(code, "AccessDeniedException")
        self.assertIn(f"apigateway:GET on resource: {APIS}/restapis/{other}", message)
        self.refused(apigateway.get_rest_apis)

    def test_are_changed_by_other_methods(self) -> None:
        one = self.rest_api()
        apigateway = self.acting("apigateway", allow("apigateway:GET"))
        _, message = self.refused(apigateway.delete_rest_api, restApiId=one)
        self.assertIn("apigateway:DELETE", message)
        _, message = self.refused(apigateway.create_rest_api, name="x")
        self.assertIn(f"apigateway:POST on resource: {APIS}/restapis", message)

    def test_take_a_policy_from_who_may_give_one(self) -> None:
        one = self.rest_api()
        patch = [{"op": "replace", "path": "/policy", "value": POLICY}]
        only_patch = self.acting("apigateway", allow("apigateway:PATCH"), name="patches")
        only_patch.update_rest_api(restApiId=one, patchOperations=[{"op": "replace", "path": "/name", "value": "x"}])
        _, message = self.refused(only_patch.update_rest_api, restApiId=one, patchOperations=patch)
        self.assertIn("apigateway:UpdateRestApiPolicy", message)
        _, message = self.refused(self.acting("apigateway", allow("apigateway:POST"), name="posts").create_rest_api, name="x", policy=POLICY)
        self.assertIn("apigateway:UpdateRestApiPolicy", message)
        both = self.acting("apigateway", allow(["apigateway:PATCH", "apigateway:UpdateRestApiPolicy"]), name="both")
        both.update_rest_api(restApiId=one, patchOperations=patch)

    def test_of_http_have_no_version_in_their_names(self) -> None:
        owner = self.client("apigatewayv2")
        made = owner.create_api(Name="shop", ProtocolType="HTTP")["ApiId"]
        self.addCleanup(owner.delete_api, ApiId=made)
        apis = self.acting("apigatewayv2", allow("apigateway:GET", f"{APIS}/apis/{made}"))
        apis.get_api(ApiId=made)
        _, message = self.refused(apis.get_routes, ApiId=made)
        self.assertIn(f"apigateway:GET on resource: {APIS}/apis/{made}/routes", message)


class Networks(JudgedCase):
    def setUp(self) -> None:
        super().setUp()
        self.owner: Any = self.client("ec2")
        self.vpc = self.owner.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        self.addCleanup(self.owner.delete_vpc, VpcId=self.vpc)

    def test_get_an_internet_gateway_from_who_may_reach_both(self) -> None:
        gateway = self.owner.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        self.addCleanup(self.owner.delete_internet_gateway, InternetGatewayId=gateway)
        both = {"InternetGatewayId": gateway, "VpcId": self.vpc}
        half = self.acting("ec2", allow("ec2:*", ec2_arn("internet-gateway")), name="half")
        _, message = self.refused(half.attach_internet_gateway, **both)
        self.assertIn(f"ec2:AttachInternetGateway on resource: {ec2_arn('vpc', self.vpc)}", message)
        whole = self.acting("ec2", allow(["ec2:AttachInternetGateway", "ec2:DetachInternetGateway"]), name="whole")
        whole.attach_internet_gateway(**both)
        whole.detach_internet_gateway(**both)
        self.refused(whole.delete_internet_gateway, InternetGatewayId=gateway)

    def test_get_routes_of_the_tables_that_a_policy_names(self) -> None:
        table = self.owner.create_route_table(VpcId=self.vpc)["RouteTable"]["RouteTableId"]
        self.addCleanup(self.owner.delete_route_table, RouteTableId=table)
        route = {"RouteTableId": table, "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1"}
        ec2 = self.acting("ec2", allow("ec2:CreateRoute", ec2_arn("route-table", "rtb-of-somebody")))
        _, message = self.refused(ec2.create_route, **route)
        self.assertIn(f"ec2:CreateRoute on resource: {ec2_arn('route-table', table)}", message)

    def test_get_addresses_and_what_is_written_on_them(self) -> None:
        ec2 = self.acting("ec2", allow(["ec2:AllocateAddress", "ec2:ReleaseAddress"], ec2_arn("elastic-ip")))
        tagged = [{"ResourceType": "elastic-ip", "Tags": [{"Key": "a", "Value": "b"}]}]
        _, message = self.refused(ec2.allocate_address, Domain="vpc", TagSpecifications=tagged)
        self.assertIn("ec2:CreateTags", message)
        ec2.release_address(AllocationId=ec2.allocate_address(Domain="vpc")["AllocationId"])
        self.refused(ec2.describe_addresses)

    def test_get_a_nat_gateway_with_its_address_and_subnet(self) -> None:
        subnet = ec2_arn("subnet", "subnet-1")
        ec2 = self.acting("ec2", allow("ec2:CreateNatGateway", [ec2_arn("natgateway"), subnet]))
        _, message = self.refused(ec2.create_nat_gateway, SubnetId="subnet-1", AllocationId="eipalloc-1")
        self.assertIn(f"ec2:CreateNatGateway on resource: {ec2_arn('elastic-ip', 'eipalloc-1')}", message)
        _, message = self.refused(ec2.create_nat_gateway, SubnetId="subnet-2", AllocationId="eipalloc-1")
        self.assertIn(f"ec2:CreateNatGateway on resource: {ec2_arn('subnet', 'subnet-2')}", message)
