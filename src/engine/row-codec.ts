import { getMetadataArgsStorage } from 'typeorm';
import { snakeCase } from '../database/naming.js';

interface Codec {
  property: string;
  column: string;
  /** PostgreSQL's type, as the entity declares it; of one element where `array` is set. */
  type: string;
  array: boolean;
  read: (raw: unknown) => unknown;
  write: (value: unknown) => unknown;
}

/** The columns of one workflow's table, read once from its entity, so that the engine's own statements and TypeORM agree. */
export class RowCodec<Row extends object> {
  readonly table: string;
  readonly columns: readonly Codec[];
  private readonly byProperty: ReadonlyMap<string, Codec>;

  constructor(private readonly row: new () => Row) {
    const storage = getMetadataArgsStorage();
    const table = storage.tables.find((declared) => declared.target === row)?.name;
    if (!table) throw new Error(`${row.name} is no entity with a table name of its own`);
    this.table = table;
    const lineage: unknown[] = [];
    for (let one: unknown = row; typeof one === 'function' && one !== Function.prototype; one = Object.getPrototypeOf(one))
      lineage.push(one);
    this.columns = storage.columns
      .filter((declared) => lineage.includes(declared.target))
      .map(({ propertyName, options }) => {
        const transformer = Array.isArray(options.transformer) ? options.transformer[0] : options.transformer;
        const json = options.type === 'jsonb';
        return {
          property: propertyName,
          column: options.name ?? snakeCase(propertyName),
          type: typeof options.type === 'string' ? options.type : 'text',
          array: options.array ?? false,
          read: transformer ? (raw: unknown) => transformer.from(raw) : (raw: unknown) => raw,
          write: (value: unknown) => {
            const plain = transformer ? transformer.to(value) : value;
            return plain === undefined || plain === null ? null : json ? JSON.stringify(plain) : plain;
          },
        };
      });
    this.byProperty = new Map(this.columns.map((column) => [column.property, column]));
  }

  /** A database row as the entity; columns that are not the entity's are left out. */
  read(raw: Record<string, unknown>): Row {
    const read = Object.create(this.row.prototype as object) as Record<string, unknown>;
    for (const column of this.columns) read[column.property] = column.read(raw[column.column]);
    return read as Row;
  }

  /** The column of a property; throws for a property that is no column (a programming mistake). */
  column(property: string): Codec {
    const column = this.byProperty.get(property);
    if (!column) throw new Error(`${this.row.name} has no column ${property}`);
    return column;
  }

  /** Whether `property` is kept in the table. */
  has(property: string): boolean {
    return this.byProperty.has(property);
  }
}
