import { Clusters } from '../../../kernels/faces/clusters';
import { unit } from '../../../kernels/faces/embedding';

/** A direction in a plane, by its angle in degrees. */
const at = (degrees: number) => unit([Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]);
/** The cosine of so many degrees. */
const within = (degrees: number) => Math.cos((degrees * Math.PI) / 180);

function sort(angles: readonly number[], degrees: number, limits?: { faces: number; clusters: number }) {
  const clusters = new Clusters(within(degrees), limits);
  const own = angles.map((angle) => clusters.add(at(angle)));
  const persons = clusters.join();
  return { persons: own.map((number) => (number === undefined ? null : persons[number])), left: clusters.left };
}

describe('unknown faces', () => {
  it('that are alike are one person, numbered by their first faces', () => {
    expect(sort([0, 100, 5, 200, 95, 3], 20).persons).toEqual([1, 2, 1, 3, 2, 1]);
  });

  it('go to the nearest of several', () => {
    expect(sort([0, 30, 18], 20).persons).toEqual([1, 2, 2]);
  });

  it('change the middle of their person', () => {
    // The middle of 0 and 15 is 7.5, from which 27 is near enough; it wasn't from 0.
    expect(sort([0, 15, 27], 20).persons).toEqual([1, 1, 1]);
  });

  it('that were taken for two people are put together in the end', () => {
    // 25 begins a second person; what follows moves both to each other.
    expect(sort([0, 25, 10, 15], 20).persons).toEqual([1, 1, 1, 1]);
    expect(sort([0, 25, 90], 20).persons).toEqual([1, 2, 3]);
    expect(sort([90, 0, 25, 10, 15, 91], 20).persons).toEqual([1, 2, 2, 2, 2, 1]);
  });

  it('are left out beyond the limits, and counted', () => {
    expect(sort([0, 90, 180, 1, 91], 20, { faces: 100, clusters: 2 })).toEqual({
      persons: [1, 2, null, 1, 2],
      left: 1,
    });
    expect(sort([0, 90, 180, 1], 20, { faces: 2, clusters: 100 })).toEqual({ persons: [1, 2, null, null], left: 2 });
  });

  it('may be none', () => {
    expect(sort([], 20)).toEqual({ persons: [], left: 0 });
  });
});
