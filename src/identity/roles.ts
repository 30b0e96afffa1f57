/** The roles of the house, in the order in which they are shown; `say` is one sentence for the administrator who gives them. */
export const roles = [
  { name: 'requester', label: 'Requester', say: 'Submits requests and sees where they stand.' },
  { name: 'resource_owner', label: 'Resource owner', say: 'Keeps the resource register true and answers for reservations.' },
  { name: 'buyer', label: 'Buyer', say: 'Runs RFQs, compares quotes, negotiates and proposes awards.' },
  { name: 'approver', label: 'Approver', say: 'Approves decisions, awards and contracts within the policy.' },
  { name: 'finance', label: 'Finance', say: 'Keeps budget lines and approves what is committed against them.' },
  { name: 'legal', label: 'Legal', say: 'Reviews contracts and their clauses before they are signed.' },
  { name: 'contract_owner', label: 'Contract owner', say: 'Looks after running contracts, their obligations and notice dates.' },
  { name: 'auditor', label: 'Auditor', say: 'Reads everything and changes nothing.' },
  { name: 'administrator', label: 'Administrator', say: 'Manages people, roles and settings.' },
] as const;

/** One role's name, as stored and as rules ask for it. */
export type Role = (typeof roles)[number]['name'];

/** The names alone, for forms and checks. */
export const roleNames: readonly Role[] = roles.map((role) => role.name);

/** Whether `name` is a role of the house. */
export function isRole(name: string): name is Role {
  return roleNames.some((role) => role === name);
}

/** The label that people read; an unknown name is shown as it is. */
export function roleLabel(name: string): string {
  return roles.find((role) => role.name === name)?.label ?? name;
}
