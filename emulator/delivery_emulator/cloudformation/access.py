"""As whom a stack operation calls the services, and where."""

from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from delivery_emulator import clients
from delivery_emulator.cloudformation.errors import ValidationError
from delivery_emulator.identity import Caller
from delivery_emulator.role_trust import NotTrusted, assume
from delivery_emulator.sessions import find


@dataclass(frozen=True)
class Access:
    """Credentials in one account and region."""

    account: str
    region: str
    credentials: clients.Credentials

    @property
    def partition(self) -> str:
        """`aws`, or the partition the region belongs to."""
        return "aws-cn" if self.region.startswith("cn-") else "aws-us-gov" if "-gov-" in self.region else "aws"

    @property
    def access_key_id(self) -> str:
        """Whose credentials these are."""
        return self.credentials.access_key_id

    def client(self, service: str) -> Any:
        """A boto3 client with these credentials."""
        return clients.client(service, self.credentials, self.region)

    def read_parameter(self, name: str) -> str | None:
        """The value of an SSM parameter, None where there is none."""
        try:
            return str(self.client("ssm").get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"])
        except ClientError as error:
            if error.response["Error"]["Code"] in ("ParameterNotFound", "ParameterVersionNotFound"):
                return None
            raise

    def zones(self, region: str) -> list[str]:
        """The names of the availability zones of a region, this one by default."""
        ec2 = clients.client("ec2", self.credentials, region or self.region)
        return sorted(zone["ZoneName"] for zone in ec2.describe_availability_zones()["AvailabilityZones"])


def access_for(caller: Caller, region: str, role_arn: str | None) -> Access:
    """The execution role's access where a role is named, else the caller's own. Raises `ValidationError`."""
    if role_arn is None:
        session = find(caller.access_key_id)
        token = session.session_token if session else None
        return Access(caller.account, region, clients.Credentials(caller.access_key_id, session_token=token))
    service = Caller(
        caller.account, caller.arn, caller.user_id, caller.access_key_id, service="cloudformation.amazonaws.com"
    )
    if role_arn.split(":")[4:5] != [caller.account]:
        raise ValidationError("Cross-account pass role is not allowed.")
    try:
        session = assume(service, role_arn, "AWSCloudFormation")
    except NotTrusted as refusal:
        raise ValidationError(f"Role {role_arn} is invalid or cannot be assumed") from refusal
    return Access(
        caller.account,
        region,
        clients.Credentials(session.access_key_id, session.secret_access_key, session.session_token),
    )
