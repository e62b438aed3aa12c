/**
 * The one text of the Content-Security-Policy. The server and the service worker send it as a header, the build writes
 * it into every page. Nothing may leave the origin and no text becomes code; WebAssembly alone may be compiled.
 */

const directives = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "media-src 'self' blob:",
  "manifest-src 'self'",
  "object-src 'none'",
  "frame-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
];

/** For `<meta http-equiv>`, where browsers ignore `frame-ancestors`. */
export const metaPolicy = directives.join('; ');

/** For the response header. */
export const headerPolicy = [...directives, "frame-ancestors 'none'"].join('; ');
