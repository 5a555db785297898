import type { MotionEvent } from '../../pipeline/motion';
import { motionCsv } from '../../pipeline/motion-csv';

const event = (changes: Partial<MotionEvent> = {}): MotionEvent => ({
  ...{ region: 'door', start: 61.5, end: 3723.0415, startFrame: 1537, endFrame: 93_076, peak: 70.25, score: 0.125 },
  box: [0.1, 0.2, 0.3, 0.4],
  ...changes,
});

const header =
  'number,region,start,end,startTime,endTime,duration,startFrame,endFrame,peak,score,left,top,right,bottom\r\n';

/** The cell of the first event that says its region. */
const regionCell = (region: string) =>
  motionCsv([event({ region })])
    .slice(header.length)
    .split(',61.5,')[0];

describe('motionCsv', () => {
  test('a row per event, after the names of its columns', () => {
    expect(motionCsv([event(), event({ region: 'yard', start: 0, end: 0.3, startFrame: 0, endFrame: 8 })])).toBe(
      [
        header,
        '1,door,61.5,3723.0415,00:01:01.500,01:02:03.042,3661.5415,1537,93076,70.25,0.125,0.1,0.2,0.3,0.4\r\n',
        '2,yard,0,0.3,00:00:00.000,00:00:00.300,0.3,0,8,70.25,0.125,0.1,0.2,0.3,0.4\r\n',
      ].join(''),
    );
  });

  test('without events, the names of the columns', () => expect(motionCsv([])).toBe(header));

  test('a duration has no more digits than its times', () => {
    expect(motionCsv([event({ start: 0.1, end: 0.3 })])).toContain(',0.2,1537,');
  });

  test.each([
    ['front door', '1,front door'],
    ['door, left', '1,"door, left"'],
    ['the "big" door', '1,"the ""big"" door"'],
    ['two\nlines', '1,"two\nlines"'],
    ['two\r\nlines', '1,"two\r\nlines"'],
    ['Tür 門', '1,Tür 門'],
  ])('a name %j is quoted where it must be', (region, cell) => expect(regionCell(region)).toBe(cell));

  test.each([
    ['=1+1', "1,'=1+1"],
    ['+49', "1,'+49"],
    ['-door', "1,'-door"],
    ['@SUM(A1)', "1,'@SUM(A1)"],
    ['=HYPERLINK("http://x","y")', `1,"'=HYPERLINK(""http://x"",""y"")"`],
    ['a=1', '1,a=1'],
  ])('a name %j is no formula', (region, cell) => expect(regionCell(region)).toBe(cell));
});
