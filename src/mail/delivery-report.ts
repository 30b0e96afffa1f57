import type { DeliveryReport, LetterAttachment } from './parsed-letter.js';

/** Reads a bounce's machine-readable part (RFC 3464) and the returned headers; null where there is neither. */
export function deliveryReport(text: string, attachments: readonly LetterAttachment[]): DeliveryReport | null {
  const status = attachments.find((part) => /^message\/(?:global-)?delivery-status$/u.test(part.mediaType));
  const original = attachments.find((part) => /^(?:message\/rfc822|message\/global|text\/rfc822-headers)$/u.test(part.mediaType));
  if (status === undefined && original === undefined) return null;
  const fields = unfolded(status?.bytes.toString('utf8') ?? '');
  const returned = unfolded(original?.bytes.subarray(0, 65_536).toString('utf8') ?? text);
  return {
    recipient: typed(field(fields, 'final-recipient') ?? field(fields, 'original-recipient')),
    action: field(fields, 'action')?.toLowerCase() ?? null,
    status: /\d\.\d{1,3}\.\d{1,3}/u.exec(field(fields, 'status') ?? '')?.[0] ?? null,
    diagnostic: typed(field(fields, 'diagnostic-code')),
    originalMessageId: field(returned, 'message-id')?.replace(/[<>\s]/gu, '') ?? null,
  };
}

function unfolded(headers: string): string {
  return headers.replace(/\r?\n[ \t]+/gu, ' ');
}

function field(fields: string, name: string): string | null {
  return new RegExp(`^${name}:[ \\t]*(.+)$`, 'imu').exec(fields)?.[1]?.trim() ?? null;
}

/** `rfc822; ann@example.com` → `ann@example.com` */
function typed(value: string | null): string | null {
  return (
    value
      ?.replace(/^[\w-]+\s*;\s*/u, '')
      .replace(/^<|>$/gu, '')
      .slice(0, 500) ?? null
  );
}
