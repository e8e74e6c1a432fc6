"""Lambda functions."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from delivery_emulator.cloudformation.resource import Context, Made, Properties, Refused, ResourceType, already_gone
from delivery_emulator.cloudformation.resources.tags import retag, tag_as_stack, tag_map
from delivery_emulator.cloudformation.values import boolean, integer, renamed
from delivery_emulator.services.lambda_configuration import absent_runtimes

_INLINE = Path(__file__).with_name("inline")
"""https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/cfn-lambda-function-code-cfnresponsemodule.html"""
PLAIN = ("Description", "Handler", "Role", "Runtime")
LOGGING = ("LogGroup", "LogFormat", "ApplicationLogLevel", "SystemLogLevel")


class Function(ResourceType):
    """A function of a Node.js or Python runtime, from a zip in S3 or inline code."""

    name = "AWS::Lambda::Function"
    arns_here = frozenset({"Layers"})
    properties = frozenset(
        {
            *("FunctionName", "PackageType", "MemorySize", "Timeout", *PLAIN, "Tags.*", "KmsKeyArn", "Architectures"),
            *("Code.S3Bucket", "Code.S3Key", "Code.S3ObjectVersion", "Code.ZipFile", "Environment.Variables.*"),
            *("VpcConfig.SubnetIds", "VpcConfig.SecurityGroupIds", "VpcConfig.Ipv6AllowedForDualStack"),
            *("DeadLetterConfig.TargetArn", "TracingConfig.Mode", "EphemeralStorage.Size"),
            *("Layers", "ReservedConcurrentExecutions", *(f"LoggingConfig.{field}" for field in LOGGING)),
        }
    )
    absent_values: ClassVar[Mapping[str, frozenset[str]]] = {"PackageType": frozenset({"Image"}), "Runtime": absent_runtimes()}
    replaced_by = frozenset({"FunctionName", "PackageType"})
    custom_name = "FunctionName"

    def create(self, context: Context, properties: Properties) -> Made:
        function = str(properties.get("FunctionName") or context.generated_name())
        awslambda = context.client("lambda")
        awslambda.create_function(
            FunctionName=function,
            Code=_code(properties),
            Tags=tag_map(context, properties),
            Architectures=properties.get("Architectures") or ["x86_64"],
            **_configuration(properties),
        )
        self._set_concurrency(awslambda, function, properties)
        return self._made(context, function)

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        awslambda = context.client("lambda")
        if old.get("Code") != new.get("Code") or old.get("Architectures") != new.get("Architectures"):
            awslambda.update_function_code(
                FunctionName=physical_id, Architectures=new.get("Architectures") or ["x86_64"], **_code(new)
            )
        awslambda.update_function_configuration(FunctionName=physical_id, **_configuration(new))
        self._set_concurrency(awslambda, physical_id, new)
        made = self._made(context, physical_id)
        retag(context, "lambda", new, Resource=made.attributes["Arn"])
        return made

    def adopt(self, context: Context, physical_id: str) -> Made:
        made = self._made(context, physical_id)
        tag_as_stack(context, "lambda", Resource=made.attributes["Arn"])
        return made

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("ResourceNotFoundException"):
            context.client("lambda").delete_function(FunctionName=physical_id)

    @staticmethod
    def _set_concurrency(awslambda: Any, function: str, properties: Properties) -> None:
        if "ReservedConcurrentExecutions" in properties:
            awslambda.put_function_concurrency(
                FunctionName=function,
                ReservedConcurrentExecutions=integer(properties["ReservedConcurrentExecutions"]),
            )
        else:
            awslambda.delete_function_concurrency(FunctionName=function)

    @staticmethod
    def _made(context: Context, function: str) -> Made:
        found = context.client("lambda").get_function_configuration(FunctionName=function)
        return Made(function, {"Arn": found["FunctionArn"]})


def _configuration(properties: Properties) -> dict[str, Any]:
    """The function's whole configuration: what the template leaves out goes back to Lambda's default."""
    if properties.get("PackageType", "Zip") != "Zip":
        raise Refused(f'PackageType "{properties["PackageType"]}" is not supported by the emulator, only Zip')
    network = properties.get("VpcConfig") or {}
    made: dict[str, Any] = {
        "Description": "",
        **renamed(properties, *PLAIN),
        "Layers": [str(arn) for arn in properties.get("Layers") or []],
        "MemorySize": integer(properties.get("MemorySize", 128)),
        "Timeout": integer(properties.get("Timeout", 3)),
        "Environment": {"Variables": dict((properties.get("Environment") or {}).get("Variables") or {})},
        "KMSKeyArn": properties.get("KmsKeyArn", ""),
        "TracingConfig": properties.get("TracingConfig") or {"Mode": "PassThrough"},
        "DeadLetterConfig": properties.get("DeadLetterConfig") or {},
        "EphemeralStorage": {"Size": integer((properties.get("EphemeralStorage") or {}).get("Size", 512))},
        "LoggingConfig": renamed(properties.get("LoggingConfig") or {}, *LOGGING),
        "VpcConfig": {
            "SubnetIds": list(network.get("SubnetIds") or []),
            "SecurityGroupIds": list(network.get("SecurityGroupIds") or []),
        },
    }
    if "Ipv6AllowedForDualStack" in network:
        made["VpcConfig"]["Ipv6AllowedForDualStack"] = boolean(network["Ipv6AllowedForDualStack"])
    return made


def _code(properties: Properties) -> dict[str, Any]:
    """The API's code parameters; inline code becomes a zip with `index.js` or `index.py`, as CloudFormation makes it, and the module
    with which it answers CloudFormation."""
    code = properties["Code"]
    if "ZipFile" not in code:
        return renamed(code, "S3Bucket", "S3Key", "S3ObjectVersion")
    python = str(properties.get("Runtime", "")).startswith("python")
    answering = "cfnresponse.py" if python else "cfn-response.cjs"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(zipfile.ZipInfo("index.py" if python else "index.js"), code["ZipFile"])
        place = answering if python else "node_modules/cfn-response.js"
        archive.writestr(zipfile.ZipInfo(place), (_INLINE / answering).read_text(encoding="utf-8"))
    return {"ZipFile": file.getvalue()}
