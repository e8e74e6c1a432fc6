"""Errors in the wire format of the service that was called."""

import json
from typing import Any
from urllib.parse import unquote
from xml.sax.saxutils import escape

_REASONS = {
    400: "Bad Request",
    403: "Forbidden",
    429: "Too Many Requests",
    500: "Internal Server Error",
    501: "Not Implemented",
    503: "Service Unavailable",
}


def respond(environ: dict[str, Any], start_response: Any, status: int, code: str, message: str) -> list[bytes]:
    """Answer a request with an error: JSON for the JSON protocols, XML for query and S3."""
    content_type = str(environ.get("CONTENT_TYPE", ""))
    scope = str(environ.get("HTTP_AUTHORIZATION") or unquote(str(environ.get("QUERY_STRING", ""))))
    if "/s3/" in scope:  # an object's content may be of any type
        body, kind = f"<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>", "application/xml"
    elif environ.get("HTTP_X_AMZ_TARGET") or "json" in content_type or "/lambda/" in scope:
        body, kind = json.dumps({"__type": code, "message": message}), "application/x-amz-json-1.1"
    elif "/ec2/" in scope:
        error = f"<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
        body, kind = f"<Response><Errors>{error}</Errors><RequestID>emulator</RequestID></Response>", "text/xml"
    else:
        error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
        body, kind = f"<ErrorResponse>{error}<RequestId>emulator</RequestId></ErrorResponse>", "text/xml"
    encoded = body.encode()
    headers = [("Content-Type", kind), ("Content-Length", str(len(encoded))), ("x-amzn-errortype", code)]
    start_response(f"{status} {_REASONS[status]}", headers)
    return [encoded]
