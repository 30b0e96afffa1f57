import type { Actor, AnyWorkflow, WorkflowRecord } from './workflow.js';

/** Whether `by` may see the record: by role, as one of its owners, or as the system. Vendors never come this way. */
export function mayRead(workflow: AnyWorkflow, record: WorkflowRecord, by: Actor): boolean {
  if (by.kind === 'system') return true;
  if (by.kind === 'vendor') return false;
  if (by.roles.some((role) => workflow.readers.roles.includes(role))) return true;
  return (workflow.readers.owners ?? []).some((property) => {
    const owner = (record as unknown as Record<string, unknown>)[property];
    return Array.isArray(owner) ? owner.includes(by.id) : owner === by.id;
  });
}
