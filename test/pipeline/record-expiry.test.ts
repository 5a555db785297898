import { expiryWithoutPolicy, recordExpiry } from '../../pipeline/record-expiry';
import { expiresAt, plannedJob } from './examples';

test('is so many days later, in whole epoch seconds', () => {
  expect(recordExpiry(new Date('1970-01-01T00:00:00.000Z'), 1)).toBe(86_400);
  expect(recordExpiry(new Date('2024-02-28T23:59:59.999Z'), 366)).toBe(Date.UTC(2025, 1, 28, 23, 59, 59) / 1000);
});

test('where nobody knows the policy it is as planned, or after a year', () => {
  const now = new Date('2023-01-01T00:00:00.000Z');
  expect(expiryWithoutPolicy({ plan: plannedJob().planned.summary }, now)).toBe(expiresAt);
  expect(expiryWithoutPolicy({}, now)).toBe(Date.UTC(2024, 0, 1) / 1000);
});
