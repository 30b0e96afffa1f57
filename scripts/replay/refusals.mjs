/** The refused steps of a recorded flow: which rule each stands for, whether it holds here too, and what our door said. */
export class Refusals {
  constructor(house, recorded) {
    this.house = house;
    this.tried = recorded.refusals.map((step) => ({ step, rule: ruleOf(step), answer: null }));
  }

  /** Tries the equivalents that belong to a stage of the journey. */
  async at(stage, journey) {
    for (const tried of this.tried) {
      if (tried.rule?.stage !== stage || tried.answer) continue;
      tried.answer = await tried.rule.tryHere(journey, tried.step);
    }
  }

  /** Refusals that should have been refused here too and were not. */
  differences() {
    return this.tried
      .filter(({ rule, answer }) => rule?.tryHere && answer && !answer.isRefused)
      .map(({ step, rule, answer }) => `step ${step.step} (${rule.rule}) was refused there and accepted here: ${answer.said}`);
  }

  /** One line a refused step. */
  lines() {
    return this.tried.map(({ step, rule, answer }) => {
      const there = `refused there at step ${step.step}: ${saidThere(step)}`;
      if (!rule) return `${there} — no rule of ours is known for it`;
      if (!rule.tryHere) return `${there} — does not apply here: ${rule.why}`;
      if (!answer) return `${there} — same rule here (${rule.rule}), but the journey did not reach the place to try it`;
      return `${there} — ${answer.isRefused ? 'refused here too' : 'ACCEPTED HERE'}: ${rule.rule}: ${answer.said}`;
    });
  }
}

function ruleOf() {
  return null;
}

function saidThere({ status, answer }) {
  const [first] = answer?.errors ?? [];
  const text = typeof first?.description === 'string' ? first.description : JSON.stringify(first?.description ?? first ?? '');
  return `${status} ${first?.name ?? ''}: ${text}`.slice(0, 160);
}
