import { fillPage, refillPage } from '../../pipeline/fill-page';

const template = '<title>framefleet</title><body><!-- data --><script>const x = "<!-- data -->";</script>';

const dataOf = (html: string): unknown => {
  const [, text] = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html) ?? [];
  return JSON.parse(text ?? '');
};

test('data come back as they were, whatever is in them', () => {
  const data = { name: '</script><script>alert(1)</script>', note: "<!-- $& $' -->", snow: '☃\u2028' };
  const html = fillPage(template, data);
  expect(dataOf(html)).toEqual(data);
  expect(html).not.toContain('alert(1)</script><');
});

test('only the first place is filled: a program may have the same text in it', () => {
  expect(fillPage(template, 1)).toBe(
    '<title>framefleet</title><body><script type="application/json" id="data">1</script><script>const x = "<!-- data -->";</script>',
  );
});

test('the title is text, not markup', () => {
  expect(fillPage(template, 1, 'a <b> & $1')).toContain('<title>a &lt;b> &amp; $1</title>');
});

test('what was filled in can be changed', () => {
  const html = refillPage(fillPage(template, { name: '</script>', kept: 1 }), (data) => ({ data, source: '$&' }));
  expect(dataOf(html)).toEqual({ data: { name: '</script>', kept: 1 }, source: '$&' });
  expect(() => refillPage(template, (data) => data)).toThrow('holds no data to change');
});

test('a template without a place for data is refused', () => {
  expect(() => fillPage('<body>', 1)).toThrow('has no <!-- data --> to put the data in');
});
