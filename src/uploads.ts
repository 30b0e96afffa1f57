/** A file that came with a form: it stands in the body under its field's name, in a list, beside the ids of files stored before. */
export class Upload {
  constructor(
    readonly name: string,
    readonly mediaType: string,
    readonly bytes: Buffer,
  ) {}
}
