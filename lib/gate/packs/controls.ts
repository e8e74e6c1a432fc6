/** The controls at the end of a sentence of cdk-nag: ` - (Control IDs: 164.312(a)(2)(iv), 164.312(b)).`; one lacks a bracket. */
const CONTROLS = /\s+-\s+\(Control IDs?: ([^:]*?)\.?$/;
const CONTROL = /164\.\d+(?:\(\w+\))*/g;

/** HIPAA Security Rule controls that one of cdk-nag's sentences names. */
export const controlsIn = (info: string): readonly string[] => CONTROLS.exec(info)?.[1]?.match(CONTROL) ?? [];

/** The sentence without them. */
export const withoutControls = (info: string): string => info.replace(CONTROLS, '.');
