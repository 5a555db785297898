const secondsPerDay = 86_400;

/** When a record that is written now expires, as DynamoDB's time to live wants it: in whole epoch seconds. */
export const recordExpiry = (now: Date, recordDays: number): number =>
  Math.floor(now.getTime() / 1000) + recordDays * secondsPerDay;
