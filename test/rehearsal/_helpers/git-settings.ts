import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from './temporary-directory';

const HOOKS = [
  ...['post-index-change', 'pre-push', 'post-receive', 'pre-receive', 'update', 'reference-transaction'],
  ...['pre-commit', 'post-commit', 'post-checkout', 'push-to-checkout', 'pre-auto-gc', 'fsmonitor'],
];

/** Hooks that each leave a mark and fail. */
export const hooksIn = (directory: string, mark: string): string => {
  mkdirSync(directory, { recursive: true });
  for (const name of HOOKS) {
    writeFileSync(join(directory, name), `#!/bin/sh\necho ${name} >> ${mark}\nexit 1\n`);
    chmodSync(join(directory, name), 0o755);
  }
  return directory;
};

/** Settings of companies, careful people and people with habits, as lines of a configuration file. */
export const hardSettings = (hooks: string): Readonly<Record<string, string>> => {
  const included = join(temporaryDirectory(), 'included');
  writeFileSync(included, '[push]\n\tgpgSign = true\n[protocol]\n\tallow = never\n');
  return {
    'safe.bareRepository=explicit': '[safe]\n\tbareRepository = explicit',
    'protocol.file.allow=never': '[protocol "file"]\n\tallow = never',
    'protocol.allow=never': '[protocol]\n\tallow = never',
    'push.gpgSign=true': '[push]\n\tgpgSign = true',
    'push.pushOption': '[push]\n\tpushOption = ci.skip',
    'push.default=nothing': '[push]\n\tdefault = nothing\n\tfollowTags = true\n\trecurseSubmodules = check',
    'commit.gpgSign=true, without a gpg':
      '[commit]\n\tgpgSign = true\n[tag]\n\tgpgSign = true\n[gpg]\n\tprogram = false',
    'log.showSignature=true': '[log]\n\tshowSignature = true\n[gpg]\n\tprogram = false',
    'core.hooksPath': `[core]\n\thooksPath = ${hooks}`,
    'core.fsmonitor': `[core]\n\tfsmonitor = ${join(hooks, 'fsmonitor')}`,
    'core.splitIndex=true': '[core]\n\tsplitIndex = true\n\tuntrackedCache = true',
    'core.sharedRepository=group': '[core]\n\tsharedRepository = group',
    'init.defaultObjectFormat=sha256': '[init]\n\tdefaultObjectFormat = sha256\n\tdefaultRefFormat = reftable',
    'init.templateDir with hooks': `[init]\n\ttemplateDir = ${join(hooks, '..')}\n\tdefaultBranch = trunk`,
    'core.autocrlf=true': '[core]\n\tautocrlf = true\n\teol = crlf',
    'url.insteadOf': '[url "https://git.invalid/"]\n\tinsteadOf = /\n\tpushInsteadOf = /',
    'receive.fsckObjects=true': '[receive]\n\tfsckObjects = true\n\tcertNonceSeed = x\n\tdenyNonFastForwards = true',
    'transfer.*': '[transfer]\n\tfsckObjects = true\n\thideRefs = refs/heads\n\tunpackLimit = 1',
    'core.alternateRefsCommand': '[core]\n\talternateRefsCommand = false',
    'an included file': `[include]\n\tpath = ${included}`,
    'http.proxy and credential.helper': '[http]\n\tproxy = http://127.0.0.1:9\n[credential]\n\thelper = "!false"',
    'gc.auto=1': '[gc]\n\tauto = 1\n\tautoDetach = false\n[maintenance]\n\tauto = true\n[receive]\n\tautogc = true',
    'status, log and colours of one’s own': [
      '[status]\n\tbranch = true\n\tshowUntrackedFiles = no\n\trelativePaths = true\n\tshowStash = true',
      '[color]\n\tui = always\n[format]\n\tpretty = oneline\n[core]\n\tpager = false\n\tquotePath = true',
      '[i18n]\n\tlogOutputEncoding = UTF-16\n[log]\n\tdate = relative\n\tshowRoot = false',
    ].join('\n'),
  };
};
