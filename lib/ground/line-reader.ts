/** Cuts text that comes in pieces into lines, without their ends. Looks at nothing twice: a line may be as long as everything. */
export const lineReader = (onLine: (line: string) => void): { write(text: string): void; end(): void } => {
  let rest = '';
  return {
    write(text) {
      const [first = '', ...lines] = text.split('\n');
      rest += first;
      for (const line of lines) {
        onLine(rest.replace(/\r$/, ''));
        rest = line;
      }
    },
    end() {
      if (rest !== '') onLine(rest.replace(/\r$/, ''));
      rest = '';
    },
  };
};
