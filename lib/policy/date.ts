const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?:Z|([+-])(\d\d):(\d\d)))?$/;

/** Seconds since 1970 of an ISO 8601 date (whole seconds, a time needs its zone) or of an epoch number; else undefined. */
export const parseDate = (text: string): number | undefined => {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  const found = ISO.exec(text);
  if (!found) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const instant = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  instant.setUTCFullYear(year);
  const rolledOver =
    instant.getUTCMonth() !== month - 1 || instant.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59;
  if (rolledOver || year === 0) return undefined;
  const offset = (Number(found[8] ?? 0) * 60 + Number(found[9] ?? 0)) * 60;
  return instant.getTime() / 1000 - (found[7] === '-' ? -offset : offset);
};
