import { Reference, Text } from '../../engine/form.js';

/** An approval's comment is welcome, not needed. */
export class ApproveForm {
  @Text({ label: 'Comment', lines: true, optional: true, max: 4000 }) comment: string | null;
}

/** A rejection says why. */
export class RejectApprovalForm {
  @Text({ label: 'Why not', lines: true, max: 4000, help: 'The authors read this; say what would have to change.' })
  comment: string;
}

/** A question to the authors. */
export class AskApprovalForm {
  @Text({ label: 'What would you like to know?', lines: true, max: 4000 }) text: string;
}

/** The authors' answer. */
export class AnswerApprovalForm {
  @Text({ label: 'Answer', lines: true, max: 4000 }) text: string;
}

/** Another person is to decide. */
export class DelegateApprovalForm {
  @Reference({ label: 'Who shall decide', workflow: 'person', help: 'Both names stay in the record.' }) delegateId: string;
  @Text({ label: 'Comment', lines: true, optional: true, max: 4000 }) comment: string | null;
}
