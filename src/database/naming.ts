import { DefaultNamingStrategy, type NamingStrategyInterface } from 'typeorm';

/** `unitPrice` is `unit_price` in the database. */
export const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** TypeORM's names in the house's spelling; the engine's own statements use the same function. */
export class SnakeNaming extends DefaultNamingStrategy implements NamingStrategyInterface {
  override columnName(property: string, custom: string | undefined, prefixes: string[]): string {
    return [...prefixes.map(snakeCase), custom ?? snakeCase(property)].join('_');
  }
}
