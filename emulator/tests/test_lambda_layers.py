import io
import json
import unittest
import zipfile
from typing import Any

from botocore.exceptions import ClientError
from lambda_case import LambdaCase, zipped
from needs import need_namespaces
from service_case import ACCOUNT, REGION

OTHER = "333333333333"
HANDLER = """
import os, subprocess
import shared
def handler(event, context):
    return [shared.NAME, os.path.exists("/opt/first.txt"), subprocess.check_output(["tool"], text=True)]
"""


def archive(files: dict[str, str]) -> bytes:
    """A zip whose files below `bin` are programs."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = (0o120777 if text.startswith("->") else 0o100755 if "bin/" in name else 0o100644) << 16
            made.writestr(entry, text.removeprefix("->"))
    return file.getvalue()


class Layers(LambdaCase):
    def layer(self, name: str, files: dict[str, str], account: str = ACCOUNT, **options: Any) -> str:
        client = self.client("lambda", account=account)
        made = client.publish_layer_version(LayerName=name, Content={"ZipFile": archive(files)}, **options)
        self.addCleanup(client.delete_layer_version, LayerName=name, VersionNumber=made["Version"])
        return str(made["LayerVersionArn"])

    def refused(self, message: str, *layers: str, name: str = "refused") -> None:
        with self.assertRaises(ClientError) as caught:
            self.function("exports.handler = async () => 1", name, Layers=list(layers))
        error = caught.exception.response["Error"]
        self.assertEqual((error["Code"], message in error["Message"]), ("InvalidParameterValueException", True), error)

    def test_layers_lie_over_each_other_at_opt_and_stay_when_their_versions_go(self) -> None:
        need_namespaces(self)
        first = self.layer("first", {"first.txt": "", "python/shared.py": "NAME = 'first'", "bin/tool": "#!/bin/sh\necho first"})
        second = self.layer("second", {"python/shared.py": "NAME = 'second'", "bin/real": "#!/bin/sh\necho second", "bin/tool": "->real"})
        self.function({"index.py": HANDLER}, Runtime="python3.13", Layers=[first, second])
        self.assertEqual(self.invoke()[0], ["second", True, "second\n"])
        self.awslambda.update_function_configuration(FunctionName="data", Layers=[second, first])
        self.assertEqual(self.invoke()[0], ["first", True, "first\n"])
        self.awslambda.delete_layer_version(LayerName="first", VersionNumber=1)
        self.awslambda.update_function_configuration(FunctionName="data", MemorySize=256)
        self.assertEqual(self.invoke()[0], ["first", True, "first\n"])
        self.refused(f"Layer version {first} does not exist.", first)
        self.awslambda.update_function_configuration(FunctionName="data", Layers=[])
        self.assertEqual(self.invoke()[0]["errorType"], "Runtime.ImportModuleError")

    def test_node_finds_packages_of_layers(self) -> None:
        arn = self.layer("packages", {"nodejs/node_modules/own/index.js": "exports.name = 'own'"})
        self.function("exports.handler = async () => require('own').name", Layers=[arn])
        self.assertEqual(self.invoke()[0], "own")
        found = self.awslambda.get_function_configuration(FunctionName="data")["Layers"]
        self.assertEqual([each["Arn"] for each in found], [arn])

    def test_refuses_too_many_two_of_one_others_and_what_is_not_there(self) -> None:
        arns = [self.layer(f"l{number}", {"x": ""}) for number in range(6)]
        self.refused("up to 5 layers, got 6", *arns)
        again = self.layer("l0", {"x": ""})
        self.refused("got two of arn:aws:lambda:", arns[0], again)
        self.refused("does not exist", f"arn:aws:lambda:{REGION}:{ACCOUNT}:layer:absent:1")
        self.refused("not in the same region", arns[0].replace(REGION, "us-west-2"))

    def test_layers_of_another_account_need_its_leave(self) -> None:
        arn = self.layer("shared", {"x": ""}, OTHER)
        self.refused(f"not allowed to perform lambda:GetLayerVersion on resource {arn}", arn)
        options = {"LayerName": "shared", "VersionNumber": 1, "StatementId": "s"}
        self.client("lambda", account=OTHER).add_layer_version_permission(**options, Action="lambda:GetLayerVersion", Principal=ACCOUNT)
        self.function("exports.handler = async () => require('fs').readdirSync('/opt')", Layers=[arn])
        self.assertEqual(self.awslambda.get_function_configuration(FunctionName="data")["Layers"][0]["Arn"], arn)

    def test_refuses_what_is_no_archive_or_too_large_unzipped(self) -> None:
        with self.assertRaisesRegex(ClientError, "Could not unzip uploaded file"):
            self.awslambda.publish_layer_version(LayerName="broken", Content={"ZipFile": b"x"})
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made, made.open("large", "w", force_zip64=True) as entry:
            for _ in range(131):
                entry.write(bytes(2**20))
        half = [self.awslambda.publish_layer_version(LayerName=name, Content={"ZipFile": file.getvalue()})["LayerVersionArn"] for name in "ab"]
        self.refused("Unzipped size must be smaller than 262144000 bytes", *half)
        self.function("exports.handler = async () => 1", Layers=half[:1])
        with self.assertRaisesRegex(ClientError, "Unzipped size"):
            self.awslambda.update_function_code(FunctionName="data", ZipFile=file.getvalue())
        self.assertEqual(self.invoke()[0], 1)
        for name in "ab":
            self.awslambda.delete_layer_version(LayerName=name, VersionNumber=1)

    def test_a_link_that_leads_out_of_the_archive_is_refused_by_name(self) -> None:
        arn = self.layer("out", {"bin/out": "->../../../etc/passwd"})
        self.function("exports.handler = async () => 1", Layers=[arn])
        with self.assertRaisesRegex(ClientError, "the link bin/out leads out of the archive, to ../../../etc/passwd"):
            self.invoke()

    def test_a_template_s_layer_is_a_version_and_its_permission_a_statement(self) -> None:
        s3 = self.client("s3")
        s3.create_bucket(Bucket="code", CreateBucketConfiguration={"LocationConstraint": REGION})
        s3.put_object(Bucket="code", Key="l.zip", Body=zipped({"x": ""}))
        layer = {"LayerName": "shared", "Content": {"S3Bucket": "code", "S3Key": "l.zip"}, "CompatibleRuntimes": ["python3.12"]}
        made = self.make("AWS::Lambda::LayerVersion", layer)
        self.assertEqual(made.physical_id, f"arn:aws:lambda:{REGION}:{ACCOUNT}:layer:shared:{made.physical_id[-1]}")
        statement = {"LayerVersionArn": made.physical_id, "Action": "lambda:GetLayerVersion", "Principal": OTHER}
        allowed = self.make("AWS::Lambda::LayerVersionPermission", statement)
        options = {"LayerName": "shared", "VersionNumber": int(made.physical_id[-1])}
        policy = json.loads(self.awslambda.get_layer_version_policy(**options)["Policy"])
        self.assertEqual([each["Action"] for each in policy["Statement"]], ["lambda:GetLayerVersion"])
        self.delete("AWS::Lambda::LayerVersionPermission", allowed, statement)
        self.delete("AWS::Lambda::LayerVersion", made, layer)
        s3.delete_object(Bucket="code", Key="l.zip")
        s3.delete_bucket(Bucket="code")


del LambdaCase

if __name__ == "__main__":
    unittest.main()
