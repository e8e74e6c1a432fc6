/** Variables with which node lives so many days later than its machine; those that are given where it is none. */
export const laterBy = (
  days: number,
  variables: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => {
  if (days === 0) return variables;
  const program = `const shift = ${days * 86_400_000};
globalThis.Date = new Proxy(Date, {
  construct: (real, given, made) => Reflect.construct(real, given.length === 0 ? [real.now() + shift] : given, made),
  apply: (real) => new real(real.now() + shift).toString(),
  get: (real, name) => (name === 'now' ? () => real.now() + shift : real[name]),
});`;
  const preload = `--import=data:text/javascript;base64,${Buffer.from(program).toString('base64')}`;
  return { ...variables, NODE_OPTIONS: [variables['NODE_OPTIONS'], preload].filter(Boolean).join(' ') };
};
