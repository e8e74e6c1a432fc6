/** `0.4s`, `12s`, `1m 05s`: as precise as it matters. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)}s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}s`;
  return `${Math.floor(whole / 60)}m ${String(whole % 60).padStart(2, '0')}s`;
}

/** Milliseconds between two times in ISO 8601. */
export const between = (start: string, end: string): number => Date.parse(end) - Date.parse(start);
