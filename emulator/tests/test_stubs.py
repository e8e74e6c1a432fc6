from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from engine import EngineCase, Thing, get_att, template, thing

from delivery_emulator import settings
from delivery_emulator.cloudformation.errors import ValidationError
from delivery_emulator.cloudformation.handler import Handlers
from delivery_emulator.cloudformation.removal import delete_stack
from delivery_emulator.cloudformation.resources.ec2_gateways import Route


class Choosy(Thing):
    """Has not all values of its name."""

    name = "Test::Unit::Choosy"
    absent_values: ClassVar[Mapping[str, frozenset[str]]] = {"Name": frozenset({"absent"})}


class Led(Thing):
    """Its value leads to an account."""

    name = "Test::Unit::Led"
    arns_here = frozenset({"Value"})


UNKNOWN = {"Type": "AWS::No::Such", "Properties": {"Any": [1]}}


class Stubs(EngineCase):
    def setUp(self) -> None:
        super().setUp()
        settings.use(replace(settings.current(), stubs=True))

    def test_stand_for_what_is_not_there(self) -> None:
        user = thing({"Value": get_att("A", "Url"), "Other": get_att("A", "Arn")})
        stack = self.deploy(template(A=UNKNOWN, B=user, C=thing({"Name": "absent"}, Type=Choosy.name)))
        self.assertEqual(stack.status, "CREATE_COMPLETE")
        made = stack.resources
        self.assertRegex(made["A"].physical_id, r"^stub-of-A-[0-9a-f]{8}$")
        self.assertEqual(made["B"].effective, {"Value": "stub-of-A.Url", "Other": "arn:aws:no:::stub-of-A.Arn"})
        self.assertEqual([call for call in Thing.calls if "create" in call], [("create", "B")])
        self.assertIn("A stub stands for it, nothing was made: the emulator has no such resource type.", made["A"].reason or "")
        self.assertIn("has no Name absent", made["C"].reason or "")

    def test_leave_out_what_is_not_honoured_and_say_so(self) -> None:
        odd = thing({"Value": 1, "Odd": 2, "Nested": {"Known": 3, "Odd": 4}}, CreationPolicy={}, DeletionPolicy="Snapshot")
        made = self.deploy(template(A=odd)).resources["A"]
        self.assertEqual(made.effective, {"Value": 1, "Nested": {"Known": 3}})
        self.assertEqual(
            made.reason, "Left out, because the emulator has it not: Odd, Nested.Odd, CreationPolicy, DeletionPolicy."
        )

    def test_stand_for_what_cannot_be_made_of_the_rest(self) -> None:
        route = {"RouteTableId": "rtb-1", "DestinationIpv6CidrBlock": "::/0", "GatewayId": "igw-1"}
        made = self.deploy(template(A={"Type": Route.name, "Properties": route})).resources["A"]
        self.assertRegex(made.physical_id, r"^stub-of-A-[0-9a-f]{8}$")
        self.assertIn("has no DestinationIpv6CidrBlock, and makes none without DestinationCidrBlock", made.reason or "")

    def test_stand_for_what_another_account_publishes(self) -> None:
        arn = "arn:aws:lambda:eu-west-1:580247275435:layer:Insights:53"
        mappings = {"Insights": {"eu-west-1": {"arn": arn}}}
        found = {"Fn::FindInMap": ["Insights", {"Ref": "AWS::Region"}, "arn"]}
        body = {**template(A=thing({"Value": [found]}, Type=Led.name)), "Mappings": mappings}
        made = self.deploy(body).resources["A"]
        self.assertIn(f"the emulator has no Value {arn}", made.reason or "")
        settings.use(replace(settings.current(), stubs=False))
        with self.assertRaisesRegex(ValidationError, f"Value {arn} is not supported by the emulator"):
            self.deploy(body, name="other")
        own = thing({"Value": ["arn:aws:lambda:eu-west-1:111111111111:layer:own:1"]}, Type=Led.name)
        self.assertEqual(self.deploy(template(A=own), name="own").status, "CREATE_COMPLETE")

    def test_stand_for_parameters_that_aws_publishes(self) -> None:
        name = "/aws/service/powertools/typescript/generic/all/latest"
        declared = {"P": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": name}}
        read = thing({"Value": {"Ref": "P"}, "Other": f"{{{{resolve:ssm:{name}}}}}"})
        body = {**template(A=read, B=thing({"Value": [{"Ref": "P"}]}, Type=Led.name)), "Parameters": declared}
        made = self.deploy(body).resources
        self.assertEqual(made["A"].effective, {"Value": "stub-of-latest", "Other": "stub-of-latest"})
        self.assertIn("A stub stands for it", made["B"].reason or "")
        settings.use(replace(settings.current(), stubs=False))
        with self.assertRaisesRegex(ValidationError, f"Unable to fetch parameters \\[{name}\\] from parameter store"):
            self.deploy(body, name="other")

    def test_are_named_by_an_arn_where_ref_is_one(self) -> None:
        balancer = {"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties": {"Subnets": ["subnet-1", "subnet-2"]}}
        stack = self.deploy(template(A=balancer, B=thing({"Value": {"Ref": "A"}})))
        named = stack.resources["B"].effective["Value"]
        self.assertRegex(named, r"^arn:aws:elasticloadbalancing:[a-z0-9-]+:[0-9]{12}:stub-of-A-[0-9a-f]{8}$")

    def test_say_nothing_of_what_is_there(self) -> None:
        self.assertIsNone(self.deploy(template(A=thing({"Value": 1}))).resources["A"].reason)

    def test_are_changed_and_go_away(self) -> None:
        stack = self.deploy(template(A=UNKNOWN))
        before = stack.resources["A"].physical_id
        self.deploy(template(A={**UNKNOWN, "Properties": {"Any": [2]}}), stack)
        self.assertEqual((stack.status, stack.resources["A"].physical_id), ("UPDATE_COMPLETE", before))
        delete_stack(stack, Handlers(stack, self.around))
        self.assertEqual(stack.status, "DELETE_COMPLETE")

    def test_are_for_who_asks_for_them(self) -> None:
        settings.use(replace(settings.current(), stubs=False))
        with self.assertRaisesRegex(ValidationError, "Unrecognized resource types"):
            self.deploy(template(A=UNKNOWN))
