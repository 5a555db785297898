import { loadRuntime } from '../../../kernels/models/runtime';

describe('the runtime', () => {
  test('is there', async () => {
    expect(await loadRuntime()).toHaveProperty('InferenceSession');
  });

  test('where it isn’t installed, an error says what to do', async () => {
    const missing = new Error(
      "Cannot find package 'onnxruntime-node' imported from /app/program.mjs\nRequire stack:\n- x",
    );
    await expect(loadRuntime(() => Promise.reject(missing))).rejects.toMatchObject({
      name: 'RuntimeNotFound',
      message: expect.stringMatching(/can't be loaded here: Cannot find package 'onnxruntime-node' imported from \/app\/program\.mjs\. Install it/) as string, // prettier-ignore
      cause: missing,
    });
  });
});
