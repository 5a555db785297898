/**
 * What was written into the page (pipeline/fill-page.ts): checked by who wrote it, so that no page has to bring a checker along.
 * @returns undefined in a page that nobody has filled
 */
export function readData(): unknown {
  const text = document.getElementById('data')?.textContent;
  return text === undefined || text === '' ? undefined : JSON.parse(text);
}
