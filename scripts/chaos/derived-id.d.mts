export function derivedId(seed: string, label: string): string;
