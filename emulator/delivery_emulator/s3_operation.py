"""Which operation of S3 a request asks for, by botocore's model: method, bucket and key, and what only that operation needs."""

import functools
from collections.abc import Mapping
from urllib.parse import parse_qsl

from delivery_emulator.authorization.operation import Operation
from delivery_emulator.authorization.s3_requirements import place
from delivery_emulator.fault_answers import model_of

_ELSEWHERE = frozenset({"ListDirectoryBuckets", "CreateSession", "WriteGetObjectResponse"})
"""Operations of directory buckets and Object Lambda, which have hosts of their own."""


def s3_operation(operation: Operation) -> str:
    """Its name in S3's API reference; the method where there is none."""
    bucket, key = place(operation)
    path = "/{Bucket}/{Key+}" if key else "/{Bucket}" if bucket else "/"
    found = [
        (len(query) + len(headers), name)
        for name, method, its_path, query, headers in _routes()
        if (method, its_path) == (operation.method, path)
        and all(query[each] in ("", None, operation.query[each]) for each in query if each in operation.query)
        and query.keys() <= operation.query.keys()
        and headers <= operation.headers.keys()
    ]
    return max(found)[1] if found else operation.method


@functools.cache
def _routes() -> list[tuple[str, str, str, Mapping[str, str | None], frozenset[str]]]:
    """Operation, method, path, the query it must have (None: with any value), and the headers."""
    model = model_of("s3")
    routes = []
    for name in model.operation_names:
        operation = model.operation_model(name)
        path, _, text = str(operation.http["requestUri"]).partition("?")
        shape = operation.input_shape
        needed = [shape.members[each].serialization for each in shape.required_members] if shape is not None else []
        query: dict[str, str | None] = dict(parse_qsl(text, keep_blank_values=True))
        query.update({each["name"]: None for each in needed if each.get("location") == "querystring"})
        headers = frozenset(each["name"].lower() for each in needed if each.get("location") == "header")
        if name not in _ELSEWHERE:
            routes.append((str(name), str(operation.http["method"]), path, query, headers))
    return routes
