/** Where a command writes: results on the one, words about them on the other. */
export interface Screen {
  stdout: { write: (text: string) => unknown };
  stderr: { write: (text: string) => unknown };
}
