import { Amount, Choice, Day, Instant, Reference, Rows, Text } from '../../engine/form.js';
import { timeZones } from '../../calculation/time-zones.js';
import type { RoundKind } from './round.facts.js';

const ZONE = 'must be the name of a time zone such as Europe/Berlin or UTC';

/** One quote that takes part. */
export class RoundTargetForm {
  @Reference({ label: 'Quote', workflow: 'quote', states: ['submitted', 'best_and_final'] }) quoteId: string;
  @Amount({ label: 'Target total', optional: true, help: 'Over the term, in the quote’s currency. The vendor sees it.' }) target:
    string | null;
  @Text({ label: 'Message to this vendor', lines: true, optional: true, max: 4000 }) message: string | null;
}

/** What is planned. */
export class RoundForm {
  @Choice({ label: 'Kind', of: ['counter_offer', 'bafo'], help: 'After best and final offers there is no further round.' })
  kind: RoundKind;
  @Instant({ label: 'Offers until', help: 'The same for all.' }) closesAt: Date;
  @Choice({ label: 'Time zone of the deadline', of: timeZones, optional: true, help: 'Empty: the RFQ’s.', say: ZONE })
  zone: string | null;
  @Text({ label: 'Message to all', lines: true, optional: true, max: 8000 }) message: string | null;
  @Rows({ label: 'Who takes part', of: RoundTargetForm, optional: true, help: 'Leave empty for every quote that stands.' })
  targets: RoundTargetForm[];
}

/** Begins a round. */
export class NewRoundForm extends RoundForm {
  @Reference({ label: 'RFQ', workflow: 'rfq', states: ['closed', 'negotiation'], leads: true }) rfqId: string;
}

/** A new price for one line. */
export class OfferLineForm {
  @Text({ label: 'Line', max: 60, help: 'Its number in the RFQ.' }) lineId: string;
  @Amount({ label: 'Unit price', scale: 10 }) unitPrice: string;
}

/** New prices from a vendor; lines that are not named keep theirs. */
export class VendorOfferForm {
  @Rows({ label: 'New prices', of: OfferLineForm }) lines: OfferLineForm[];
  @Day({ label: 'Valid until', optional: true }) validUntil: string | null;
}

/** New prices that the buyer enters for a vendor. */
export class RoundOfferForm extends VendorOfferForm {
  @Reference({ label: 'Quote', workflow: 'quote', states: ['submitted', 'best_and_final'] }) quoteId: string;
  @Text({ label: 'How did the offer reach you?', max: 500, placeholder: 'Telephone call with Ms Brown' }) source: string;
}

/** Why, where a reason is welcome. */
export class RoundNoteForm {
  @Text({ label: 'Reason', lines: true, optional: true, max: 4000 }) reason: string | null;
}
