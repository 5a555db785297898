import { ApiError } from '../../../../local/step-functions/api/api-error';
import { page } from '../../../../local/step-functions/api/page';

const all = Array.from({ length: 7 }, (_, index) => index);

describe('page', () => {
  test('goes through a list by tokens, to its end', () => {
    const pages: number[][] = [];
    for (let nextToken: string | undefined, more = true; more; more = nextToken !== undefined) {
      const { items, nextToken: next } = page(all, { maxResults: 3, nextToken });
      pages.push(items);
      nextToken = next;
    }
    expect(pages).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
  });

  test.each([
    ['no token after the last, when it is full', { maxResults: 7 }, 7, false],
    ['the default for zero', { maxResults: 0 }, 5, true],
    ['the default for nothing', {}, 5, true],
  ])('gives %s', (_, request, length, hasToken) => {
    const { items, nextToken } = page(all, request, 5);
    expect([items.length, nextToken !== undefined]).toEqual([length, hasToken]);
  });

  test('is of a hundred unless told otherwise', () => {
    expect(page(Array.from({ length: 101 }), {}).items).toHaveLength(100);
  });

  test('is empty beyond the end of a list that has become shorter', () => {
    const { nextToken } = page(all, { maxResults: 5 });
    expect(page([0], { nextToken })).toEqual({ items: [] });
  });

  test.each(['nonsense', Buffer.from('-3').toString('base64url'), Buffer.from('1.5').toString('base64url'), ''])(
    'refuses the token %j',
    (nextToken) => {
      expect(() => page(all, { nextToken })).toThrow(new ApiError('InvalidToken', `Invalid Token: '${nextToken}'`));
    },
  );
});
