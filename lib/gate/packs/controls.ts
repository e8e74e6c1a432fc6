/** The controls at the end of a sentence of cdk-nag: ` - (Control IDs: 164.312(a)(2)(iv), 164.312(b)).` */
const CONTROLS = /\s+-\s+\(Control IDs?: ([^:]*)\)\.?$/;

/** HIPAA Security Rule controls that one of cdk-nag's sentences names. */
export const controlsIn = (info: string): readonly string[] => CONTROLS.exec(info)?.[1]?.split(/,\s*/) ?? [];

/** The sentence without them. */
export const withoutControls = (info: string): string => info.replace(CONTROLS, '.');
