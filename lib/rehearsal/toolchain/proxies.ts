type Environment = Readonly<Record<string, string | undefined>>;

/** Hosts that no proxy may stand before: the emulator, under every name that a tool calls it by. */
export const LOOPBACK = ['localhost', '127.0.0.1', '::1', '.localhost'] as const;

/** A list of hosts without a proxy that ends in {@link LOOPBACK}. `*` stands for all hosts, but only alone. */
export const endingInLoopback = (lists: readonly string[]): string => {
  const own = lists.flatMap((list) => list.split(/[\s,]+/)).filter((host) => host !== '');
  if (own.includes('*')) return '*';
  const others = own.filter((host) => !LOOPBACK.some((loopback) => loopback === host));
  return [...new Set([...others, ...LOOPBACK])].join(',');
};

/** `NO_PROXY` in both spellings, each the user's hosts of either and {@link LOOPBACK}. */
export const withoutProxy = (env: Environment): { readonly NO_PROXY: string; readonly no_proxy: string } => {
  const hosts = endingInLoopback([env['no_proxy'] ?? '', env['NO_PROXY'] ?? '']);
  return { NO_PROXY: hosts, no_proxy: hosts };
};

const PROXIES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'].flatMap((name) => [name, name.toLowerCase()]);

/** The user's proxies, which never stand before the emulator. */
export const proxies = (env: Environment): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(PROXIES.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]))),
  ...withoutProxy(env),
});

/** Passwords in URLs, as proxies carry them: up to the last `@` before a path, with a scheme or without. */
export const passwordsIn = (env: Environment): readonly string[] =>
  Object.values(env).flatMap((value) => {
    const password = /^(?:[a-z][\w+.-]*:\/\/)?[^:/@]*:([^/]+)@[^/@]*(?:\/|$)/i.exec(value ?? '')?.[1];
    return password === undefined ? [] : [password];
  });
