/** What a lifecycle rule may do, in S3's words; days count from an object's creation, or from when a version became an old one. */
export interface LifecycleSettings {
  readonly expirationDays?: number | undefined;
  /** Delete markers that hide nothing any more go. */
  readonly removesMarkers?: boolean | undefined;
  readonly versionDays?: number | undefined;
  /** Old versions that stay for good. */
  readonly versionsKept?: number | undefined;
  readonly abortDays?: number | undefined;
  readonly transitions: readonly { readonly days: number | undefined; readonly storageClass: string }[];
}

/** The same as phrases, in which a template and S3's answer can be compared and shown. */
export const lifecycleEffects = (settings: LifecycleSettings): readonly string[] => {
  const { expirationDays, removesMarkers, versionDays, versionsKept, abortDays, transitions } = settings;
  return [
    ...phrase(expirationDays, (days) => `objects expire after ${days} days`),
    ...phrase(
      versionDays,
      (days) => `old versions expire after ${days} days${versionsKept ? `, but for ${versionsKept}` : ''}`,
    ),
    ...phrase(abortDays, (days) => `incomplete uploads are aborted after ${days} days`),
    ...(removesMarkers ? ['delete markers that hide nothing go'] : []),
    ...transitions.map(({ days, storageClass }) => `objects move to ${storageClass} after ${days ?? 0} days`),
  ];
};

const phrase = (days: number | undefined, say: (days: number) => string): readonly string[] =>
  days === undefined ? [] : [say(days)];
