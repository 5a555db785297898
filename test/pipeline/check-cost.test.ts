import { checkCost } from '../../pipeline/check-cost';
import { PipelineError } from '../../pipeline/errors';

const estimate = {
  dollars: { low: 10, likely: 12.4, high: 20 },
  segments: 300,
  tasks: 301,
  region: 'eu-west-1',
};

function refusal(ofJob: number | undefined, ofStage: number | undefined): PipelineError | undefined {
  const limit = (maxCostUsd: number | undefined) => (maxCostUsd === undefined ? {} : { maxCostUsd });
  try {
    checkCost(estimate, limit(ofJob), limit(ofStage));
  } catch (error) {
    if (error instanceof PipelineError) return error;
    throw error;
  }
  return undefined;
}

describe('checkCost', () => {
  test.each([
    [undefined, undefined],
    [12.4, undefined],
    [undefined, 12.4],
    [13, 100],
  ])(
    'a job that may cost %p in a stage of %p is let through: the likely estimate counts, not the highest',
    (ofJob, ofStage) => {
      expect(refusal(ofJob, ofStage)).toBeUndefined();
    },
  );

  test.each([
    [12, undefined, '$12.00', "raise the job's maxCostUsd (--max-cost-usd)."],
    [12, 100, '$12.00', "raise the job's maxCostUsd (--max-cost-usd), to $100.00 at most in this stage."],
    [undefined, 5, '$5.00', 'raise jobs.maxCostUsd in stages.json.'],
    [12, 5, '$5.00', 'raise jobs.maxCostUsd in stages.json.'],
  ])('of %p and %p the smaller counts: %s', (ofJob, ofStage, limit, remedy) => {
    const refused = refusal(ofJob, ofStage);
    expect(refused?.name).toBe('CostLimitExceeded');
    expect(refused?.message).toContain(
      'about $12.40 in eu-west-1 (between $10.00 and $20.00; 300 segments, 301 tasks)',
    );
    expect(refused?.message).toContain(`at most ${limit} are allowed`);
    expect(refused?.message).toContain(remedy);
    expect(refused?.figures).toMatchObject({ likelyUsd: 12.4, limitUsd: Number(limit.slice(1)) });
  });
});
