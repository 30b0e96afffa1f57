import type { Actor } from '../../engine/workflow.js';
import type { PageLink } from '../../pages/page-links.js';
import type { DocumentNode, DocumentTree, Run } from '../../rendering/document-tree.js';
import { consentText } from './contract.content.js';
import type { ContractFamily, ContractParty, ContractSignature } from './contract.facts.js';
import type { ContractView } from './contract.queries.js';

const familyTitles: Record<ContractFamily, string> = {
  capacity_rental: 'Contract on the rental of capacity',
  staffing_and_development: 'Contract on staffing and development',
  operation_and_maintenance: 'Contract on operation and maintenance',
};

const stillWrittenAt = ['draft'];
const signedIn = ['sent_for_signature', 'partially_signed'];

/** The name of the contract's document. */
export const documentTitle = ({ family }: Pick<ContractView, 'family'>): string => familyTitles[family];

/** What the contract's document is made from: facts of the contract alone, so that the same version gives the same bytes. */
export function contractDocument(contract: ContractView) {
  const isDraft = stillWrittenAt.includes(contract.state);
  const version = isDraft ? contract.approvalRound + 1 : contract.approvalRound;
  return {
    documentTitle: documentTitle(contract),
    number: contract.number,
    version: isDraft ? `draft of version ${version}` : `version ${version}`,
    title: contract.title,
    buyerName: contract.buyerName,
    vendorName: contract.vendorName,
    vendorCountry: contract.vendorCountry,
    contactName: contract.contactName,
    contactEMail: contract.contactEMail,
    ownerName: contract.ownerName,
    rfqNumber: contract.rfqNumber,
    awardNumber: contract.awardNumber,
    startsOn: contract.startsOn,
    endsOn: contract.endsOn,
    noticeDaysOurs: contract.noticeDaysOurs,
    noticeDaysVendor: contract.noticeDaysVendor,
    noticeOn: contract.noticeOn,
    vendorNoticeOn: contract.vendorNoticeOn,
    amount: contract.amount,
    currency: contract.currency,
    hasTerm: contract.lines.some(({ termMonths }) => termMonths !== null),
    lines: contract.lines.map((line) => ({
      ...line,
      term: line.termMonths === null ? 'once' : line.termMonths === 1 ? '1 month' : `${line.termMonths} months`,
    })),
    clauses: contract.clauses.map(({ title, text }, index) => ({
      number: index + 1,
      title,
      paragraphs: paragraphsOf(text).map((paragraph, place) => ({ number: `${index + 1}.${place + 1}`, text: paragraph })),
    })),
  };
}

/** What the record of both signatures is made from. */
export function signatureRecord(contract: ContractView) {
  return {
    number: contract.number,
    version: contract.approvalRound,
    title: contract.title,
    documentTitle: documentTitle(contract),
    buyerName: contract.buyerName,
    vendorName: contract.vendorName,
    amount: contract.amount,
    currency: contract.currency,
    startsOn: contract.startsOn,
    endsOn: contract.endsOn,
    hashHalves: halves(contract.sha256 ?? ''),
    activatedAt: contract.activatedAt,
    zone: contract.zone,
    signatures: contract.signatures.map((signature) => signatureShown(contract, signature)),
  };
}

/** A signature as pages and documents print it. */
function signatureShown(contract: ContractView, signature: ContractSignature) {
  return {
    forWhom: partyName(contract, signature.party),
    name: signature.name,
    role: signature.role,
    at: signature.at,
    ip: signature.ip,
    userAgent: signature.userAgent,
    consent: signature.consent,
    consentLines: linesOfConsent(signature),
    sha256: signature.sha256,
    hashHalves: halves(signature.sha256),
    how:
      signature.personId === null
        ? 'through the private link sent to the vendor’s e-mail address'
        : 'signed in with an account of the house',
  };
}

/** A hash in two lines: 64 letters are wider than a column. */
const halves = (hash: string): string[] => [hash.slice(0, 32), hash.slice(32)];

/** What was agreed to, with the hash on lines of its own. */
const linesOfConsent = ({ consent, sha256 }: ContractSignature): string[] =>
  consent.split(new RegExp(`(${sha256.slice(0, 32)})(?=${sha256.slice(32)})`)).map((line) => line.trim());

