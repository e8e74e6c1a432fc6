import { jest } from '@jest/globals';

/** What a function writes to its log while `act` runs, one parsed JSON line each, and its answer or error. */
export const printed = async <T>(act: () => Promise<T>) => {
  const lines: string[] = [];
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  try {
    const result = await act().catch((error: unknown) => error);
    return {
      result,
      text: lines.join(''),
      lines: lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>),
    };
  } finally {
    write.mockRestore();
  }
};
