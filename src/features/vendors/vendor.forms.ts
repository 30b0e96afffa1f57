import { currencyCodes } from '../../calculation/currencies.js';
import { Choice, Choices, EMail, Instant, Rows, Text } from '../../engine/form.js';
import { languages, serviceCategories } from './vendor.queries.js';

/** One person at the vendor's. */
export class VendorContactForm {
  @Text({ label: 'Name' }) name: string;
  @EMail({ label: 'E-mail' }) eMail: string;
  @Choice({ label: 'Language', of: languages }) language: string;
  @Text({ label: 'Role', placeholder: 'Sales' }) role: string;
}

/** A vendor, new or edited. */
export class VendorForm {
  @Text({ label: 'Name', from: 'title' }) name: string;
  @Rows({ label: 'Contacts', of: VendorContactForm, optional: true, max: 50, help: 'RFQs go to the first.' })
  contacts: VendorContactForm[];
  @Choices({ label: 'Categories', of: serviceCategories, optional: true }) categories: string[];
  @Text({ label: 'Country', pattern: /^[A-Z]{2}$/, say: 'must be a country code of two letters such as DE', placeholder: 'DE' })
  country: string;
  @Choice({ label: 'Currency', of: currencyCodes }) currency: string;
  @Choice({ label: 'Language', of: languages }) language: string;
  @Text({ label: 'Notes', lines: true, optional: true }) notes: string | null;
}

/** Why, and until when, a vendor is put on hold. */
export class VendorHoldForm {
  @Text({ label: 'Reason', max: 1000, from: 'statusReason' }) reason: string;
  @Instant({ label: 'Until', optional: true, from: 'holdUntil', help: 'Leave empty for a hold without end.' }) until: Date | null;
}

/** Why a vendor is blocked or made inactive. */
export class VendorReasonForm {
  @Text({ label: 'Reason', max: 1000, from: 'statusReason' }) reason: string;
}
