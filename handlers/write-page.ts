import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import * as z from 'zod';
import { type ClientOptions, openJobTable } from '../aws/clients';
import { collectPage } from '../aws/collect-page';
import type { JobTable } from '../aws/job-table';
import { PageEnvironment, readEnvironment } from '../pipeline/environment';
import { fillPage } from '../pipeline/fill-page';
import { pageKey } from '../pipeline/keys';
import { type Handler, type HandlerDependencies, lambda } from './handler';

/** What it is given besides what every handler is. */
export interface PageDependencies extends HandlerDependencies {
  jobs: Pick<JobTable, 'readJob'>;
  /** The page as it was built, without data. */
  template: () => Promise<string>;
}

const Event = z.object({ jobId: z.string().min(1), executionId: z.string().min(1) });

export interface WrittenPage {
  /** In the output bucket; null where the job is no longer this execution's, so that nothing was written. */
  key: string | null;
}

/** Writes the page of a job that has ended, well or not. */
export function createWritePage(dependencies: PageDependencies): Handler<WrittenPage> {
  const { store, outputBucket, jobs, template, now } = dependencies;
  return async (event) => {
    const { jobId, executionId } = Event.parse(event);
    const log = dependencies.log.with({ jobId, executionId });
    const record = await jobs.readJob(jobId);
    if (record?.executionId !== executionId) {
      log.info('the job is another execution’s', { holder: record?.executionId });
      return { key: null };
    }
    const data = await collectPage(store, record, now());
    const html = fillPage(await template(), data, data.name);
    const key = pageKey(jobId, data.name);
    await store.upload(
      outputBucket,
      key,
      { stream: Readable.from([html]) },
      { contentType: 'text/html; charset=utf-8' },
    );
    log.info('page written', { key, bytes: Buffer.byteLength(html), leftOut: data.leftOut });
    return { key };
  };
}

/** @param clients where on one machine the services are that only this function calls */
export function pageDependencies(dependencies: HandlerDependencies, clients: ClientOptions = {}): PageDependencies {
  const environment = readEnvironment(PageEnvironment, dependencies.variables);
  let template: Promise<string> | undefined;
  return {
    ...dependencies,
    jobs: openJobTable(environment.FRAMEFLEET_JOB_TABLE, clients),
    template: () => (template ??= readFile(environment.FRAMEFLEET_PAGE, 'utf8')),
  };
}

export const handler = lambda('framefleet-write-page', (dependencies) =>
  createWritePage(pageDependencies(dependencies)),
);
