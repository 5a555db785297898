import type { Variables } from '../query/view';

/** A state that was entered. */
interface Entered {
  readonly name: string;
  /** JSON text. */
  readonly input: string;
  readonly eventId: number;
}

/** How the state was left. */
interface Exited {
  /** JSON text. */
  readonly output: string;
  /** The state that follows, or undefined at the graph's end. */
  readonly next: string | undefined;
}

/**
 * How far a graph of states has come: the execution itself, a branch of a Parallel or an iteration of a Map. It is kept up to date
 * by the events that the graph writes, and tells a redrive where to go on.
 */
export class Frame {
  entered: Entered | undefined;
  exited: Exited | undefined;
  /** Of the distributed Map it is in. */
  mapRunArn: string | undefined;
  /** Those the graph assigned itself, not those it inherits. */
  variables: Variables = {};
  /** Of the branches or iterations of the state it is in, by index. */
  private readonly children = new Map<number, Frame>();

  /** @param path the indices that lead to it: `` for the execution, `/3/0` for the first branch in the fourth iteration */
  constructor(readonly path = '') {}

  /** The graph's output as JSON text, when it has come to its end. */
  get output(): string | undefined {
    return this.exited && this.exited.next === undefined ? this.exited.output : undefined;
  }

  child(index: number): Frame {
    const known = this.children.get(index);
    if (known) return known;
    const child = new Frame(`${this.path}/${index}`);
    this.children.set(index, child);
    return child;
  }

  /** The frame at a path below this one. */
  at(path: string): Frame {
    return path
      .split('/')
      .slice(1)
      .reduce((frame: Frame, index) => frame.child(Number(index)), this);
  }

  enter(entered: Entered): void {
    this.entered = entered;
    this.exited = undefined;
    this.mapRunArn = undefined;
    this.children.clear();
  }

  /** The state begins its branches or iterations: for the first time, or anew after a retry. */
  forgetBranches(): void {
    this.children.clear();
  }

  exit(exited: Exited, assigned: Variables | undefined): void {
    this.exited = exited;
    if (assigned) this.variables = { ...this.variables, ...assigned };
    this.children.clear();
  }
}
