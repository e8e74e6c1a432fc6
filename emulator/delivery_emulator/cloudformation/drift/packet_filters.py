"""Security groups and their rules. What a rule of its own has added to a group is not drift of the group."""

from collections.abc import Mapping
from typing import Any

from delivery_emulator.cloudformation.drift.reader import Standing, pairs, reads

_RULES = ("AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress")


@reads("AWS::EC2::SecurityGroup")
def group(standing: Standing) -> Mapping[str, Any] | None:
    ec2 = standing.client("ec2")
    found = ec2.describe_security_groups(GroupIds=[standing.physical_id])["SecurityGroups"][0]
    pages = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [standing.physical_id]}])
    attached = standing.made_by(*_RULES)
    own = [rule for rule in pages["SecurityGroupRules"] if rule["SecurityGroupRuleId"] not in attached]
    return {
        "GroupDescription": found.get("Description"),
        "GroupName": found.get("GroupName"),
        "VpcId": found.get("VpcId"),
        "SecurityGroupIngress": [_rule(rule) for rule in own if not rule["IsEgress"]],
        "SecurityGroupEgress": [_rule(rule) for rule in own if rule["IsEgress"]],
        "Tags": pairs(found.get("Tags")),
    }


@reads("AWS::EC2::SecurityGroupIngress")
@reads("AWS::EC2::SecurityGroupEgress")
def rule_of_group(standing: Standing) -> Mapping[str, Any] | None:
    found = standing.client("ec2").describe_security_group_rules(SecurityGroupRuleIds=[standing.physical_id])
    rules = found["SecurityGroupRules"]
    return {"GroupId": rules[0]["GroupId"], **_rule(rules[0])} if rules else None


def _rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    side = "Destination" if rule["IsEgress"] else "Source"
    return {
        "CidrIp": rule.get("CidrIpv4"),
        "CidrIpv6": rule.get("CidrIpv6"),
        "Description": rule.get("Description"),
        "FromPort": rule.get("FromPort"),
        "ToPort": rule.get("ToPort"),
        "IpProtocol": rule.get("IpProtocol"),
        f"{side}SecurityGroupId": (rule.get("ReferencedGroupInfo") or {}).get("GroupId"),
        f"{side}PrefixListId": rule.get("PrefixListId"),
    }
