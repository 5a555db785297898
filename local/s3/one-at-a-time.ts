/** Runs the tasks of one name one after another; tasks of different names don't wait for each other. */
export class OneAtATime {
  private readonly last = new Map<string, Promise<unknown>>();

  get busy(): boolean {
    return this.last.size > 0;
  }

  async run<T>(name: string, task: () => Promise<T>): Promise<T> {
    // A task that failed is its own caller's concern: the next one runs all the same.
    const current = (this.last.get(name) ?? Promise.resolve()).then(task, task);
    this.last.set(name, current);
    try {
      return await current;
    } finally {
      if (this.last.get(name) === current) this.last.delete(name);
    }
  }
}
