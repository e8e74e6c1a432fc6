import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { App, Ended } from '../../rehearsal/_helpers/app';
import { story } from '../../rehearsal/_helpers/this-repository';

/** `bin/delivery serve` of an app, while it runs. */
export interface RunningServe {
  /** With the key to its pages. */
  readonly url: string;
  /** With the key to its repository. */
  readonly remote: string;
  /** Pushes HEAD, and answers what git printed. */
  push(): Promise<string>;
  /** Ends it as Ctrl-C does. */
  stop(): Promise<Ended>;
}

/** Starts it, and waits until it has printed where it is. @throws {Error} when it ends before */
export const serveApp = async (app: App, args: readonly string[] = []): Promise<RunningServe> => {
  let pid = 0;
  let url: string | undefined;
  let remote: string | undefined;
  let ended: Promise<Ended> | undefined;
  await new Promise<void>((ready, fail) => {
    ended = app.delivery(['serve', ...args], (line, id) => {
      pid = id;
      url ??= /^ {2}(http:\S+\/enter\/\S+)$/.exec(line)?.[1];
      remote ??= /^ {2}git push (http:\S+) /.exec(line)?.[1];
      if (url !== undefined && remote !== undefined) ready();
    });
    ended.then((end) => fail(new Error(`it has ended: ${story(end)}`)), fail);
  });
  if (url === undefined || remote === undefined || ended === undefined) throw new Error('it has not said where it is');
  const [at, end] = [remote, ended];
  return {
    url,
    remote,
    async push() {
      const { stdout, stderr } = await promisify(execFile)('git', ['push', at, 'HEAD:main'], { cwd: app.directory });
      return `${stdout}${stderr}`;
    },
    stop() {
      process.kill(pid, 'SIGINT');
      return end;
    },
  };
};
