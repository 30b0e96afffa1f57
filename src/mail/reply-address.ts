/** One of our addresses taken apart: `rfq+k3m…@domain` has prefix `rfq` and token `k3m…`; `procurement@domain` has no token. */
export interface OurAddress {
  address: string;
  prefix: string;
  token: string | null;
}

const OURS = /^(?<prefix>[a-z][a-z0-9-]{0,30})(?:\+(?<token>[a-z0-9-]{4,100}))?$/u;

/** The address to which the answers for `token` go. */
export function replyAddress(prefix: string, token: string, domain: string): string {
  return `${prefix}+${token}@${domain}`;
}

/** Takes an address at our `domain` apart; null for any other address. Case does not matter. */
export function ourAddress(address: string, domain: string): OurAddress | null {
  const lower = address.trim().toLowerCase();
  const at = lower.lastIndexOf('@');
  if (at < 1 || lower.slice(at + 1) !== domain.toLowerCase()) return null;
  const parts = OURS.exec(lower.slice(0, at))?.groups;
  return parts?.prefix === undefined ? null : { address: lower, prefix: parts.prefix, token: parts.token ?? null };
}
