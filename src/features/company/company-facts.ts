import type { Role } from '../../identity/roles.js';

/** The invented company. Every name is made up and every address ends in a domain that is reserved for examples. */
export const companyName = 'Tarnfield Logistics';

/** IANA zone in which its people are shown times. */
export const companyZone = 'Europe/Vienna';

/** Someone of the company; the mail address is made from the name. */
export interface CompanyPerson {
  name: string;
  role: Role;
  does: string;
}

export const people: readonly CompanyPerson[] = [
  { name: 'Mira Castellan', role: 'requester', does: 'head of warehouse systems, makes requests' },
  { name: 'Jonas Adeyemi', role: 'requester', does: 'head of customer service, makes requests' },
  { name: 'Ulla Brandvik', role: 'resource_owner', does: 'owns machines, storage and networks' },
  { name: 'Petr Novotny', role: 'resource_owner', does: 'owns teams, software and data' },
  { name: 'Sofia Lindqvist', role: 'buyer', does: 'buys services, drafts decisions, runs RFQs' },
  { name: 'Marcus Oyelaran', role: 'buyer', does: 'buys services, drafts decisions, runs RFQs' },
  { name: 'Helena Fischer', role: 'approver', does: 'approves decisions, awards and contracts' },
  { name: 'Tobias Reinholt', role: 'finance', does: 'keeps the budget, approves what is dear' },
  { name: 'Amara Diallo', role: 'legal', does: 'reviews contracts' },
  { name: 'Ines Carvalho', role: 'contract_owner', does: 'looks after running contracts' },
  { name: 'Robert Quill', role: 'auditor', does: 'reads everything, changes nothing' },
  { name: 'Nora Whitlock', role: 'administrator', does: 'manages people and settings' },
];

/** The address of someone of the company. */
export const addressOf = (name: string): string => `${name.toLowerCase().replace(' ', '.')}@tarnfield.example`;

/** Capacity is the same in every month; people are fewer in August and December. */
export const resources = [
  {
    key: 'compute',
    owner: 'Ulla Brandvik',
    title: 'Compute cluster',
    class: 'technical_infrastructure',
    unit: 'vCPU',
    rate: '18.40',
    capacity: 640,
    used: '0.85',
  },
  {
    key: 'storage',
    owner: 'Ulla Brandvik',
    title: 'Storage array',
    class: 'technical_infrastructure',
    unit: 'TB',
    rate: '42.00',
    capacity: 380,
    used: '0.80',
  },
  {
    key: 'racks',
    owner: 'Ulla Brandvik',
    title: 'Rack space in the data centre',
    class: 'technical_infrastructure',
    unit: 'rack unit',
    rate: '55.00',
    capacity: 84,
    used: '0.90',
  },
  {
    key: 'link',
    owner: 'Ulla Brandvik',
    title: 'Network link between the warehouses',
    class: 'technical_infrastructure',
    unit: 'Mbit/s',
    rate: '1.15',
    capacity: 2000,
    used: '0.75',
  },
  {
    key: 'database',
    owner: 'Petr Novotny',
    title: 'Database licences',
    class: 'technology',
    unit: 'core',
    rate: '310.00',
    capacity: 48,
    used: '0.90',
  },
  {
    key: 'monitoring',
    owner: 'Petr Novotny',
    title: 'Monitoring platform',
    class: 'technology',
    unit: 'host',
    rate: '12.50',
    capacity: 300,
    used: '0.90',
  },
  {
    key: 'models',
    owner: 'Petr Novotny',
    title: 'Language models',
    class: 'technology',
    unit: 'million tokens',
    rate: '4.20',
    capacity: 900,
    used: '0.80',
  },
  {
    key: 'shipments',
    owner: 'Petr Novotny',
    title: 'Shipment history',
    class: 'information',
    unit: 'data extract',
    rate: '160.00',
    capacity: 20,
    used: '1',
  },
  {
    key: 'developers',
    owner: 'Petr Novotny',
    title: 'Java developers',
    class: 'people',
    unit: 'hour',
    rate: '62.00',
    capacity: 640,
    used: '0.85',
  },
  {
    key: 'administrators',
    owner: 'Petr Novotny',
    title: 'Database administrators',
    class: 'people',
    unit: 'hour',
    rate: '68.00',
    capacity: 160,
    used: '0.85',
  },
  {
    key: 'network',
    owner: 'Ulla Brandvik',
    title: 'Network engineers',
    class: 'people',
    unit: 'hour',
    rate: '64.00',
    capacity: 240,
    used: '0.85',
  },
  {
    key: 'helpdesk',
    owner: 'Ulla Brandvik',
    title: 'Helpdesk agents',
    class: 'people',
    unit: 'hour',
    rate: '38.00',
    capacity: 960,
    used: '0.85',
  },
] as const;

