/** An XML element: its name, then what is in it. Undefined content is left out, so an optional child is `value && ['Name', value]`. */
export type Element = readonly [name: string, ...content: Content[]];
type Content = string | number | boolean | Element | undefined;

export function renderXml(root: Element): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${render(root, ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"')}`;
}

/** S3's errors carry no namespace. */
export function renderErrorXml(root: Element): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${render(root, '')}`;
}

function render([name, ...content]: Element, attributes: string): string {
  return `<${name}${attributes}>${content.map(renderContent).join('')}</${name}>`;
}

function renderContent(content: Content): string {
  if (content === undefined) return '';
  return typeof content === 'object' ? render(content, '') : escapeText(String(content));
}

/** Control characters other than tab and line feed as character references: a key may hold them, and S3 lists such a key the same way. */
function escapeText(text: string): string {
  // eslint-disable-next-line no-control-regex -- those are what is looked for
  return text.replace(/[&<>"\u0000-\u0008\u000b-\u001f]/g, (character) => {
    switch (character) {
      case '&':
        return '&amp;';
      case '<':
        return '&lt;';
      case '>':
        return '&gt;';
      case '"':
        return '&quot;';
      default:
        return `&#x${character.charCodeAt(0).toString(16)};`;
    }
  });
}
