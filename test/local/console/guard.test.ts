import { guard } from '../../../local/console/guard';

interface Asked {
  method?: string;
  host?: string;
  headers?: Record<string, string>;
  address?: string;
}

const ask = (
  { method = 'GET', host = '127.0.0.1:4566', headers = {}, address = '127.0.0.1' }: Asked,
  listened = '127.0.0.1',
) => {
  const asking = { method, headers: { host, ...headers }, socket: { localAddress: address } };
  return () => guard(asking, listened);
};

test.each([
  ['the address', {}],
  ['localhost', { host: 'localhost:4566' }],
  ['IPv6', { host: '[::1]:4566', address: '::1' }],
  ['the address at which it was reached', { host: '192.168.1.5:4566', address: '::ffff:192.168.1.5' }],
  ['its own page’s change', { method: 'POST', headers: { origin: 'http://127.0.0.1:4566', 'sec-fetch-site': 'same-origin' } }],
  ['a link that leads to the page', { headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' } }],
  ['a video of a page that has no origin', { headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'video' } }],
])('%s is let through', (_, asked: Asked) => {
  expect(ask(asked)).not.toThrow();
}); // prettier-ignore

test('the name that was to be listened at', () => {
  expect(ask({ host: 'media.lan:4566', address: '10.0.0.2' }, 'media.lan')).not.toThrow();
});

test.each([
  ['another name that leads here', { host: 'evil.example:4566' }, /isn't served as "evil.example:4566"/],
  ['no name', { host: '' }, /isn't served as ""/],
  ['another site’s form', { method: 'POST', headers: { origin: 'http://evil.example' } }, /not from http:\/\/evil.example/],
  ['a page of another port', { method: 'PUT', headers: { origin: 'http://127.0.0.1:3000' } }, /only from its own page/],
  ['a page without an origin', { method: 'POST', headers: { origin: 'null' } }, /not from null/],
  ['a change that nobody sent', { method: 'POST' }, /not from nowhere/],
  ['another site’s script', { headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' } }, /only its own page/],
])('%s is refused', (_, asked: Asked, says) => {
  expect(ask(asked)).toThrow(says);
}); // prettier-ignore
