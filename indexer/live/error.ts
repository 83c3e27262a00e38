/** The live database cannot be read; the message is one line for the operator, without the address' password. */
export class LiveDatabaseError extends Error {}
