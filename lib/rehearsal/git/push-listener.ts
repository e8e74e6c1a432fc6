import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../ground/message-of';
import { writeWhole } from '../process/write-whole';

/** A push of a branch or a tag. */
export interface GitPush {
  /** `refs/heads/…` or `refs/tags/…`. */
  readonly ref: string;
  /** The commit that was pushed. */
  readonly commitId: string;
  /** Files that are others than before, from the top of the repository; all of them where there was nothing before. */
  readonly changed: readonly string[];
}

/** The rehearsal's own push, and what becomes of it. */
export interface OwnPush {
  readonly ref: string;
  readonly commitId: string;
  isHeard?: boolean;
  /** Why nothing starts, if so. */
  why?: string | undefined;
}

/** Answers whoever has pushed in one line. */
export type Heard = (push: GitPush) => Promise<string>;

/** Hears of pushes. */
export interface PushListener {
  /** Hears of no further push, when what was heard is answered. */
  close(): Promise<void>;
}

/** File names that the hook and the listener agree on, relative to the bare repository. */
export const HOOK_FILES = { listener: 'rehearsal-listener', pushes: 'rehearsal-pushes' } as const;

/**
 * The remote's post-receive hook: tells the rehearsal that listens of every push, by a file each, and prints its answer in the
 * push's own output.
 */
export const POST_RECEIVE = `#!/bin/sh
# Asks the rehearsal that listens what becomes of a push.
set -eu
while read -r old new ref; do
  commit=$(printf '%.7s' "$new")
  if [ -z "$(printf '%s' "$new" | tr -d 0)" ]; then
    echo "$ref was deleted: nothing starts"
  elif ! listener=$(cat ${HOOK_FILES.listener} 2>/dev/null) || ! kill -0 "$listener" 2>/dev/null; then
    echo "$commit is stored, but no rehearsal is listening: run 'bin/delivery rehearse' to release it"
  else
    file=$(mktemp ${HOOK_FILES.pushes}/.push-XXXXXX)
    push="${HOOK_FILES.pushes}/push-\${file##*-}"
    printf '%s %s %s' "$old" "$new" "$ref" > "$file"
    mv "$file" "$push"
    tries=0
    while [ ! -e "$push.answer" ] && [ "$tries" -lt 600 ] && kill -0 "$listener" 2>/dev/null; do
      sleep 0.1
      tries=$((tries + 1))
    done
    cat "$push.answer" 2>/dev/null || echo "$commit is stored, but the rehearsal that listened does not answer"
    rm -f "$push" "$push.answer"
  fi
done
`;

const LOOK_MILLISECONDS = 50;

/** With what a remote is listened to: `ask` runs git in it. */
interface Listening {
  readonly directory: string;
  readonly pid: number;
  readonly ask: (...args: readonly string[]) => Promise<string>;
  readonly heard: Heard;
}

/** Hears of the pushes to a bare repository that has the hook, one after the other. */
export const listenToPushes = ({ directory, pid, ask, heard }: Listening): PushListener => {
  const [listener, pushes] = [join(directory, HOOK_FILES.listener), join(directory, HOOK_FILES.pushes)];
  const answered = new Set<string>();
  const answer = async (name: string): Promise<void> => {
    answered.add(name);
    const push = await pushOf(readFileSync(join(pushes, name), 'utf8'), ask);
    const said = await heard(push).catch((error: unknown) => `nothing starts: ${messageOf(error)}`);
    writeWhole(join(pushes, `${name}.answer`), `${said}\n`);
  };
  const look = async (): Promise<void> => {
    for (const name of readdirSync(pushes)) if (/^push-\w+$/.test(name) && !answered.has(name)) await answer(name);
  };
  // What nobody was there to answer, nobody waits for any more.
  for (const name of readdirSync(pushes)) rmSync(join(pushes, name), { force: true });
  let last = Promise.resolve();
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    last = look().finally(() => {
      busy = false;
    });
    // Whoever closes learns of it.
    last.catch(() => clearInterval(timer));
  }, LOOK_MILLISECONDS);
  writeFileSync(listener, String(pid));
  return {
    async close() {
      clearInterval(timer);
      rmSync(listener, { force: true });
      await last;
    },
  };
};

/** A push of a commit as if there had been nothing before: every file of it is new. */
export const pushedAnew = async (ref: string, commitId: string, ask: Listening['ask']): Promise<GitPush> => ({
  ref,
  commitId,
  changed: namesIn(await ask('ls-tree', '-r', '-z', '--name-only', commitId)),
});

const pushOf = async (text: string, ask: Listening['ask']): Promise<GitPush> => {
  const [before = '', after = '', ref = ''] = text.split(' ');
  const commitId = await ask('rev-parse', '--verify', `${after}^{commit}`);
  if (/^0+$/.test(before)) return pushedAnew(ref, commitId, ask);
  const changed = namesIn(await ask('diff', '--name-only', '-z', '--no-renames', before, commitId));
  return { ref, commitId, changed };
};

const namesIn = (listing: string): readonly string[] => listing.split('\0').filter((name) => name !== '');
