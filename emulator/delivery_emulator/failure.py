"""Errors in the wire format of the service that was called."""

import json
from typing import Any
from xml.sax.saxutils import escape

_REASONS = {400: "Bad Request", 403: "Forbidden", 500: "Internal Server Error", 501: "Not Implemented"}


def respond(environ: dict[str, Any], start_response: Any, status: int, code: str, message: str) -> list[bytes]:
    """Answer a request with an error: JSON for the JSON protocols, XML for query and S3."""
    content_type = str(environ.get("CONTENT_TYPE", ""))
    authorization = str(environ.get("HTTP_AUTHORIZATION", ""))
    if environ.get("HTTP_X_AMZ_TARGET") or "json" in content_type or "/lambda/" in authorization:
        body, kind = json.dumps({"__type": code, "message": message}), "application/x-amz-json-1.1"
    elif "/s3/" in authorization:
        body, kind = f"<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>", "application/xml"
    elif "/ec2/" in authorization:
        error = f"<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
        body, kind = f"<Response><Errors>{error}</Errors><RequestID>emulator</RequestID></Response>", "text/xml"
    else:
        error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
        body, kind = f"<ErrorResponse>{error}<RequestId>emulator</RequestId></ErrorResponse>", "text/xml"
    encoded = body.encode()
    headers = [("Content-Type", kind), ("Content-Length", str(len(encoded))), ("x-amzn-errortype", code)]
    start_response(f"{status} {_REASONS[status]}", headers)
    return [encoded]
