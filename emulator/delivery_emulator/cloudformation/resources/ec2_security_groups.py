"""Security groups and their rules, inline or as resources of their own."""

from typing import Any

from delivery_emulator.cloudformation.resource import Context, Made, Properties, ResourceType, already_gone
from delivery_emulator.cloudformation.resources.tags import retag_in_ec2, tag_specifications
from delivery_emulator.cloudformation.values import integer, renamed

_RULE = ("CidrIp", "CidrIpv6", "Description", "FromPort", "ToPort", "IpProtocol")
INGRESS = (*_RULE, "SourceSecurityGroupId", "SourceSecurityGroupOwnerId", "SourcePrefixListId")
EGRESS = (*_RULE, "DestinationSecurityGroupId", "DestinationPrefixListId")

DEFAULT_EGRESS = {"IpProtocol": "-1", "CidrIp": "0.0.0.0/0"}
"""What EC2 gives a new group, until the template names an egress rule, inline or as a resource (aws-cdk#987)."""


def permission(rule: Properties) -> dict[str, Any]:
    """The EC2 API's `IpPermission` of one rule as CloudFormation writes it."""
    made = {"IpProtocol": str(rule["IpProtocol"]), **renamed(rule, "FromPort", "ToPort", read=integer)}
    described = renamed(rule, "Description")
    group = rule.get("SourceSecurityGroupId") or rule.get("DestinationSecurityGroupId")
    prefixes = rule.get("SourcePrefixListId") or rule.get("DestinationPrefixListId")
    if group:
        owner = {"UserId": rule["SourceSecurityGroupOwnerId"]} if "SourceSecurityGroupOwnerId" in rule else {}
        made["UserIdGroupPairs"] = [{"GroupId": group, **owner, **described}]
    if prefixes:
        made["PrefixListIds"] = [{"PrefixListId": prefixes, **described}]
    if "CidrIp" in rule:
        made["IpRanges"] = [{"CidrIp": rule["CidrIp"], **described}]
    if "CidrIpv6" in rule:
        made["Ipv6Ranges"] = [{"CidrIpv6": rule["CidrIpv6"], **described}]
    return made


def _revoke_default(ec2: Any, group_id: str) -> None:
    with already_gone("InvalidPermission.NotFound"):
        ec2.revoke_security_group_egress(GroupId=group_id, IpPermissions=[permission(DEFAULT_EGRESS)])


class SecurityGroup(ResourceType):
    """A security group. Without egress rules in the template it keeps AWS's default rule, which allows all."""

    name = "AWS::EC2::SecurityGroup"
    properties = frozenset(
        {
            *("GroupName", "GroupDescription", "VpcId", "Tags.*"),
            *(f"SecurityGroupIngress.{field}" for field in INGRESS),
            *(f"SecurityGroupEgress.{field}" for field in EGRESS),
        }
    )
    replaced_by = frozenset({"GroupName", "GroupDescription", "VpcId"})
    custom_name = "GroupName"
    named_in = "VpcId"

    def create(self, context: Context, properties: Properties) -> Made:
        ec2 = context.client("ec2")
        group_id = ec2.create_security_group(
            GroupName=properties.get("GroupName") or context.generated_name(255),
            Description=properties["GroupDescription"],
            TagSpecifications=tag_specifications(context, properties, "security-group"),
            **renamed(properties, "VpcId"),
        )["GroupId"]
        self._set_rules(context, group_id, {}, properties)
        return self._made(context, group_id)

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        self._set_rules(context, physical_id, old, new)
        retag_in_ec2(context, physical_id, new)
        return self._made(context, physical_id)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("InvalidGroup.NotFound"):
            context.client("ec2").delete_security_group(GroupId=physical_id)

    @staticmethod
    def _set_rules(context: Context, group_id: str, old: Properties, new: Properties) -> None:
        """Revoke the template's former rules and authorize the present ones; rules made elsewhere stay, and so does what an update
        that has failed half-way has not come to."""
        ec2 = context.client("ec2")
        default = [permission(DEFAULT_EGRESS)]
        for direction in ("Ingress", "Egress"):
            field = f"SecurityGroup{direction}"
            empty = default if direction == "Egress" else []
            before = [permission(rule) for rule in old.get(field) or []] or empty
            after = [permission(rule) for rule in new.get(field) or []] or empty
            gone = [rule for rule in before if rule not in after]
            added = [rule for rule in after if rule not in before]
            if gone == default:
                _revoke_default(ec2, group_id)
            else:
                for rule in gone:
                    with already_gone("InvalidPermission.NotFound", "InvalidGroup.NotFound"):
                        getattr(ec2, f"revoke_security_group_{direction.lower()}")(GroupId=group_id, IpPermissions=[rule])
            for rules in [[rule] for rule in added] if old else [added] if added else []:
                with already_gone(*(["InvalidPermission.Duplicate"] if old else [])):
                    getattr(ec2, f"authorize_security_group_{direction.lower()}")(GroupId=group_id, IpPermissions=rules)

    @staticmethod
    def _made(context: Context, group_id: str) -> Made:
        group = context.client("ec2").describe_security_groups(GroupIds=[group_id])["SecurityGroups"][0]
        return Made(group_id, {"GroupId": group_id, "Id": group_id, "VpcId": group["VpcId"]})


class _Rule(ResourceType):
    """One rule as a resource; its id is the security group rule's own."""

    direction: str

    def create(self, context: Context, properties: Properties) -> Made:
        authorize = getattr(context.client("ec2"), f"authorize_security_group_{self.direction}")
        answer = authorize(GroupId=properties["GroupId"], IpPermissions=[permission(properties)])
        rule_id = answer["SecurityGroupRules"][0]["SecurityGroupRuleId"]
        return Made(rule_id, {"Id": rule_id})

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        """Only the description changes in place."""
        describe = getattr(context.client("ec2"), f"update_security_group_rule_descriptions_{self.direction}")
        describe(GroupId=new["GroupId"], IpPermissions=[permission({"Description": "", **new})])
        return Made(physical_id, {"Id": physical_id})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        revoke = getattr(context.client("ec2"), f"revoke_security_group_{self.direction}")
        with already_gone("InvalidPermission.NotFound", "InvalidGroup.NotFound", "InvalidSecurityGroupRuleId.NotFound"):
            revoke(GroupId=properties["GroupId"], SecurityGroupRuleIds=[physical_id])


class SecurityGroupIngress(_Rule):
    """A rule that lets traffic in."""

    name = "AWS::EC2::SecurityGroupIngress"
    properties = frozenset({"GroupId", *INGRESS})
    replaced_by = properties - {"Description"}
    direction = "ingress"


class SecurityGroupEgress(_Rule):
    """A rule that lets traffic out."""

    name = "AWS::EC2::SecurityGroupEgress"
    properties = frozenset({"GroupId", *EGRESS})
    replaced_by = properties - {"Description"}
    direction = "egress"

    def create(self, context: Context, properties: Properties) -> Made:
        _revoke_default(context.client("ec2"), properties["GroupId"])
        return super().create(context, properties)
