/** Where an emulator is, and what the root users of its accounts sign with: whoever has both is root there. */
export interface Entrance {
  /** `http://localhost:PORT`, in exactly these words. */
  readonly url: string;
  readonly secret: string;
}

/** Variables that make a command the root user of an account of the emulator. */
export function credentials(entrance: Entrance, account: string, region: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: entrance.url,
    AWS_ACCESS_KEY_ID: account,
    AWS_SECRET_ACCESS_KEY: entrance.secret,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}
