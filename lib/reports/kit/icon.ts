import type { Tone } from './tone';

/** The shapes of a verdict, small enough for a tab; the colours are those of the style sheet. */
const ICONS: Readonly<Record<Tone, string>> = {
  good: '<circle cx="16" cy="16" r="15" fill="#1a7f4b"/><path d="M9 16.5l5 5 9.5-10.5" fill="none" stroke="#fff" stroke-width="3.5"/>',
  bad: '<path d="M10 1h12l9 9v12l-9 9H10l-9-9V10z" fill="#c0261c"/><path d="M11 11l10 10M21 11L11 21" stroke="#fff" stroke-width="3.5"/>',
  unsure: '<path d="M16 2l15 28H1z" fill="#9a6100"/><path d="M16 12v8M16 24v2.5" stroke="#fff" stroke-width="3.5"/>',
  noted: '<path d="M6 1h20v30l-10-8-10 8z" fill="#4553b8"/>',
  plain: '<circle cx="16" cy="16" r="12" fill="none" stroke="#5b6472" stroke-width="4"/>',
};

/** A picture of a verdict for the browser's tab, as an address that loads nothing. */
export const icon = (tone: Tone): string =>
  `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${ICONS[tone]}</svg>`)}`;
