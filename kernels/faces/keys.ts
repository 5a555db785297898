// Output bucket
/** A line per face and picture. */
export const facesRecordsKey = (job: string, name: string): string => `${job}/${name}.faces.ndjson`;
/** People and unknown ones, and how they were found. */
export const facesReportKey = (job: string, name: string): string => `${job}/${name}.faces.json`;
