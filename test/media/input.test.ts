import { inputOptions } from '../../media/input';

describe('inputOptions', () => {
  test('a file may open nothing but files', () => {
    expect(inputOptions({ url: '/tmp/a.mp4' })).toEqual(['-protocol_whitelist', 'file']);
  });

  test('a source may open plain HTTP, and no file', () => {
    const options = inputOptions({ url: 'http://127.0.0.1:1/a' });
    expect(options.slice(0, 3)).toEqual(['-protocol_whitelist', 'http,tcp', '-format_whitelist']);
  });

  test('what names other files is no format that is accepted', () => {
    const formats = inputOptions({ url: 'http://127.0.0.1:1/a' })[3]?.split(',') ?? [];
    expect(formats).toEqual(expect.arrayContaining(['mov', 'matroska', 'mpegts']));
    for (const list of ['hls', 'dash', 'concat', 'sdp', 'image2', 'imf']) expect(formats).not.toContain(list);
  });

  test('an answer that doesn’t come is given up', () => {
    expect(inputOptions({ url: 'http://127.0.0.1:1/a' }).slice(4, 6)).toEqual(['-rw_timeout', '60000000']);
  });

  test('a connection that the server closed is taken up again', () => {
    expect(inputOptions({ url: 'http://127.0.0.1:1/a' }).slice(6)).toEqual([
      '-reconnect',
      '1',
      '-reconnect_delay_max',
      '10',
    ]);
  });
});
