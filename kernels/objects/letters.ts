export const letterWidth = 3;
export const letterHeight = 5;

/** Five rows of three dots each; a digit is a row, its bits the dots. */
const shapes: Readonly<Record<string, string>> = {
  ...{ 0: '75557', 1: '26227', 2: '71747', 3: '71717', 4: '55711', 5: '74717', 6: '74757', 7: '71122', 8: '75757' },
  ...{ 9: '75717', A: '25755', B: '65656', C: '34443', D: '65556', E: '74647', F: '74644', G: '34553', H: '55755' },
  ...{ I: '72227', J: '11152', K: '55655', L: '44447', M: '57755', N: '65555', O: '25552', P: '65644', Q: '25563' },
  ...{ R: '65655', S: '34216', T: '72222', U: '55557', V: '55552', W: '55775', X: '55255', Y: '55222', Z: '71247' },
  ...{ ' ': '00000', '.': '00002', '-': '00700', _: '00007' },
};
const unknown = '71202';

/** The dots of each letter of a text, as rows and columns: capital letters without accents, digits, and a mark for all others. */
export const lettersOf = (text: string): [row: number, column: number][][] =>
  Array.from(
    text
      .normalize('NFD')
      .replace(/\p{Mark}/gu, '')
      .toUpperCase(),
    (letter) =>
      Array.from(shapes[letter] ?? unknown).flatMap((digit, row) =>
        [0, 1, 2].flatMap((column): [number, number][] => ((Number(digit) >> (2 - column)) & 1 ? [[row, column]] : [])),
      ),
  );
