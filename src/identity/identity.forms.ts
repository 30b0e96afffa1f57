import { Choices, EMail, Text, type FormClass } from '../engine/form.js';
import { readForm } from '../engine/read-form.js';
import type { Fault } from '../engine/errors.js';
import { roleNames } from './roles.js';

/** Name and password of someone who comes in; `to` is where they wanted to go. */
export class SignInForm {
  @Text({ label: 'E-mail', max: 254 }) eMail: string;
  @Text({ label: 'Password', max: 200 }) password: string;
  @Text({ label: 'To', optional: true, max: 2000 }) to: string | null;
}

/** The password that an invited person chooses. */
export class NewPasswordForm {
  @Text({ label: 'Password', max: 200 }) password: string;
}

/** The first administrator of a house. */
export class FirstAdministratorForm {
  @Text({ label: 'Name' }) name: string;
  @EMail({ label: 'E-mail' }) eMail: string;
  @Text({ label: 'Password', max: 200 }) password: string;
}

/** A change of one's own password. */
export class ChangePasswordForm {
  @Text({ label: 'Present password', max: 200 }) presentPassword: string;
  @Text({ label: 'New password', max: 200 }) password: string;
}

/** How one is named and in which zone one reads times. */
export class DetailsForm {
  @Text({ label: 'Name' }) name: string;
  @Text({ label: 'Time zone', max: 60, placeholder: 'Europe/Berlin' }) zone: string;
}

/** A new API token. */
export class TokenForm {
  @Text({ label: 'What it is for', max: 100 }) name: string;
}

/** Somebody who is added by an administrator. */
export class NewPersonForm {
  @Text({ label: 'Name' }) name: string;
  @EMail({ label: 'E-mail' }) eMail: string;
  @Choices({ label: 'Roles', of: roleNames }) roles: string[];
}

/** The roles that a person is to have. */
export class RolesForm {
  @Choices({ label: 'Roles', of: roleNames }) roles: string[];
}

/** As `readForm`, with passwords exactly as typed (spaces count) and never repeated in a fault. */
export function readSecretForm<Form extends object>(form: FormClass<Form>, sent: unknown): { form: Form } | { faults: Fault[] } {
  const read = readForm(form, sent);
  if ('faults' in read) return { faults: withoutSecrets(read.faults) };
  const typed = typeof sent === 'object' && sent !== null ? sent : {};
  for (const [name, value] of Object.entries(typed))
    if (isSecret(name) && typeof value === 'string') Object.assign(read.form, { [name]: value });
  return read;
}

function withoutSecrets(faults: readonly Fault[]): Fault[] {
  return faults.map((fault) => (isSecret(fault.field) ? { ...fault, value: null } : fault));
}

const isSecret = (field: string): boolean => /password/i.test(field);
