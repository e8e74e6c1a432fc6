/** Bytes that `npm run bundle` puts into a program. */
declare module '*.gz' {
  const bytes: Uint8Array;
  export default bytes;
}
