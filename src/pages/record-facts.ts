import { Injectable } from '@nestjs/common';
import type { Actor, AnyWorkflow } from '../engine/workflow.js';
import { FactNames } from './fact-names.js';
import { type FactView, factViews } from './fact-views.js';

/** A record's facts as a page draws them: the short ones in one list, then tables and long texts with room of their own. */
export interface RecordFactViews {
  facts: FactView[];
  wide: FactView[];
}

/** Draws what is known of a record. */
@Injectable()
export class RecordFacts {
  constructor(private readonly names: FactNames) {}

  /** The known facts of `record` but its title; `page` is the record whose page it is (`documents/id`): its readers may take the files. */
  async of(workflow: AnyWorkflow, record: object, page: string, by: Actor): Promise<RecordFactViews> {
    const [views] = await this.alike(workflow, [record], page, by);
    return {
      facts: views.filter(({ wide, shown }) => !wide && shown.kind !== 'none'),
      wide: views.filter(({ wide, shown }) => wide && shown.kind !== 'none'),
    };
  }

  /** Every fact of each of `records` but the title, in the same order for all; those not known are `none`. */
  async alike(workflow: AnyWorkflow, records: readonly object[], page: string, by: Actor): Promise<FactView[][]> {
    const names = await this.names.of(workflow.facts, records, page, by);
    const specs = workflow.facts.filter(({ name }) => name !== 'title');
    return records.map((record) => factViews(specs, record as Record<string, unknown>, names, { skipEmpty: false }));
  }
}
