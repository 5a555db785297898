/** Of tasks and functions. */
export type Architecture = 'x86_64' | 'arm64';

/** Dollars for an hour of Fargate. */
interface FargatePrices {
  vcpuHour: Readonly<Record<Architecture, number>>;
  /** Of memory. */
  gibHour: Readonly<Record<Architecture, number>>;
  /** Of ephemeral storage beyond what is free. */
  storageGibHour: number;
}

/** What AWS takes in one region, in US dollars, by list, without free tiers, discounts and taxes. */
export interface PriceTable {
  region: string;
  /** False where another region's prices stand in, because this one's aren't listed here. */
  isListed: boolean;
  /** Year and month of the prices, and where they were read. */
  pricesOf: string;
  source: string;
  fargate: FargatePrices & {
    freeStorageGib: number;
    /** From the image's pull to the task's stop, rounded up to a second. */
    minimumSeconds: number;
    /** Of processors and memory; storage has no discount. */
    spotDiscount: number;
  };
  lambda: {
    gibSecond: Readonly<Record<Architecture, number>>;
    request: number;
    /** With so much memory comes one whole vCPU, with other sizes in proportion. */
    mibPerVcpu: number;
  };
  /** Of a standard workflow: each state that is entered, retries included. */
  stepFunctions: { transition: number };
  s3: {
    /** Of PUT, COPY, POST and LIST; of GET, HEAD and the like. DELETE costs nothing. */
    writeRequest: number;
    readRequest: number;
    storageGibMonth: number;
  };
  /** Of a public IPv4 address, which a task in a public network has from its start to its stop. */
  publicAddressHour: number;
}

const vcpuAndGib = (x86: [vcpu: number, gib: number], arm: [vcpu: number, gib: number]) => ({
  vcpuHour: { x86_64: x86[0], arm64: arm[0] },
  gibHour: { x86_64: x86[1], arm64: arm[1] },
});

/** What costs the same, or within a few percent, in all regions listed; it is a small part of a job's bill. */
const everywhere = {
  lambda: {
    gibSecond: { x86_64: 0.0000166667, arm64: 0.0000133334 },
    request: 0.2 / 1e6,
    mibPerVcpu: 1769,
  },
  stepFunctions: { transition: 0.025 / 1000 },
  publicAddressHour: 0.005,
};
const s3 = { writeRequest: 0.005 / 1000, readRequest: 0.0004 / 1000, storageGibMonth: 0.023 };

/** What Spot costs changes with demand: AWS says "up to 70 %" off, and this is an estimate. */
const spotDiscount = 0.65;

/** Where nothing else is known. */
export const usualRegion = 'us-east-1';

interface Listed {
  /** Year and month, and where it was read: the pages of AWS say the same of today. */
  pricesOf: string;
  source: string;
  fargate: Omit<FargatePrices, 'storageGibHour'> & { storageGibHour?: number };
  storageGibMonth?: number;
}

const pages =
  'https://aws.amazon.com/fargate/pricing/, https://aws.amazon.com/lambda/pricing/, https://aws.amazon.com/step-functions/pricing/, https://aws.amazon.com/s3/pricing/, https://aws.amazon.com/vpc/pricing/';
const priceList =
  'AWS Price List: https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonECS/current/region_index.json';

const american = vcpuAndGib([0.04048, 0.004445], [0.03238, 0.00356]);
const european = vcpuAndGib([0.04656, 0.00511], [0.03725, 0.00409]);

/** By region. A region that isn't here is reckoned with the usual region's prices; others cost up to two thirds more. */
const listed: Readonly<Record<string, Listed>> = {
  [usualRegion]: { pricesOf: '2026-03', source: pages, fargate: american },
  'us-east-2': { pricesOf: '2026-03', source: pages, fargate: american },
  'us-west-2': { pricesOf: '2026-03', source: pages, fargate: american },
  'eu-west-1': { pricesOf: '2026-05', source: priceList, fargate: american },
  'eu-west-2': { pricesOf: '2026-07', source: priceList, fargate: european },
  'eu-central-1': { pricesOf: '2026-07', source: priceList, fargate: european, storageGibMonth: 0.0245 },
  'ap-northeast-1': {
    pricesOf: '2026-07',
    source: priceList,
    fargate: { ...vcpuAndGib([0.05056, 0.00553], [0.04045, 0.00442]), storageGibHour: 0.00014 },
    storageGibMonth: 0.025,
  },
  'ap-northeast-2': { pricesOf: '2026-09', source: priceList, fargate: { ...european, storageGibHour: 0.000127 } },
  'ap-southeast-2': {
    pricesOf: '2026-03',
    source: pages,
    fargate: vcpuAndGib([0.04856, 0.00532], [0.03885, 0.00426]),
  },
  'sa-east-1': { pricesOf: '2026-03', source: pages, fargate: vcpuAndGib([0.0696, 0.0076], [0.0557, 0.00612]) },
};

/** The regions whose own prices are known. */
export const pricedRegions: readonly string[] = Object.keys(listed);

/** @returns the usual region's prices for a region that isn't listed: see isListed */
export function priceTableOf(region: string): PriceTable {
  const isListed = Object.hasOwn(listed, region);
  const own = listed[isListed ? region : usualRegion];
  if (!own) throw new Error(`The usual region ${usualRegion} must be listed`);
  const { pricesOf, source, fargate, storageGibMonth = s3.storageGibMonth } = own;
  return {
    region,
    isListed,
    pricesOf,
    source,
    fargate: { storageGibHour: 0.000111, ...fargate, freeStorageGib: 20, minimumSeconds: 60, spotDiscount },
    ...everywhere,
    s3: { ...s3, storageGibMonth },
  };
}
