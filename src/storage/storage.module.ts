import { Global, Module } from '@nestjs/common';
import { Files } from './files.js';

/** Gives everyone the files. */
@Global()
@Module({ providers: [Files], exports: [Files] })
export class StorageModule {}