/** The name of one side. */
const partyName = (contract: Pick<ContractView, 'buyerName' | 'vendorName'>, party: ContractParty): string =>
  party === 'buyer' ? contract.buyerName : contract.vendorName;

/** What every letter about the contract is made from; `link` is where the reader goes next. */
export function letterModel(contract: ContractView, name: string, link: string) {
  return {
    name,
    link,
    number: contract.number,
    title: contract.title,
    version: contract.approvalRound,
    buyerName: contract.buyerName,
    vendorName: contract.vendorName,
    ownerName: contract.ownerName,
    amount: contract.amount,
    currency: contract.currency,
    startsOn: contract.startsOn,
    endsOn: contract.endsOn,
    noticeOn: contract.noticeOn,
    vendorNoticeOn: contract.vendorNoticeOn,
    terminatesOn: contract.terminatesOn,
    isTerminated: contract.state === 'terminated',
    reason: contract.reason,
    approvalComment: contract.approvalComment,
    sha256: contract.sha256,
    signedBy: contract.signatures[0]?.name ?? null,
    declinedBy: contract.declinedBy === null ? null : partyName(contract, contract.declinedBy),
    zone: contract.zone,
    signatures: contract.signatures.map((signature) => signatureShown(contract, signature)),
  };
}

/** Whether this person may sign for us, and our signature is still asked for. */
export function asksSignatureOf({ state, signatures, ownerId }: ContractView, { id, roles }: Actor): boolean {
  const maySign = id === ownerId || roles.includes('legal') || roles.includes('administrator');
  return maySign && signedIn.includes(state) && !signatures.some(({ party }) => party === 'buyer');
}

/** The buttons beside the heading of a contract's page. */
export function contractLinks(contract: ContractView, by: Actor): PageLink[] {
  const sign = { label: 'Read and sign', href: `/contracts/${contract.id}/signature`, icon: 'signature', primary: true };
  const read = { label: 'Read', href: `/contracts/${contract.id}/reading`, icon: 'file-text' };
  return asksSignatureOf(contract, by) ? [sign, read] : [read];
}

/** Whom a contract in this state waits for; null for nobody. */
export function whomItWaitsFor(state: string): string | null {
  const whom: Record<string, string> = {
    draft: 'the contract owner',
    pending_approval: 'the approvers',
    approved: 'the contract owner to send it',
    sent_for_signature: 'the signatures',
    partially_signed: 'the other signature',
    declined: 'the contract owner',
    notice_window: 'the contract owner',
  };
  return whom[state] ?? null;
}

/** What a signatory typed, and what stood against it. */
export interface SigningAgain {
  typed: { name: string; role: string; reason: string };
  problems: readonly string[];
}

/** Where a signing page stands: its own address, where its papers are taken from, and whether its reader may sign. */
export interface SigningPlace {
  address: string;
  document: string;
  /** Of the record of signatures; null while there is none. */
  record: string | null;
  maySign: boolean;
  again: SigningAgain | null;
}

/**
 * Whether the vendor may see the present version: it was sent, or signed. A version that is being written or approved is ours alone, also
 * where an earlier one was sent.
 */
export const isShownToVendor = ({ state, activatedAt }: Pick<ContractView, 'state' | 'activatedAt'>): boolean =>
  activatedAt !== null || ['sent_for_signature', 'partially_signed', 'declined'].includes(state);

/** A signing page: the contract as it was sent, who signed already, and the forms where this side may still sign. */
export function signingPage(
  contract: ContractView,
  party: ContractParty,
  tree: DocumentTree,
  { address, document, record, maySign, again }: SigningPlace,
) {
  const own = contract.signatures.find((signature) => signature.party === party);
  const isOpen = signedIn.includes(contract.state) && !own;
  const isShown = party === 'buyer' || isShownToVendor(contract);
  return {
    title: `${contract.number} ${contract.title}`,
    number: contract.number,
    subject: contract.title,
    documentTitle: documentTitle(contract),
    version: contract.approvalRound,
    own: partyName(contract, party),
    other: partyName(contract, party === 'buyer' ? 'vendor' : 'buyer'),
    amount: contract.amount,
    currency: contract.currency,
    startsOn: contract.startsOn,
    endsOn: contract.endsOn,
    sha256: contract.sha256,
    zone: contract.zone,
    address,
    document: isShown ? document : null,
    record,
    paper: isShown ? paperOf(tree) : null,
    signatures: contract.signatures.map((signature) => signatureShown(contract, signature)),
    consent: consentText(contract, party),
    isOpen,
    canSign: isOpen && maySign,
    standing: standingOf(contract, party),
    problems: again?.problems ?? [],
    typed: again?.typed ?? { name: '', role: '', reason: '' },
  };
}

