"""Where a schema says no and AWS says yes, or the service says no in its own words: a false refusal is worse than a missed one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Fault:
    """One thing that is taken out of a schema, and why."""

    path: tuple[str, ...]
    """Where it stands, from the schema's root; the last name is the keyword."""
    because: str

    def mend(self, schema: dict[str, Any]) -> None:
        """Take it out. Raises `KeyError` where it is not there: the fault is no more, and its row goes."""
        place: Any = schema
        for name in self.path[:-1]:
            place = place[name]
        del place[self.path[-1]]


FAULTS: Mapping[str, tuple[Fault, ...]] = {
    "AWS::CodeBuild::Project": (
        Fault(
            ("properties", "TimeoutInMinutes", "maximum"),
            "480 has become 2160: https://docs.aws.amazon.com/codebuild/latest/APIReference/API_CreateProject.html",
        ),
    ),
    "AWS::CodePipeline::Webhook": (
        Fault(
            ("additionalProperties",),
            "it has no Tags, and the CDK sends them: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codepipeline-webhook-tag.html",
        ),
    ),
    "AWS::IAM::Role": (
        Fault(("properties", "RoleName", "maxLength"), "IAM itself refuses it: Member must have length less than or equal to 64"),
        Fault(("properties", "RoleName", "pattern"), "IAM itself refuses it, as it does the length"),
    ),
    "AWS::EC2::SecurityGroup": (
        Fault(("properties", "GroupDescription", "pattern"), "EC2 itself refuses it: Character sets beyond ASCII are not supported"),
        Fault(
            ("dependentRequired",),
            "egress rules without VpcId are refused in EC2-Classic only; the group is made in the default VPC",
        ),
    ),
}
