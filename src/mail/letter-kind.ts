import type { LetterKind } from './parsed-letter.js';

/** What tells a machine's letter from a person's. */
export interface Signs {
  /** '' for the null sender, null where the envelope is not known. */
  envelopeFrom: string | null;
  from: string;
  subject: string;
  returnPath: string | null;
  autoSubmitted: string | null;
  precedence: string | null;
  isMarkedAuto: boolean;
  isList: boolean;
  hasFailedRecipients: boolean;
  reportType: string | null;
  partTypes: readonly string[];
  text: string;
}

const MACHINES =
  /^(?:mailer-daemon|postmaster|mail-?daemon|mailsystem|majordomo|bounces?|mail-delivery\S*|owner-\S*|mdaemon|mmdf)(?:@|$|[+.-])/iu;
const SILENT = /^(?:no-?_?reply|do-?not-?reply|donotreply)\b/iu;
const BOUNCE_SUBJECT =
  /^(?:.{0,30}:\s*)?(?:undelivered mail|undeliver(?:able|ed)|(?:mail )?deliver(?:y|ing)? (?:status|failure|failed|problem|has failed|error|notification|report)|mail (?:delivery|system) (?:failed|failure|error|problem|notification)|failure notice|failure delivery|returned mail|return(?:ed)? (?:message|to sender)|message (?:delivery|could not|not delivered|you sent)|mail could not be delivered|non[- ]?deliver\w*|nondeliverable|could not (?:send|deliver)|warning: (?:message|could not)|permanent delivery failure|user unknown|bounce|rejected mail|mail undeliverable|delayed mail|\[?abuse report|complaint|notification d'état|unzustellbar|nicht zustellbar|no se puede entregar|недоставлен|не доставлено|недійсна|недоставленное)/iu;
// Nobody writes these by hand.
const BOUNCE_SUBJECT_ALONE =
  /^(?:undelivered mail returned to sender|delivery status notification|mail delivery (?:failed: returning|subsystem)|failure notice$|returned mail: see transcript|complaint about message from|undeliverable: |unzustellbar: )/iu;
const BOUNCE_PROSE =
  /(?:could not be delivered|was not delivered|did not reach the following recipient|delivery (?:to the following recipients? )?(?:has )?failed|undeliverable (?:message|mail|address)|permanent (?:fatal )?error|returned to sender|mailbox (?:unavailable|is full|full)|user unknown|unknown user|no such user|unrouteable address|recipient (?:address )?rejected|unable to deliver (?:your|the|this) (?:message|mail))/iu;
const AUTO_SUBJECT =
  /^(?:re:\s*|aw:\s*)?(?:auto(?:mat(?:ic|ed|ische?))?[- ]?(?:reply|response|antwort|responder)|automatisch\w* antwort|out of (?:the )?office|(?:i am |i'm )?away (?:from|until)|on (?:vacation|holiday|leave)\b|vacation|abwesen\p{L}*|respuesta autom[aá]tica|fuera de (?:la )?oficina|r[eé]ponse automatique|absence|autosvar|автоматична відповідь|автовідповідь|автоответ)/iu;

/** Tells bounces and automatic replies (RFC 3834, RFC 3464 and the usual habits) from answers. In doubt against being an answer. */
export function letterKind(signs: Signs): LetterKind {
  if (isBounce(signs)) return 'bounce';
  return isAutomatic(signs) ? 'auto_reply' : 'answer';
}

function isBounce(signs: Signs): boolean {
  const isReport = /^(?:delivery-status|feedback-report)$/iu.test(signs.reportType ?? '');
  const hasReport = signs.partTypes.some((type) => /^message\/(?:global-)?(?:delivery-status|feedback-report)$/u.test(type));
  if (isReport || hasReport || signs.hasFailedRecipients || BOUNCE_SUBJECT_ALONE.test(signs.subject.trim())) return true;
  const isSentByNobody = signs.envelopeFrom === '' || /<\s*>/u.test(signs.returnPath ?? '');
  const isFromMachine = MACHINES.test(signs.from) || signs.from === '';
  const speaksOfFailure = BOUNCE_SUBJECT.test(signs.subject.trim()) || BOUNCE_PROSE.test(signs.text.slice(0, 3000));
  if (speaksOfFailure && (isFromMachine || isSentByNobody || isAutomatic(signs))) return true;
  if (BOUNCE_SUBJECT.test(signs.subject.trim()) && BOUNCE_PROSE.test(signs.text.slice(0, 3000))) return true;
  return isFromMachine && signs.from !== '' && !isVacation(signs);
}

function isAutomatic(signs: Signs): boolean {
  const isAutoSubmitted = signs.autoSubmitted !== null && !/^\s*no\b/iu.test(signs.autoSubmitted);
  const isBulk = /^\s*(?:bulk|list|junk|auto_reply)\b/iu.test(signs.precedence ?? '');
  const isReceipt =
    /^disposition-notification$/iu.test(signs.reportType ?? '') || signs.partTypes.includes('message/disposition-notification');
  const isSentByNobody = signs.envelopeFrom === '' || /<\s*>/u.test(signs.returnPath ?? '');
  return (
    isAutoSubmitted ||
    isBulk ||
    isReceipt ||
    isSentByNobody ||
    signs.isMarkedAuto ||
    signs.isList ||
    isVacation(signs) ||
    SILENT.test(signs.from)
  );
}

function isVacation(signs: Signs): boolean {
  return AUTO_SUBJECT.test(signs.subject.trim());
}
