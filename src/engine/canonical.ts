/**
 * The one byte form over which audit hashes are taken: JSON with sorted keys and no spaces (RFC 8785 for what we store: no numbers but
 * integers and short decimals). Dates are ISO 8601 in UTC, decimals and ids are text, undefined is left out, bytes are base64.
 */
export function canonical(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') return JSON.stringify(value);
  if (typeof value === 'bigint') return `"${value}"`;
  if (value instanceof Date) return `"${value.toISOString()}"`;
  if (Buffer.isBuffer(value)) return `"${value.toString('base64')}"`;
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof (value as { toFixed?: unknown }).toFixed === 'function') return `"${(value as { toFixed(): string }).toFixed()}"`;
  const members: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const member = (value as Record<string, unknown>)[key];
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${canonical(member)}`);
  }
  return `{${members.join(',')}}`;
}
