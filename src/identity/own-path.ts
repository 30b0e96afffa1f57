/** `to` where it is a path of our own, else `/`: nobody is sent to another site by a link they followed. */
export function ownPath(to: unknown): string {
  if (typeof to !== 'string' || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(to) || to.length > 2000) return '/';
  const url = new URL(to, 'http://own.invalid');
  return url.origin === 'http://own.invalid' ? url.pathname + url.search : '/';
}
