import type { ChildProcess } from 'node:child_process';

/** The first line a process writes; undefined when it ends, takes too long or is aborted before it wrote one. */
export function readFirstLine(
  child: Pick<ChildProcess, 'stdout' | 'once'>,
  milliseconds: number,
  signal?: AbortSignal,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = '';
    const timer = setTimeout(() => end(undefined), milliseconds);
    const onAbort = (): void => end(undefined);
    const end = (line: string | undefined): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      resolve(line);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const [line, rest] = text.split('\n', 2);
      if (rest !== undefined) end(line);
    });
    child.once('error', () => end(undefined));
    child.once('exit', () => end(undefined));
  });
}
