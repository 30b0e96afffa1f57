/** Why a calculation has no answer: a value, never an exception; `say` tells the person what to do next (same shape as the engine's reason). */
export interface Problem {
  code: string;
  say: string;
  field?: string;
}

/** Whether a calculation answered with a problem instead of a result. */
export function isProblem(answer: unknown): answer is Problem {
  return typeof answer === 'object' && answer !== null && 'code' in answer && 'say' in answer;
}
