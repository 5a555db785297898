import { faces } from '../../../kernels/faces/kernel';
import { FacesOptions, GivenFacesOptions, preprocessingOf, similarityOf } from '../../../kernels/faces/options';
import { pictureFrame } from '../../../kernels/faces/program';
import { jobOptions, mediaInfo } from '../../pipeline/examples';

const media = mediaInfo();
const detector = { uri: 's3://models/yunet.onnx', sha256: 'a'.repeat(64) };
const embedder = { uri: 'file:///models/sface.onnx', sha256: 'b'.repeat(64) };
const job = (given: Partial<FacesOptions>) => jobOptions({ kernels: ['faces'], faces: FacesOptions.parse(given) });

describe('the kernel', () => {
  it.each([
    [{}, "faces.detector and faces.embedder aren't given"],
    [{ detector }, "faces.embedder isn't given"],
    [{ embedder }, "faces.detector isn't given"],
  ])('is refused without its models: %j', (given, why) => {
    const check = () => faces.check?.({ options: job(given), media });
    expect(check).toThrow(
      expect.objectContaining({ name: 'InvalidOptions', message: expect.stringContaining(why) as string }) as Error,
    );
  });

  it('names its models, and what it leaves', () => {
    const options = job({ detector, embedder });
    faces.check?.({ options, media });
    expect(faces.models?.(options)).toEqual([
      { role: 'faces detector', ...detector },
      { role: 'faces embedder', ...embedder },
    ]);
    expect(faces.outputs({ jobId: 'j', name: 'clip', options })).toEqual({
      faces: 'j/clip.faces.json',
      faceRecords: 'j/clip.faces.ndjson',
    });
  });

  it('costs what was measured, for as many pictures as are looked at', () => {
    const options = job({ detector, embedder, everySeconds: 4 });
    const measured = { bytes: 1, width: 1, height: 1 };
    const models = [
      { role: 'faces detector', sha256: detector.sha256, secondsPerPicture: 0.5, ...measured },
      { role: 'faces embedder', sha256: embedder.sha256, secondsPerPicture: 0.25, ...measured },
    ];
    expect(faces.cost({ options, media, models })).toEqual({
      perVideoSecond: 0,
      perPicture: 0.75,
      picturesPerSecond: 0.25,
    });
    expect(faces.cost({ options, media, models: [] }).perPicture).toBeGreaterThan(0);
  });
});

describe('options', () => {
  it('have defaults', () => {
    expect(GivenFacesOptions.parse(undefined)).toMatchObject({
      everySeconds: 1,
      threshold: 0.6,
      keepEmbeddings: false,
    });
  });

  it('take what isn’t said from the preset', () => {
    const arcface = FacesOptions.parse({ preset: 'arcface', mean: 0 });
    expect(preprocessingOf(arcface)).toEqual({ channels: 'rgb', mean: 0, std: 127.5 });
    expect(similarityOf(arcface)).toBe(0.4);
    expect(similarityOf(FacesOptions.parse({}))).toBe(0.363);
  });

  it.each([{ size: 100 }, { std: 0 }, { detector: { uri: 'https://models/yunet.onnx', sha256: detector.sha256 } }])(
    'are refused: %j',
    (given) => {
      expect(FacesOptions.safeParse(given).success).toBe(false);
    },
  );
});

describe('pictures', () => {
  const sizeOf = (video: Partial<typeof media.video>, longerSide = 1280) => {
    const { width, height } = pictureFrame({ video: { ...media.video, ...video } }, longerSide);
    return [width, height];
  };

  it('are never enlarged, and have square pixels', () => {
    expect(sizeOf({ width: 1920, height: 1080 })).toEqual([1280, 720]);
    expect(sizeOf({ width: 1080, height: 1920 })).toEqual([720, 1280]);
    expect(sizeOf({ width: 320, height: 240 })).toEqual([320, 240]);
    expect(sizeOf({ width: 720, height: 576, sampleAspectRatio: { numerator: 16, denominator: 15 } })).toEqual([
      768, 576,
    ]);
  });
});
