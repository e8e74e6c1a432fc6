"""CodeCommit: repositories."""

from typing import Any

from delivery_emulator.cloudformation.resource import Context, Made, Properties, ResourceType, already_gone
from delivery_emulator.cloudformation.resources.tags import retag, tag_map


class Repository(ResourceType):
    """A repository without content: what a pipeline's source hands out, whoever runs it says."""

    name = "AWS::CodeCommit::Repository"
    properties = frozenset({"RepositoryName", "RepositoryDescription", "Tags.*"})

    def create(self, context: Context, properties: Properties) -> Made:
        made = context.client("codecommit").create_repository(
            repositoryName=str(properties["RepositoryName"]),
            repositoryDescription=str(properties.get("RepositoryDescription", "")),
            tags=tag_map(context, properties),
        )
        return self._made(made["repositoryMetadata"])

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        codecommit, name = context.client("codecommit"), str(new["RepositoryName"])
        if name != str(old["RepositoryName"]):
            codecommit.update_repository_name(oldName=str(old["RepositoryName"]), newName=name)
        codecommit.update_repository_description(
            repositoryName=name, repositoryDescription=str(new.get("RepositoryDescription", ""))
        )
        retag(context, "codecommit", new, resourceArn=context.arn("codecommit", name))
        return self._made(codecommit.get_repository(repositoryName=name)["repositoryMetadata"])

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("RepositoryDoesNotExistException"):
            context.client("codecommit").delete_repository(repositoryName=str(properties["RepositoryName"]))

    @staticmethod
    def _made(metadata: dict[str, Any]) -> Made:
        return Made(
            metadata["repositoryId"],
            {
                "Arn": metadata["Arn"],
                "CloneUrlHttp": metadata["cloneUrlHttp"],
                "CloneUrlSsh": metadata["cloneUrlSsh"],
                "Name": metadata["repositoryName"],
            },
        )
