"""CodeCommit: what becomes of a repository after it was made, which moto leaves out. No repository here has content: git is served elsewhere.

https://docs.aws.amazon.com/codecommit/latest/APIReference/API_Operations.html
"""

import json
from typing import Any

from moto.codecommit import urls
from moto.codecommit.exceptions import RepositoryDoesNotExistException, RepositoryNameExistsException
from moto.codecommit.responses import CodeCommitResponse


class CodeCommitService(CodeCommitResponse):
    """moto's CodeCommit with its repositories' names, descriptions and tags."""

    def create_repository(self) -> str:
        answer = str(super().create_repository())
        _tags(self.codecommit_backend)[str(self._get_param("repositoryName"))] = dict(self._get_param("tags") or {})
        return answer

    def delete_repository(self) -> str:
        _tags(self.codecommit_backend).pop(str(self._get_param("repositoryName")), None)
        return str(super().delete_repository())

    def list_repositories(self) -> str:
        """Every repository by name and id."""
        known = self.codecommit_backend.repositories
        found = [{"repositoryName": name, "repositoryId": known[name].repository_metadata["repositoryId"]} for name in sorted(known)]
        return json.dumps({"repositories": found})

    def update_repository_name(self) -> str:
        """Call a repository otherwise."""
        old, new = str(self._get_param("oldName")), str(self._get_param("newName"))
        known = self.codecommit_backend.repositories
        if new in known:
            raise RepositoryNameExistsException(new)
        repository = self._repository(old)
        metadata = repository.repository_metadata
        for key in ("cloneUrlSsh", "cloneUrlHttp", "Arn", "repositoryName"):
            metadata[key] = metadata[key].removesuffix(old) + new
        known[new] = known.pop(old)
        tags = _tags(self.codecommit_backend)
        tags[new] = tags.pop(old, {})
        return "{}"

    def update_repository_description(self) -> str:
        """Describe a repository otherwise, or, without a text, not at all."""
        metadata = self._repository(str(self._get_param("repositoryName"))).repository_metadata
        metadata["repositoryDescription"] = self._get_param("repositoryDescription") or ""
        return "{}"

    def tag_resource(self) -> str:
        """Give tags to a repository."""
        self._tags_of(self._get_param("resourceArn")).update(self._get_param("tags"))
        return "{}"

    def untag_resource(self) -> str:
        """Take tags from a repository."""
        tags = self._tags_of(self._get_param("resourceArn"))
        for key in self._get_param("tagKeys"):
            tags.pop(key, None)
        return "{}"

    def list_tags_for_resource(self) -> str:
        """The tags of a repository."""
        return json.dumps({"tags": self._tags_of(self._get_param("resourceArn"))})

    def _repository(self, name: str) -> Any:
        found = self.codecommit_backend.repositories.get(name)
        if found is None:
            raise RepositoryDoesNotExistException(name)
        return found

    def _tags_of(self, arn: str) -> dict[str, str]:
        name = arn.rpartition(":")[2]
        self._repository(name)
        return _tags(self.codecommit_backend).setdefault(name, {})


def _tags(backend: Any) -> dict[str, dict[str, str]]:
    known: dict[str, dict[str, str]] = backend.__dict__.setdefault("tags", {})
    return known


def install() -> None:
    """Put this in moto's place."""
    urls.url_paths["{0}/$"] = CodeCommitService.dispatch
