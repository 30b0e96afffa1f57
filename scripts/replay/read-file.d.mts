export function documentsIn(bytes: Uint8Array): unknown[];
