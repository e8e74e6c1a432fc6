"""What tests of IAM's policy simulator share."""

from typing import Any

from botocore.exceptions import ClientError
from policies import allow, document
from service_case import ACCOUNT, ServiceCase

BUCKET = "arn:aws:s3:::things"
OBJECT = f"{BUCKET}/a"
BOB = f"arn:aws:iam::{ACCOUNT}:user/bob"


def deny(action: str, **more: Any) -> dict[str, Any]:
    return {"Effect": "Deny", "Action": action, "Resource": "*", **more}


def entry(key: str, *values: str, kind: str = "string") -> dict[str, Any]:
    return {"ContextKeyName": key, "ContextKeyType": kind, "ContextKeyValues": list(values)}


OUTSIDE = deny("s3:*", Condition={"StringNotEquals": {"aws:SourceVpc": "vpc-1"}})


class SimulatorCase(ServiceCase):
    def setUp(self) -> None:
        self.iam = self.client("iam")

    def custom(self, *statements: dict[str, Any], action: str = "s3:GetObject", **more: Any) -> dict[str, Any]:
        """The only result of a simulation of one policy with these statements."""
        policies = [document(*statements)] if statements else [document(allow("s3:*"))]
        (result,) = self.iam.simulate_custom_policy(PolicyInputList=policies, ActionNames=[action], **more)["EvaluationResults"]
        return result

    def refused(self, **more: Any) -> tuple[str, str]:
        asked = {"PolicyInputList": [document(allow("s3:*"))], "ActionNames": ["s3:GetObject"], **more}
        with self.assertRaises(ClientError) as caught:
            self.iam.simulate_custom_policy(**asked)
        error = caught.exception.response["Error"]
        return error["Code"], error["Message"]