/** Where the contract stands, for a side that has nothing to sign at present, in one sentence; null where it has. */
function standingOf(contract: ContractView, party: ContractParty): string | null {
  const own = contract.signatures.find((signature) => signature.party === party);
  const other = partyName(contract, party === 'buyer' ? 'vendor' : 'buyer');
  switch (contract.state) {
    case 'sent_for_signature':
    case 'partially_signed':
      return own ? `${own.name} has signed for ${partyName(contract, party)}. The signature of ${other} is still missing.` : null;
    case 'active':
    case 'notice_window':
      return 'Both sides have signed. The contract is in force.';
    case 'declined':
      return `${partyName(contract, contract.declinedBy ?? 'vendor')} declined to sign this version. There is nothing to sign at present.`;
    case 'expired':
      return 'The contract has run out.';
    case 'terminated':
      return contract.activatedAt
        ? 'The contract was terminated.'
        : 'The contract was given up before it began. There is nothing to sign.';
    default:
      return 'This version is being revised. There is nothing to sign at present; a letter will tell when the new version can be signed.';
  }
}

interface ShownRun {
  text: string;
  bold: boolean;
  italic: boolean;
  isBreak: boolean;
}

/** The document as a page shows it: the same tree that the PDF is set from. */
export function paperOf({ title, meta, body }: DocumentTree) {
  return { title, number: meta.number, subtitle: meta.subtitle, from: meta.from, nodes: body.map(shownNode) };
}

function shownNode(node: DocumentNode) {
  const blank = {
    level: 0,
    runs: [] as ShownRun[],
    isNote: false,
    columns: [] as object[],
    rows: [] as object[],
    foot: [] as object[],
    entries: [] as object[],
  };
  switch (node.kind) {
    case 'heading':
      return { ...blank, kind: 'heading', level: node.level, runs: shownRuns(node.runs) };
    case 'paragraph':
      return { ...blank, kind: 'paragraph', isNote: node.isNote, runs: shownRuns(node.runs) };
    case 'table': {
      const cells = (row: { runs: Run[]; span: number }[]) => {
        let place = 0;
        return row.map(({ runs, span }) => {
          const isRight = node.columns[place + span - 1]?.align === 'right';
          place += span;
          return { runs: shownRuns(runs), span, isRight };
        });
      };
      return {
        ...blank,
        kind: 'table',
        columns: node.head.flatMap(cells),
        rows: node.rows.map((row) => ({ cells: cells(row) })),
        foot: node.foot.map((row) => ({ cells: cells(row) })),
      };
    }
    case 'facts':
      return {
        ...blank,
        kind: 'facts',
        entries: node.entries.map(({ label, value }) => ({ label: shownRuns(label), value: shownRuns(value) })),
      };
    case 'signatures':
      return {
        ...blank,
        kind: 'signatures',
        entries: node.parties.map(({ name, details }) => ({ label: shownRuns(name), value: shownRuns(details) })),
      };
    case 'list':
      return {
        ...blank,
        kind: 'list',
        entries: node.items.map((item) => ({
          label: [],
          value: shownRuns(item.flatMap((part) => ('runs' in part ? part.runs : []))),
        })),
      };
    case 'pageBreak':
      return { ...blank, kind: 'break' };
  }
}

const shownRuns = (runs: Run[]): ShownRun[] =>
  runs.map((run) =>
    'lineBreak' in run
      ? { text: '', bold: false, italic: false, isBreak: true }
      : { text: run.text, bold: run.bold ?? false, italic: run.italic ?? false, isBreak: false },
  );

const paragraphsOf = (text: string): string[] =>
  text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '');
