import { currencyCodes } from '../../calculation/currencies.js';
import { Amount, Choice, Day, Reference, Rows, Text, Whole, YesNo } from '../../engine/form.js';

/** A line of a quote. */
export class QuoteLineForm {
  @Text({ label: 'Line id', max: 40 }) lineId: string;
  @Amount({ label: 'Unit price', optional: true, scale: 10, help: 'For one unit, and for one month where the line has a term.' })
  unitPrice: string | null;
  @Whole({ label: 'Lead time in days', optional: true, max: 3650 }) leadDays: number | null;
  @Text({ label: 'Notes', optional: true, max: 1000 }) note: string | null;
  @YesNo({ label: 'Not offered' }) notOffered: boolean;
}

/** A vendor's answer. */
export class QuoteForm {
  @Choice({ label: 'Currency', of: currencyCodes }) currency: string;
  @Rows({ label: 'Lines', of: QuoteLineForm, max: 10_000 }) lines: QuoteLineForm[];
  @Day({ label: 'Valid until', optional: true }) validUntil: string | null;
  @Text({ label: 'Payment terms', optional: true, max: 1000 }) paymentTerms: string | null;
}

/** A quote that the buyer types for the vendor. */
export class EnterQuoteForm extends QuoteForm {
  @Text({ label: 'How the vendor gave it', max: 500, placeholder: 'By telephone, Ann Smith, 3 March', from: '' }) source: string;
}

/** What the buyer makes of an answer that could not be read for certain. */
export class AcceptQuoteForm extends QuoteForm {
  @Text({ label: 'Note', optional: true, lines: true, max: 2000, from: '' }) note: string | null;
}

/** What the vendor should do instead. */
export class RejectQuoteForm {
  @Text({ label: 'Note to the vendor', lines: true, max: 4000, from: '' }) note: string;
}

/** What a letter in review asks; `isAll` takes the letter off the queue. */
export class QuestionOfLetterForm {
  @Text({ label: 'What the vendor asks', lines: true, max: 4000 }) question: string;
  @YesNo({ label: 'The letter holds nothing else' }) isAll: boolean;
}

/** Why a late (or outdated) quote counts all the same. */
export class AdmitQuoteForm {
  @Text({ label: 'Reason', lines: true, max: 4000, from: '' }) reason: string;
}

/** A later last day on which the quote stands, as the vendor agreed. */
export class ProlongQuoteForm {
  @Day({ label: 'Valid until' }) validUntil: string;
  @Text({ label: 'How the vendor agreed', optional: true, max: 1000, from: '' }) note: string | null;
}

/** For which vendor a quote is entered. */
export class NewQuoteForm {
  @Reference({ label: 'Invitation', workflow: 'invitation' }) invitationId: string;
}

/** A reference rate as somebody enters it: `rate` units of `currency` for 1 EUR. */
export class ExchangeRateForm {
  @Choice({ label: 'Currency', of: currencyCodes }) currency: string;
  @Day({ label: 'Day' }) onDay: string;
  @Amount({ label: 'Units for 1 EUR', scale: 10, min: 0.0000001 }) rate: string;
  @Text({ label: 'Source', placeholder: 'ECB reference rate' }) source: string;
}
