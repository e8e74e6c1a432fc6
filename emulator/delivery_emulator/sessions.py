"""The sessions that `AssumeRole` has given out, and the IAM users that hold access keys."""

import secrets
import string
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

_ALPHABET = string.ascii_uppercase + string.digits


@dataclass(frozen=True)
class Session:
    """Temporary credentials of one role."""

    account: str
    role_arn: str
    role_id: str
    name: str
    expiration: datetime
    policies: tuple[str, ...] = ()
    """Session policies, as JSON, which limit what the role's own policies allow."""
    origin: str = ""
    """ARN of the session with which the chain of assumed roles began; empty for the first of a chain."""
    vpc_id: str | None = None
    """The VPC from which a function with this session sends its requests."""
    access_key_id: str = field(default_factory=lambda: "ASIA" + "".join(secrets.choice(_ALPHABET) for _ in range(16)))
    secret_access_key: str = field(default_factory=lambda: secrets.token_urlsafe(30))
    session_token: str = field(default_factory=lambda: secrets.token_urlsafe(90))

    @property
    def arn(self) -> str:
        """The assumed-role ARN, which names the role without its path."""
        partition = self.role_arn.split(":")[1]
        role_name = self.role_arn.rsplit("/", 1)[-1]
        return f"arn:{partition}:sts::{self.account}:assumed-role/{role_name}/{self.name}"

    @property
    def user_id(self) -> str:
        """The role's unique id and the session's name."""
        return f"{self.role_id}:{self.name}"


@dataclass(frozen=True)
class User:
    """An IAM user that signs with a long-lived key."""

    account: str
    arn: str
    user_id: str
    secret_access_key: str


_sessions: dict[str, Session] = {}


def open_session(
    role_arn: str,
    role_id: str,
    name: str,
    duration: int,
    policies: tuple[str, ...] = (),
    origin: str = "",
    vpc_id: str | None = None,
) -> Session:
    """Give out credentials for a role whose trust policy has already said yes."""
    expiration = datetime.now(timezone.utc) + timedelta(seconds=duration)
    session = Session(role_arn.split(":")[4], role_arn, role_id, name, expiration, policies, origin, vpc_id)
    _sessions[session.access_key_id] = session
    return session


def find(access_key_id: str) -> Session | None:
    """The session of an access key id."""
    return _sessions.get(access_key_id)


def find_user(access_key_id: str) -> User | None:
    """The IAM user of a long-lived access key id that is active, in any account."""
    from moto.iam.models import iam_backends

    for account, partitions in list(iam_backends.items()):
        for backend in list(partitions.values()):
            user = backend.get_user_from_access_key_id(access_key_id)
            if user is None:
                continue
            for key in user.access_keys:
                if key.access_key_id == access_key_id and key.status == "Active":
                    return User(account, user.arn, user.id, key.secret_access_key)
    return None
