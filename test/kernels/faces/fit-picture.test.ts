import { fitPicture } from '../../../kernels/faces/fit-picture';

const asItIs = { channels: 'rgb', mean: 0, std: 1 } as const;
const input = (width: number, height: number) => ({ width, height, tensor: new Float32Array(3 * width * height) });

describe('a picture in a model’s input', () => {
  const picture = { width: 2, height: 1, pixels: Uint8Array.from([10, 20, 30, 50, 60, 70]) };

  it('stays as it is where it fits, plane by plane', () => {
    expect([...fitPicture(picture, input(2, 1), asItIs).tensor]).toEqual([10, 50, 20, 60, 30, 70]);
  });

  it('has the model’s order of colours and range of levels', () => {
    const { tensor } = fitPicture(picture, input(2, 1), { channels: 'bgr', mean: 10, std: 20 });
    expect([...tensor]).toEqual([1, 3, 0.5, 2.5, 0, 2]);
  });

  it('is made larger in the middle between pixels, with black below', () => {
    const { tensor, scaleX, scaleY } = fitPicture(picture, input(4, 4), asItIs);
    expect([...tensor.subarray(0, 16)]).toEqual([10, 20, 40, 50, 10, 20, 40, 50, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect([scaleX, scaleY]).toEqual([2, 2]);
  });

  it('is made smaller as the mean of its pixels', () => {
    const { tensor, scaleX, scaleY } = fitPicture(picture, input(1, 1), { channels: 'rgb', mean: 0, std: 10 });
    expect([...tensor]).toEqual([3, 4, 5]);
    expect([scaleX, scaleY]).toEqual([0.5, 1]);
  });

  it('leaves nothing of the picture before', () => {
    const into = input(4, 4);
    fitPicture({ width: 1, height: 1, pixels: Uint8Array.from([9, 9, 9]) }, into, asItIs);
    const { tensor } = fitPicture(picture, into, { channels: 'rgb', mean: 1, std: 1 });
    expect([...tensor.subarray(8, 16)]).toEqual([-1, -1, -1, -1, -1, -1, -1, -1]);
  });
});
