/** Bytes of a WebAssembly module, compiled from AssemblyScript when the site is built (scripts/lib/assembly-plugin.mjs). */
declare module '*?kernel' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
declare module '*?kernel-relaxed' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