export const budgetLines = [
  { key: 'hosting', title: 'Hosting and networks', currency: 'EUR', amount: '480000' },
  { key: 'development', title: 'Software development', currency: 'EUR', amount: '650000' },
  { key: 'operation', title: 'Operation and support', currency: 'EUR', amount: '320000' },
  { key: 'london', title: 'Services of the London office', currency: 'GBP', amount: '90000' },
] as const;

const vendor = (
  name: string,
  host: string,
  country: string,
  currency: string,
  language: string,
  categories: string[],
  contact: string,
  role = 'Sales',
) => ({
  name,
  country,
  currency,
  language,
  categories,
  contacts: [{ name: contact, eMail: `${contact.toLowerCase().replace(/^.* /, '')}@${host}.example`, language, role }],
  notes: null,
});

export const vendors = [
  vendor('Alderbank Cloud GmbH', 'alderbank', 'DE', 'EUR', 'de', ['cloud_computing', 'storage', 'data_centre'], 'Katrin Vogt'),
  vendor(
    'Brightwater Hosting Ltd',
    'brightwater',
    'GB',
    'GBP',
    'en',
    ['cloud_computing', 'data_centre', 'security'],
    'Owen Maddox',
  ),
  vendor('Calderstone Data Inc', 'calderstone', 'US', 'USD', 'en', ['cloud_computing', 'storage'], 'Dana Whitfield'),
  vendor('Nordlys Nett AS', 'nordlysnett', 'NO', 'NOK', 'en', ['network_links', 'data_centre'], 'Sigrid Haugland'),
  vendor('Vltava Networks s.r.o.', 'vltavanet', 'CZ', 'CZK', 'en', ['network_links', 'local_networks'], 'Lenka Dvorska'),
  vendor('Wisla Software sp. z o.o.', 'wislasoft', 'PL', 'PLN', 'pl', ['software_development', 'engineers'], 'Pawel Zielony'),
  vendor('Atelier du Code SAS', 'atelierducode', 'FR', 'EUR', 'fr', ['software_development'], 'Camille Rousset'),
  vendor(
    'Kestrel Engineers Ltd',
    'kestreleng',
    'IE',
    'EUR',
    'en',
    ['engineers', 'software_development'],
    'Aoife Brannigan',
    'Accounts',
  ),
  vendor('Duero Sistemas S.L.', 'duerosistemas', 'ES', 'EUR', 'es', ['application_operation', 'helpdesk'], 'Lucia Ferrandis'),
  vendor(
    'Helvia Service AG',
    'helvia',
    'CH',
    'CHF',
    'de',
    ['helpdesk', 'equipment_maintenance', 'application_operation'],
    'Reto Amsler',
  ),
  vendor('Skarven Drift AB', 'skarven', 'SE', 'SEK', 'en', ['equipment_maintenance', 'local_networks'], 'Elin Norberg'),
  vendor('Tejo Suporte Lda', 'tejosuporte', 'PT', 'EUR', 'pt', ['helpdesk', 'security', 'other'], 'Rui Salgueiro'),
];

/** Units for 1 EUR: the European Central Bank's reference rates of that day. */
export const exchangeRates = {
  on: '2026-03-31',
  source: 'ECB euro foreign exchange reference rates',
  rates: {
    AUD: '1.6693',
    BRL: '6.0065',
    CAD: '1.6022',
    CHF: '0.9194',
    CNY: '7.9341',
    CZK: '24.514',
    DKK: '7.473',
    GBP: '0.86833',
    HUF: '384.88',
    INR: '107.8788',
    JPY: '183.39',
    NOK: '11.2125',
    PLN: '4.289',
    RON: '5.0991',
    SEK: '10.943',
    SGD: '1.4811',
    TRY: '51.1433',
    USD: '1.1498',
    ZAR: '19.6271',
  },
};
