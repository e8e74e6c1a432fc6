import json
import unittest
from typing import Any

from botocore.exceptions import ClientError
from service_case import ACCOUNT, REGION, ServiceCase


class Tags(ServiceCase):
    def test_resources_are_found_by_their_arns(self) -> None:
        tags = [{"Key": "Owner", "Value": "team"}]
        vpc = self.make("AWS::EC2::VPC", {"CidrBlock": "10.0.0.0/16", "Tags": tags}).physical_id
        endpoint = self.make(
            "AWS::EC2::VPCEndpoint",
            {"VpcId": vpc, "ServiceName": f"com.amazonaws.{REGION}.s3", "VpcEndpointType": "Gateway", "Tags": tags},
        ).physical_id
        pattern = {"source": ["aws.kms"]}
        rule = self.make("AWS::Events::Rule", {"Name": "watch-dev", "EventPattern": pattern, "Tags": tags})
        self.make("AWS::Logs::LogGroup", {"LogGroupName": "/data/dev/untagged"})
        ec2 = f"arn:aws:ec2:{REGION}:{ACCOUNT}"
        wanted = [f"{ec2}:vpc/{vpc}", f"{ec2}:vpc-endpoint/{endpoint}", rule.attributes["Arn"]]
        untagged = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/data/dev/untagged"
        found = self._resources([*wanted, untagged])
        self.assertEqual({item["ResourceARN"]: item["Tags"] for item in found}, dict.fromkeys(wanted, tags))

    def test_more_than_a_hundred_arns_are_refused(self) -> None:
        with self.assertRaisesRegex(ClientError, "up to 100"):
            self._resources([f"arn:aws:s3:::bucket-{index}" for index in range(101)])

    def test_a_region_tells_of_its_own_buckets_alone(self) -> None:
        tags = [{"Key": "Environment", "Value": "prod"}]
        for region in ("us-west-2", "eu-west-1"):
            s3 = self.client("s3", region=region)
            s3.create_bucket(Bucket=region, CreateBucketConfiguration={"LocationConstraint": region})
            s3.put_bucket_tagging(Bucket=region, Tagging={"TagSet": tags})
        for region in ("us-west-2", "eu-west-1"):
            client = self.client("resourcegroupstaggingapi", region=region)
            found = client.get_resources(TagFilters=[{"Key": "Environment", "Values": ["prod"]}])
            self.assertEqual([each["ResourceARN"] for each in found["ResourceTagMappingList"]], [f"arn:aws:s3:::{region}"])

    def _resources(self, arns: list[str]) -> list[dict[str, Any]]:
        client = self.client("resourcegroupstaggingapi")
        return list(client.get_resources(ResourceARNList=arns)["ResourceTagMappingList"])


class History(ServiceCase):
    def test_associations_of_a_key_are_remembered_newest_first(self) -> None:
        logs, kms = self.client("logs"), self.client("kms")
        statement = {"Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        key = kms.create_key(Policy=policy)["KeyMetadata"]["Arn"]
        for name in ("/data/dev/one", "/data/dev/two"):
            logs.create_log_group(logGroupName=name)
            logs.associate_kms_key(logGroupName=name, kmsKeyId=key)
        logs.disassociate_kms_key(logGroupName="/data/dev/one")
        self.assertEqual(self._groups("AssociateKmsKey"), ["/data/dev/two", "/data/dev/one"])
        self.assertEqual(self._groups("DisassociateKmsKey"), ["/data/dev/one"])

    def test_what_is_not_noted_is_refused(self) -> None:
        with self.assertRaisesRegex(ClientError, "not in the emulator"):
            self._lookup("ConsoleLogin")

    def _lookup(self, name: str, **more: Any) -> dict[str, Any]:
        attributes = [{"AttributeKey": "EventName", "AttributeValue": name}]
        answer: dict[str, Any] = self.client("cloudtrail").lookup_events(LookupAttributes=attributes, **more)
        return answer

    def _groups(self, name: str) -> list[str]:
        groups, token = [], {}
        while True:
            page = self._lookup(name, MaxResults=1, **token)
            for event in page["Events"]:
                groups.append(json.loads(event["CloudTrailEvent"])["requestParameters"]["logGroupName"])
            if "NextToken" not in page:
                return groups
            token = {"NextToken": page["NextToken"]}


if __name__ == "__main__":
    unittest.main()
