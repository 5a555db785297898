import * as z from 'zod';

/** A block of Terraform's JSON: its arguments, and cdktf's note of the construct it comes from. */
const Block = z.looseObject({ '//': z.object({ metadata: z.object({ path: z.string() }) }) });

const Document = z.looseObject({
  resource: z.record(z.string(), z.record(z.string(), Block)),
  provider: z.object({ aws: z.array(z.record(z.string(), z.unknown())) }),
  terraform: z.looseObject({ backend: z.record(z.string(), z.unknown()).optional() }),
});
type Document = z.infer<typeof Document>;

/** What a test asks for isn't there. */
export class NotInStack extends Error {
  override name = 'NotInStack';
}

/** One resource of a synthesized stack. */
export class Resource {
  constructor(
    readonly type: string,
    /** Its name in Terraform. */
    readonly id: string,
    /** Where its construct lies in the stack: `Storage/Input/Bucket`. */
    readonly path: string,
    /** Terraform's arguments; a test that changes them changes the stack. */
    readonly values: Record<string, unknown>,
  ) {}

  /** How other resources speak of it. */
  reference(attribute: string): string {
    return `\${${this.type}.${this.id}.${attribute}}`;
  }

  /** An argument that is a text. */
  text(argument: string): string {
    return z.string({ error: `${this.path}: ${argument} is no text` }).parse(this.values[argument]);
  }

  /** An argument that is a JSON document in a text. */
  json(argument: string): unknown {
    return JSON.parse(this.text(argument));
  }
}

/** A synthesized stack: Terraform's JSON, and ways to find something in it. */
export class Stack {
  constructor(readonly document: Document) {}

  static parse(json: unknown): Stack {
    // Through text: cdktf's objects are not only JSON.
    return new Stack(Document.parse(JSON.parse(JSON.stringify(json))));
  }

  copy(): Stack {
    return new Stack(structuredClone(this.document));
  }

  types(): string[] {
    const types = Object.entries(this.document.resource);
    return types.filter(([, blocks]) => Object.keys(blocks).length > 0).map(([type]) => type);
  }

  all(type: string): Resource[] {
    const blocks = Object.entries(this.document.resource[type] ?? {});
    return blocks.map(([id, block]) => {
      const [, ...path] = block['//'].metadata.path.split('/');
      return new Resource(type, id, path.join('/'), block);
    });
  }

  /** The only resource of a type, or the one of a construct. */
  one(type: string, path?: string): Resource {
    const found = this.all(type).filter((resource) => path === undefined || resource.path === path);
    const [only, ...others] = found;
    if (only !== undefined && others.length === 0) return only;
    throw new NotInStack(`The stack has ${found.length} ${type}${path === undefined ? '' : ` ${path}`}, not one`);
  }

  /** All resources, whatever their type. */
  resources(): Resource[] {
    return this.types().flatMap((type) => this.all(type));
  }

  remove({ type, id }: Resource): void {
    delete this.document.resource[type]?.[id];
  }

  add(type: string, values: Record<string, unknown>): void {
    const note = { '//': { metadata: { path: 'stack/Added' } } };
    (this.document.resource[type] ??= {})['Added'] = { ...values, ...note };
  }
}
