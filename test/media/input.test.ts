import { inputOptions } from '../../media/input';

describe('inputOptions', () => {
  test('a file may open nothing but files', () => {
    expect(inputOptions({ url: '/tmp/a.mp4' })).toEqual(['-protocol_whitelist', 'file']);
  });

  test.each(['http://127.0.0.1:1/a', 'https://s3/a?X-Amz-Signature=1'])('%s may open the web, and no file', (url) => {
    const options = inputOptions({ url });
    expect(options.slice(0, 3)).toEqual(['-protocol_whitelist', 'http,https,tcp,tls', '-format_whitelist']);
    expect(options).not.toContain('-headers');
  });

  test('what names other files is no format that is accepted', () => {
    const formats = inputOptions({ url: 'https://s3/a' })[3]?.split(',') ?? [];
    expect(formats).toEqual(expect.arrayContaining(['mov', 'matroska', 'mpegts']));
    for (const list of ['hls', 'dash', 'concat', 'sdp', 'image2', 'imf']) expect(formats).not.toContain(list);
  });

  test('an answer that doesn’t come is given up', () => {
    expect(inputOptions({ url: 'https://s3/a' }).slice(4, 6)).toEqual(['-rw_timeout', '60000000']);
  });

  test('a connection that the server closed is taken up again', () => {
    expect(inputOptions({ url: 'https://s3/a' }).slice(6)).toEqual(['-reconnect', '1', '-reconnect_delay_max', '10']);
  });

  test('headers end with CR LF each, in one argument', () => {
    const options = inputOptions({ url: 'https://s3/a', headers: { 'If-Match': '"etag"', 'X-A': 'b c' } });
    expect(options.slice(-2)).toEqual(['-headers', 'If-Match: "etag"\r\nX-A: b c\r\n']);
  });
});
