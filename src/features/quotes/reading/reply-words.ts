/** Words that vendors use, in English, German, Spanish and Ukrainian. All expressions are for lower- or mixed-case text. */

/** "line", "item", "position" … before a line's number. */
export const LINE_WORDS =
  '(?:lines?|items?|positions?|pos\\.?|zeilen?|artikel|posten|l[ií]neas?|partidas?|[ií]tems?|posici[oó]n(?:es)?|рядк(?:и|ів)|рядок|позиці[яії]|поз\\.?|пункти?)';

/** The line is not offered. */
export const NOT_OFFERED =
  /\b(?:can ?not|can['’]t|cannot|unable to|not able to|do(?:es)? not|don['’]t|won['’]t|will not) (?:be )?(?:offer|supply|provide|deliver|quote|bid|do|support|able)|\b(?:no (?:offer|bid|quote)|not (?:offered|available|quoted|possible|applicable)|n\/a)\b|kein angebot|nicht (?:lieferbar|anbieten|angeboten|verfügbar|möglich)|entfällt|no (?:ofertamos|ofrecemos|podemos|disponible|cotizamos)|не (?:пропонуємо|можемо|постачаємо|надаємо)|немає в наявності/iu;

/** The whole RFQ is declined. */
export const DECLINE =
  /\b(?:we|i)(?: must| have to| regret(?:fully)? to| will| would like to| hereby|['’]ll|['’]d like to|,? unfortunately,?)* (?:decline|pass on this|not (?:be )?(?:bid|bidding|quote|quoting|participat\w+|submit\w*)|have to pass)|\b(?:cannot|can ?not|can['’]t|unable to|not able to|not in a position to) (?:quote|bid|participate|submit|offer (?:anything|this))|\bno[- ]bid\b|\bdecline (?:to (?:bid|quote|participate)|your (?:rfq|request|invitation))|kein angebot (?:abgeben|unterbreiten|machen)|nicht (?:am verfahren )?teilnehmen|(?:sagen|müssen) (?:leider )?ab(?:sagen)?\b|no (?:podemos|vamos a) (?:ofertar|participar|cotizar|presentar)|declinamos|rechazamos (?:la|su) (?:invitaci[oó]n|solicitud)|не (?:можемо|будемо) (?:подати|подавати|взяти участь|брати участь|надати пропозицію)|відмовляємося/iu;

/** A quote that was sent is taken back. */
export const WITHDRAW =
  /\bwithdraw(?:ing|s)?\b.{0,40}\b(?:quote|quotation|offer|bid|proposal)\b|\b(?:quote|quotation|offer|bid|proposal)\b.{0,30}\b(?:is|are|be)(?: hereby)? withdrawn\b|ziehen .{0,40}angebot .{0,20}zurück|retiramos .{0,40}(?:oferta|cotizaci[oó]n|propuesta)|відкликаємо .{0,40}пропозицію/iu;

/** Turns "we withdraw" into its opposite, or into talk about it. */
export const NEGATION = /(?<!\p{L})(?:not|never|don['’]t|unless|if we|nicht|falls|no retiramos|не)(?!\p{L})/iu;

/** Begins a reason: "because …". */
export const BECAUSE =
  /(?:\bbecause(?: of)?|\bsince\b|\bas we\b|\bdue to|\breason:?|\bweil\b|\bda wir\b|\bwegen\b|\bgrund:?|\bporque\b|\bdebido a|\bya que\b|(?<!\p{L})(?:оскільки|через те,? що|бо|тому що))\s*:?\s*(?<reason>[^\n]+)/iu;

/** The sum of everything. */
export const TOTAL =
  /(?<![\p{L}])(?:grand total|total|overall|altogether|sum|gesamt\p{L}*|summe|insgesamt|importe total|en total|всього|разом|загал\p{L}*|сума)(?![\p{L}])/iu;

/** The price is for one unit. */
export const EACH =
  /(?<![\p{L}])(?:each|apiece|ea\.?|a piece|unit price|price per unit|je|pro st(?:ü|ue)ck|st(?:ü|ue)ckpreis|einzelpreis|cada un[oa]|por unidad|precio unitario|c\/u|за (?:штуку|одиницю|шт\.?)|кож(?:ен|на|не))(?![\p{L}])/iu;

/** How soon it can be there. */
export const LEAD_TIME =
  /(?<![\p{L}])(?:lead[- ]?time|deliver(?:y|ed|able|s)?|ships?|shipping time|available (?:in|within)|within|ready in|start(?:s|ing)? (?:in|within)|lieferzeit|lieferbar|lieferung|innerhalb|plazo(?: de entrega)?|entrega|термін(?: поставки)?|постав\p{L}*|протягом|доставк\p{L}*)(?![\p{L}])/iu;

/** How long the offer stands. */
export const VALIDITY =
  /(?<![\p{L}])(?:valid(?:ity)?|offer (?:expires|stands)|quote expires|expires on|gültig\p{L}*|bindefrist|angebotsbindung|v[aá]lid[oa]|validez|vigencia|дійсн\p{L}*|чинн\p{L}*)(?![\p{L}])/iu;

/** How and when to pay. */
export const PAYMENT =
  /(?<![\p{L}])(?:payment|pay(?:able)?|net \d+|\d+ days net|invoice|zahlung\p{L}*|zahlbar|pago|pagos|оплат\p{L}*|передоплат\p{L}*)(?![\p{L}])/iu;

/** A condition or an estimate: such a price is not a firm one and a person must see it. */
export const HEDGE =
  /(?<![\p{L}])(?:approx(?:\.|imately)?|around|about|roughly|circa|ca\.|estimated?|instead of|reduced from|list price|alternativ(?:e|ely|a)|optional(?:ly)?|starting (?:at|from)|from|up to|between|subject to|provided that|minimum order|moq|only if|discount\p{L}*|rabatt\p{L}*|descuento|or|oder|statt|etwa|ungefähr|ab|bis zu|entre|desde|aproximad\p{L}*|приблизно|близько|знижк\p{L}*|від|або)(?![\p{L}])|~|≈|(?<![\p{L}])if (?:you|ordered|we)/iu;

/** Costs beside the prices: such an offer is dearer than its lines. */
export const EXTRA_COST =
  /(?<![\p{L}])(?:(?:plus|\+|excl(?:\.|uding|usive of)?|without|not incl(?:\.|uding|uded)?|extra)\s+(?:the\s+)?(?:costs? (?:of|for)\s+)?(?:shipping|freight|delivery|travel|transport\p{L}*|installation|expenses)|(?:shipping|freight|delivery|travel|transport\p{L}*|set-?up|one-off|handling)\s+(?:costs?|charges?|fees?)|surcharge|zzgl\.?\s+(?:versand|fracht|transport|reise)\p{L}*|(?:versand|fracht|reise)kosten|gastos de (?:env[ií]o|transporte)|вартість доставки|без доставки)(?![\p{L}])/iu;

/** A condition or a rebate that holds for the whole offer. */
export const CONDITION =
  /(?<![\p{L}])(?:discount\p{L}*|rebate|rabatt\p{L}*|skonto|descuento|знижк\p{L}*|minimum (?:order|quantity|value)|moq|mindest(?:bestell|abnahme)\p{L}*|pedido m[ií]nimo|subject to|provided (?:that|you)|vorbehaltlich|sujeto a|за умови|price adjustment|indexation)(?![\p{L}])/iu;

/** Tax is inside the price. */
export const TAX_INSIDE =
  /\b(?:incl(?:\.|uding|usive of)?|with)\s*(?:\d+\s*%\s*)?(?:vat|tax|gst)|inkl\.?\s*(?:\d+\s*%\s*)?(?:mwst|ust)|(?:con|incluye) (?:el )?iva|(?:з|включно з) пдв/iu;

/** Tax is outside the price, which is what an RFQ asks for. */
export const TAX_OUTSIDE =
  /(?:\b(?:excl(?:\.|uding|usive of)?|without|plus|before|net of|no)\s*|\+\s*|ex\.?\s*)(?:\d+(?:[.,]\d+)?\s*%\s*)?(?:vat|tax|gst)\b|\b(?:zzgl\.?|ohne|exkl\.?)\s*(?:\d+(?:[.,]\d+)?\s*%\s*)?(?:mwst|ust)\.?|sin iva|m[aá]s iva|без пдв/giu;

/** It costs nothing, in words. */
export const FREE =
  /(?<![\p{L}])(?:free(?: of charge)?|no charge|included|inclusive|kostenlos|kostenfrei|inbegriffen|gratis|incluid[oa]|безкоштовно|включено)(?![\p{L}])/iu;

/** Greetings and signatures, where numbers are telephones and streets. */
export const CONTACT_LINE =
  /(?:\b(?:tel|telefon|phone|mobile?|mob|fax|cell)\b\.?\s*:?|\+\d{1,3}[\s(]?\d|https?:\/\/|www\.|@|\bvat (?:no|id)|\bust-?id|\biban\b)/iu;
