import { Injectable } from '@nestjs/common';

/** What people should read when the process has started: how to sign in, where mail is received. Printed once in the banner. */
@Injectable()
export class StartNotes {
  readonly lines: string[] = [];

  /** Adds one line (or several, separated by line ends) to the banner; call it before the application listens. */
  add(line: string): void {
    this.lines.push(...line.split('\n'));
  }
}
