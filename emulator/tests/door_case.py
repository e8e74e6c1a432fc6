"""Requests by hand, for tests of who is let in."""

import http.client
from collections.abc import Mapping

from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from patience import PATIENCE
from service_case import ACCOUNT, REGION, SECRET, ServiceCase

WHO = b"Action=GetCallerIdentity&Version=2011-06-15"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class DoorCase(ServiceCase):
    """Speaks HTTP by hand, as a page or a stranger would."""

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> tuple[int, str, Mapping[str, str]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.server_port, timeout=PATIENCE)
        self.addCleanup(connection.close)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in {"Host": f"localhost:{self.server.server_port}", **headers}.items():
            connection.putheader(name, value)
        if body:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body or None)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), {name.lower(): value for name, value in answer.getheaders()}

    def signed(
        self, service: str, body: bytes, secret: str = SECRET, key: str = ACCOUNT, *, method: str = "POST", path: str = "/", **headers: str
    ) -> dict[str, str]:
        """Headers of a request, signed as an SDK signs it."""
        request = AWSRequest(method, f"{self.endpoint}{path}", {"Host": self.endpoint[7:], **headers}, body)
        signer = S3SigV4Auth if service == "s3" else SigV4Auth
        signer(Credentials(key, secret), service, REGION).add_auth(request)
        return {name: str(value) for name, value in request.headers.items()}
