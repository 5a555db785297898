import { allInputs } from './inputs';
import { cutsOf } from './input';
import { Matrix } from './matrix';
async function main() {
  const pattern = new RegExp(process.argv[2] ?? '.');
  const inputs = allInputs.filter((i) => pattern.test(i.name) || pattern.test(i.file));
  const matrix = await Matrix.open(inputs);
  const t0 = performance.now();
  let bad = 0;
  for (const input of inputs) {
    try {
      const r = await matrix.resultOf(input);
      if (r.kind === 'cut') {
        const cuts = cutsOf(input);
        const lines = r.cuts.flatMap((c, i) => [
          ...(c.segments === cuts[i]!.segments ? [] : [`  cut into ${cuts[i]!.segments}: ${c.segments} segments`]),
          ...c.differences.map((d) => `  cut into ${cuts[i]!.segments}: ${d}`),
        ]);
        console.log(
          lines.length
            ? `FAIL ${input.name} [${input.file}]\n${lines.join('\n')}`
            : `ok   ${input.name} ${r.cuts.map((c) => c.segments)}`,
        );
        if (lines.length) bad++;
      } else if (r.kind === 'refused')
        console.log(
          `${(input.refused ?? input.refusedByOlder) === r.error.name ? 'ok  ' : (bad++, 'FAIL')} ${input.name} refused ${r.error.name}: ${r.error.message}`,
        );
      else console.log(`NOTMADE ${input.name} ${r.missing}`);
    } catch (e) {
      bad++;
      console.log(
        `ERR  ${input.name} [${input.file}] ${(e as Error).stack?.split('\n').slice(0, 3).join(' | ')}\n     ${(e as { stderr?: string[] }).stderr?.slice(-3).join('\n     ')}`,
      );
    }
  }
  await matrix.close();
  const c = process.cpuUsage();
  console.log(`node cpu ${((c.user + c.system) / 1e6).toFixed(1)} s`);
  console.log(`${inputs.length} inputs, ${bad} bad, ${((performance.now() - t0) / 1000).toFixed(1)} s`);
}
void main();
