import { Hopeless } from '../engine/errors.js';

/** A letter that will never be delivered as it is: its address or a header is unusable, or a server refused it for good (SMTP 5xx). */
export class Rejected extends Hopeless {}
