/** Orders keys as S3 lists them: by their UTF-8 bytes. JavaScript's own order differs above U+FFFF. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return utf8Rank(left) - utf8Rank(right);
  }
  return a.length - b.length;
}

/** Surrogates stand for the characters above U+FFFF, so they rank after U+E000…U+FFFF. */
function utf8Rank(codeUnit: number): number {
  return codeUnit >= 0xd800 && codeUnit <= 0xdfff ? codeUnit + 0x1_0000 : codeUnit;
}

/** A set of keys kept in S3's order. */
export class SortedKeys {
  private readonly keys: string[] = [];

  get size(): number {
    return this.keys.length;
  }

  add(key: string): void {
    const index = this.indexOf(key);
    if (this.keys[index] !== key) this.keys.splice(index, 0, key);
  }

  remove(key: string): void {
    const index = this.indexOf(key);
    if (this.keys[index] === key) this.keys.splice(index, 1);
  }

  /** The keys from `key` on, itself included. */
  *from(key: string): Generator<string> {
    for (let index = this.indexOf(key); index < this.keys.length; index++) {
      const found = this.keys[index];
      if (found !== undefined) yield found;
    }
  }

  /** Where `key` is, or would be inserted. */
  private indexOf(key: string): number {
    let low = 0;
    let high = this.keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const found = this.keys[middle];
      if (found !== undefined && compareKeys(found, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
