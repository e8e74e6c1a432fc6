import { type Content, type Html, html } from '../../reports/kit';

/** A form that changes something: where it goes, the key that every form carries, and what it says beside its fields. */
export interface AskForm {
  readonly to: string;
  readonly key: string;
  /** Fields that nobody sees. */
  readonly says: Readonly<Record<string, string>>;
  readonly body: Content;
  /** While what it asks is the same, what somebody has typed into it stays. */
  readonly id: string;
}

/** The field that carries a form's key. */
export const FORM_KEY = 'key';

export const form = ({ to, key, says, body, id }: AskForm): Html =>
  html`<form method="post" action="${to}" id="${id}" class="ask">
${Object.entries({ [FORM_KEY]: key, ...says }).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
${body}
</form>`;

/** A field for a line of text with its label. */
export const field = (id: string, name: string, label: string, most: number, required = false): Html =>
  html`<label for="${id}">${label}</label><input id="${id}" name="${name}" maxlength="${most}" autocomplete="off"${required && html` required`}>`;

/** What a button says beside its word, to those who do not see where it stands. */
export const button = (word: string, of: string, kind = 'plain', name?: string, value?: string): Html =>
  html`<button class="${kind}"${name !== undefined && html` name="${name}" value="${value}"`}>${word}<span class="unseen"> ${of}</span></button>`;
