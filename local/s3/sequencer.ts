import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Numbers reserved with one write to disk; a crash skips at most this many, which an increasing sequence allows. */
const RESERVED_AT_ONCE = 65_536n;
const HEX_DIGITS = 18;

/**
 * The sequencer of object events: hex of one fixed length, so that the later event has the greater string.
 * It grows over a restart too, even when the machine's clock was set back meanwhile.
 */
export class Sequencer {
  private next: bigint;
  private reserved: bigint;

  constructor(private readonly path: string) {
    this.reserved = readReserved(path);
    // Starting at the clock keeps a folder that was emptied and begun anew from repeating old sequencers.
    const now = BigInt(Date.now()) << 20n;
    this.next = now > this.reserved ? now : this.reserved;
  }

  take(): string {
    this.next += 1n;
    if (this.next > this.reserved) this.reserve();
    return this.next.toString(16).toUpperCase().padStart(HEX_DIGITS, '0');
  }

  private reserve(): void {
    this.reserved = this.next + RESERVED_AT_ONCE;
    mkdirSync(dirname(this.path), { recursive: true });
    writeFileSync(this.path, this.reserved.toString(), { flush: true });
  }
}

function readReserved(path: string): bigint {
  try {
    return BigInt(readFileSync(path, 'utf8'));
  } catch {
    // No file yet, or one cut short by a crash: the clock alone has to do.
    return 0n;
  }
}
