/** Sourcewright cannot start here; the message is for people and says what to do. Anything else thrown at start is a bug. */
export class StartFault extends Error {}
