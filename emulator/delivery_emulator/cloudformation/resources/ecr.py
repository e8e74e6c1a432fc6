"""ECR: repositories."""

from typing import Any

from delivery_emulator.cloudformation.resource import Context, Made, Properties, ResourceType, already_gone
from delivery_emulator.cloudformation.resources.tags import retag, tag_list
from delivery_emulator.cloudformation.values import boolean, document


class Repository(ResourceType):
    """A container image repository."""

    name = "AWS::ECR::Repository"
    properties = frozenset(
        {
            *("EmptyOnDelete", "EncryptionConfiguration.EncryptionType", "EncryptionConfiguration.KmsKey"),
            *("ImageScanningConfiguration.ScanOnPush", "ImageTagMutability", "LifecyclePolicy.LifecyclePolicyText"),
            *("RepositoryName", "RepositoryPolicyText.*", "Tags.*"),
        }
    )
    replaced_by = frozenset({"EncryptionConfiguration", "RepositoryName"})
    custom_name = "RepositoryName"

    def create(self, context: Context, properties: Properties) -> Made:
        ecr = context.client("ecr")
        name = str(properties.get("RepositoryName") or context.generated_name(100).lower())
        request: dict[str, Any] = {"repositoryName": name, "tags": tag_list(context, properties)}
        encryption = properties.get("EncryptionConfiguration")
        if encryption:
            request["encryptionConfiguration"] = {key[0].lower() + key[1:]: item for key, item in encryption.items()}
        repository = ecr.create_repository(**request)["repository"]
        self._apply(ecr, name, properties)
        return self._made(repository)

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        ecr = context.client("ecr")
        self._apply(ecr, physical_id, new)
        if "LifecyclePolicy" in old and "LifecyclePolicy" not in new:
            ecr.delete_lifecycle_policy(repositoryName=physical_id)
        if "RepositoryPolicyText" in old and "RepositoryPolicyText" not in new:
            ecr.delete_repository_policy(repositoryName=physical_id)
        repository = ecr.describe_repositories(repositoryNames=[physical_id])["repositories"][0]
        retag(context, "ecr", new, resourceArn=repository["repositoryArn"])
        return self._made(repository)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        force = boolean(properties.get("EmptyOnDelete", False))
        with already_gone("RepositoryNotFoundException"):
            context.client("ecr").delete_repository(repositoryName=physical_id, force=force)

    @staticmethod
    def _apply(ecr: Any, name: str, properties: Properties) -> None:
        mutability = properties.get("ImageTagMutability", "MUTABLE")
        ecr.put_image_tag_mutability(repositoryName=name, imageTagMutability=mutability)
        scan = boolean((properties.get("ImageScanningConfiguration") or {}).get("ScanOnPush", False))
        ecr.put_image_scanning_configuration(repositoryName=name, imageScanningConfiguration={"scanOnPush": scan})
        if "LifecyclePolicy" in properties:
            text = properties["LifecyclePolicy"]["LifecyclePolicyText"]
            ecr.put_lifecycle_policy(repositoryName=name, lifecyclePolicyText=text)
        if "RepositoryPolicyText" in properties:
            ecr.set_repository_policy(repositoryName=name, policyText=document(properties["RepositoryPolicyText"]))

    @staticmethod
    def _made(repository: dict[str, Any]) -> Made:
        name, arn = repository["repositoryName"], repository["repositoryArn"]
        return Made(name, {"Arn": arn, "RepositoryUri": repository["repositoryUri"]})
