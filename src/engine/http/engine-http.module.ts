import { Global, Module } from '@nestjs/common';
import { OutboxQueries } from '../outbox-queries.js';
import { RecordQueries } from '../record-queries.js';
import { RecordDoors } from './record-doors.js';
import { RecordsController } from './records.controller.js';
import { RememberedAnswers } from './remembered-answers.js';

/** Every workflow's JSON door, and the queries that generic pages share with it. */
@Global()
@Module({
  controllers: [RecordsController],
  providers: [RecordQueries, RecordDoors, RememberedAnswers, OutboxQueries],
  exports: [RecordQueries, RecordDoors, OutboxQueries],
})
export class EngineHttpModule {}
