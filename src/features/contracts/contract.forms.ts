import { Day, EMail, Reference, Rows, Text, Whole, YesNo } from '../../engine/form.js';

/** One clause. */
export class ContractClauseForm {
  @Text({ label: 'Title' }) title: string;
  @Text({ label: 'Text', lines: true, help: 'An empty line begins a new paragraph; the document numbers them.' }) text: string;
}

/** What may be changed of a draft. */
export class ContractForm {
  @Text({ label: 'Title' }) title: string;
  @Text({ label: 'Who signs for the vendor' }) contactName: string;
  @EMail({ label: 'Their e-mail' }) contactEMail: string;
  @Day({ label: 'Starts on' }) startsOn: string;
  @Day({ label: 'Last day' }) endsOn: string;
  @Whole({ label: 'Our notice, in days', max: 3650, help: '0 for none. Notice must arrive so many days before the end.' })
  noticeDaysOurs: number;
  @Whole({ label: 'The vendor’s notice, in days', max: 3650 }) noticeDaysVendor: number;
  @Reference({
    label: 'Contract owner',
    workflow: 'person',
    help: 'Looks after the contract, is reminded of its dates and signs for us.',
  })
  ownerId: string;
  @Rows({ label: 'Clauses', of: ContractClauseForm, max: 60 }) clauses: ContractClauseForm[];
}

/** Why something is done to a contract. */
export class ContractReasonForm {
  @Text({ label: 'Reason', lines: true, max: 2000, help: 'The people concerned read this.' }) reason: string;
}

/** Notice that ends the contract. */
export class TerminateContractForm {
  @Text({ label: 'Reason', lines: true, max: 2000, help: 'The vendor reads this.' }) reason: string;
  @Day({ label: 'Last day of the contract', from: 'endsOn' }) terminatesOn: string;
}

/** Who looks after the contract from now on. */
export class AssignContractForm {
  @Reference({ label: 'Contract owner', workflow: 'person' }) ownerId: string;
}

/** What a signatory sends from a signing page. */
export class SignContractForm {
  @Text({ label: 'Your full name' }) name: string;
  @Text({ label: 'Your role' }) role: string;
  @YesNo({ label: 'I agree' }) consent: boolean;
  @Text({ label: 'The document’s SHA-256', pattern: /^[0-9a-f]{64}$/, say: 'must be the hash that the page shows' })
  sha256: string;
}
