/** File names that the hook and the rehearsal agree on, relative to the bare repository. */
export const HOOK_FILES = { listener: 'rehearsal-listener', pushes: 'rehearsal-pushes' } as const;

/**
 * The remote's post-receive hook: hands every push to the source branch to the listening rehearsal by a file per push,
 * and says in the push's own output what will happen. `rehearsal.branch` and `rehearsal.pipeline` are set in the
 * repository's configuration once the pipeline is deployed.
 */
export const POST_RECEIVE = `#!/bin/sh
# Starts a release for a push to the pipeline's source branch.
set -eu
branch=$(git config rehearsal.branch)
pipeline=$(git config rehearsal.pipeline)
while read -r old new ref; do
  name=\${ref#refs/heads/}
  commit=$(printf '%.7s' "$new")
  if [ "$name" != "$branch" ]; then
    echo "$name is not the source branch of $pipeline ($branch): nothing starts"
  elif [ -z "$(printf '%s' "$new" | tr -d 0)" ]; then
    echo "$name was deleted: nothing starts"
  elif ! listener=$(cat ${HOOK_FILES.listener} 2>/dev/null) || ! kill -0 "$listener" 2>/dev/null; then
    echo "$commit is stored, but no rehearsal is listening: run 'bin/delivery rehearse' to release it"
  else
    file=$(mktemp ${HOOK_FILES.pushes}/.push-XXXXXX)
    printf '%s' "$new" > "$file"
    mv "$file" "${HOOK_FILES.pushes}/$new"
    echo "$name is the source branch of $pipeline: release of $commit starts"
  fi
done
`;
