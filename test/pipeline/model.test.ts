import { FileUri, PinnedFile } from '../../pipeline/model';

test.each(['s3://bucket/models/yolo.onnx', 'file:///models/yolo.onnx'])('%s names a file', (uri) => {
  expect(FileUri.parse(uri)).toBe(uri);
});

test.each(['yolo.onnx', 's3://bucket', 's3:///key', 'file://host/yolo.onnx', 'https://example.com/yolo.onnx', ''])(
  '"%s" names none that a job may read',
  (uri) => expect(() => FileUri.parse(uri)).toThrow('Write s3://bucket/key'),
);

test('checksums are compared in small letters, and have 64 digits', () => {
  expect(PinnedFile.parse({ uri: 's3://b/k', sha256: 'AB'.repeat(32) }).sha256).toBe('ab'.repeat(32));
  for (const sha256 of ['', 'ab', 'g'.repeat(64), 'a'.repeat(65)]) {
    expect(() => PinnedFile.parse({ uri: 's3://b/k', sha256 })).toThrow('64 digits');
  }
});
