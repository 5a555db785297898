/** Where a page's data stand: scripts/bundle.mjs leaves this in each. */
const placeholder = '<!-- data -->';

/** Nothing in the data may end the element that they stand in, or begin a comment. */
const asScript = (data: unknown): string =>
  `<script type="application/json" id="data">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>`;

const asText = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/**
 * Puts data into a page, which then needs nothing else.
 * @param template a page as it was built
 * @param title in the browser's tab
 * @throws TypeError when the template has no place for data
 */
export function fillPage(template: string, data: unknown, title?: string): string {
  const at = template.indexOf(placeholder);
  if (at < 0) throw new TypeError(`The page's template has no ${placeholder} to put the data in`);
  const before = template.slice(0, at);
  // Functions, because text that replaces may hold `$`.
  const head =
    title === undefined ? before : before.replace(/<title>[^<]*<\/title>/, () => `<title>${asText(title)}</title>`);
  return head + asScript(data) + template.slice(at + placeholder.length);
}

/**
 * Changes the data of a page that was filled before.
 * @throws TypeError when it holds none
 */
export function refillPage(html: string, change: (data: unknown) => unknown): string {
  // The first: nothing within the data can end it.
  const found = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html);
  if (!found) throw new TypeError('The page holds no data to change');
  const [whole, text = ''] = found;
  return html.slice(0, found.index) + asScript(change(JSON.parse(text))) + html.slice(found.index + whole.length);
}
