export const tabs = ['graph', 'segments', 'history', 'logs', 'outputs', 'record'] as const;
export type Tab = (typeof tabs)[number];

/** What is shown, as the address says after its #. */
export type Place = { at: 'home' } | { at: 'upload' } | { at: 'regions' } | { at: 'job'; jobId: string; tab: Tab };

export function placeOf(hash: string): Place {
  const [, first = '', id = '', named = ''] = /^#\/([a-z]*)\/?([0-9a-f]*)\/?([a-z]*)$/.exec(hash) ?? [];
  if (first === 'upload' || first === 'regions') return { at: first };
  if (first !== 'jobs' || id === '') return { at: 'home' };
  return { at: 'job', jobId: id, tab: tabs.find((tab) => tab === named) ?? 'graph' };
}

export const addressOf = (place: Place): string =>
  place.at === 'job' ? `#/jobs/${place.jobId}/${place.tab}` : place.at === 'home' ? '#/' : `#/${place.at}`;

export const go = (place: Place): void => {
  location.hash = addressOf(place);
};
