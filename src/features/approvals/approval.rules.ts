import { all, any, byRole, bySystem, onceSent, type Rule } from '../../engine/workflow.js';
import type { ApprovalEvent, ApprovalFacts } from './approval.facts.js';

type ApprovalRule = Rule<ApprovalFacts, ApprovalEvent>;

const byItself: ApprovalRule = bySystem('approval.byItself');

const byAnAdministrator: ApprovalRule = byRole('approval.notYours', 'administrator');

const byRoleOrDelegate: ApprovalRule = ({ context, event }) =>
  event.by.kind === 'person' && (event.by.roles.includes(context.role) || event.by.id === context.delegateId)
    ? null
    : {
        code: 'approval.notYours',
        say:
          `Only somebody with the role ${context.role.replaceAll('_', ' ')}` +
          `${context.delegateName ? ` or ${context.delegateName}` : ''} may decide this step.`,
      };

const ofTheRole: ApprovalRule = ({ context, event }) =>
  event.by.kind === 'person' && event.by.roles.includes(context.role)
    ? null
    : {
        code: 'approval.notYours',
        say: `Only somebody with the role ${context.role.replaceAll('_', ' ')} or an administrator may hand this step on.`,
      };

const notItsAuthor: ApprovalRule = ({ context, event }) =>
  context.excludedIds.includes(event.by.id)
    ? {
        code: 'approval.ownWork',
        say: `You had a hand in ${context.subjectNumber}, and nobody approves what they wrote; somebody else must decide.`,
      }
    : null;

const decidesOnce: ApprovalRule = ({ context, event }) =>
  event.known.deciders.includes(event.by.id)
    ? {
        code: 'approval.decidedBefore',
        say: `Another step for ${context.subjectNumber} was decided by you or in your name; this one needs somebody else.`,
      }
    : null;

const subjectUnchanged: ApprovalRule = ({ context, event }) => {
  const { subject } = event.known;
  if (subject && subject.state === 'pending_approval') {
    if (subject.round === null ? subject.version === context.subjectVersion : subject.round === context.subjectRound) return null;
  }
  return {
    code: 'approval.subjectChanged',
    say: `${context.subjectNumber} changed after this approval was asked for. Nothing was decided; a new approval is asked for when it is submitted again.`,
  };
};

const withComment: ApprovalRule = ({ event }) =>
  event.type === 'reject' && event.comment.trim() === ''
    ? { code: 'approval.noComment', say: 'Say why, so that the authors know what to change.', field: 'comment' }
    : null;

const withText: ApprovalRule = ({ event }) =>
  (event.type === 'ask' || event.type === 'answer') && event.text.trim() === ''
    ? { code: 'approval.noText', say: 'Write what you want to say.', field: 'text' }
    : null;

const delegateFits: ApprovalRule = ({ context, event }) => {
  if (event.type !== 'delegate') return null;
  const { delegate, deciders } = event.known;
  const field = 'delegateId';
  if (!delegate || !delegate.active)
    return { code: 'approval.unknownDelegate', say: 'Choose an active person from the list.', field };
  if (delegate.id === event.by.id) return { code: 'approval.delegateSelf', say: 'That is you; choose somebody else.', field };
  if (context.excludedIds.includes(delegate.id)) {
    return {
      code: 'approval.delegateConflict',
      say: `${delegate.name} had a hand in ${context.subjectNumber} and may not approve it; choose somebody else.`,
      field,
    };
  }
  if (deciders.includes(delegate.id)) {
    return {
      code: 'approval.delegateConflict',
      say: `Another step for ${context.subjectNumber} was decided by ${delegate.name} or in their name; choose somebody else.`,
      field,
    };
  }
  return delegate.id === context.delegateId
    ? { code: 'approval.delegatedAlready', say: `This step is with ${delegate.name} already.`, field }
    : null;
};

const byAnAuthor: ApprovalRule = ({ context, event }) =>
  context.excludedIds.includes(event.by.id)
    ? null
    : { code: 'approval.notAuthor', say: `The question goes to those who wrote ${context.subjectNumber}.` };

const isDelegated: ApprovalRule = ({ context }) =>
  context.delegateId ? null : { code: 'approval.notDelegated', say: 'This step was not delegated.' };

const dueNow: ApprovalRule = ({ context, event }) =>
  context.remindAt !== null && context.remindAt <= event.at
    ? null
    : { code: 'approval.notDue', say: 'The reminder is not due yet.' };

const mayDecide = all(byRoleOrDelegate, notItsAuthor, decidesOnce, subjectUnchanged);

/** Who may do what to a step of an approval, and what must hold. One entry a guard of the machine. */
export const approvalRules = {
  openable: byItself,
  approvable: mayDecide,
  rejectable: all(mayDecide, onceSent(withComment)),
  askable: all(mayDecide, onceSent(withText)),
  answeredToDelegate: all(byAnAuthor, isDelegated, onceSent(withText)),
  answerable: all(byAnAuthor, onceSent(withText)),
  delegable: all(any(ofTheRole, byAnAdministrator), notItsAuthor, decidesOnce, subjectUnchanged, onceSent(delegateFits)),
  remindable: all(byItself, dueNow),
  voidable: byItself,
};
