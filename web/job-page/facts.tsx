import { type ComponentChildren, Fragment } from 'preact';
import type { PageData } from '../../pipeline/page-data';
import { bytes, clock, count, duration, moment, plural } from '../parts/format';

/** A card with a heading. */
export function Card({
  title,
  id,
  children,
  wide,
}: {
  title: string;
  id: string;
  children: ComponentChildren;
  wide?: boolean;
}) {
  return (
    <section class={wide ? 'card stack wide-card' : 'card stack'} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

/** Names and values; those without a value are left out. */
export function Facts({ of }: { of: readonly (readonly [string, ComponentChildren])[] }) {
  return (
    <dl class="facts">
      {of
        .filter(([, value]) => value !== undefined && value !== '' && value !== false)
        .map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
    </dl>
  );
}

export function MediaFacts({ record: { media, input } }: PageData) {
  if (!media) return null;
  const { video, audio, subtitles } = media;
  const rate = video.frameRate && video.frameRate.numerator / video.frameRate.denominator;
  return (
    <Card title="Source" id="media">
      <Facts
        of={[
          ['file', <code key="file">{input.key}</code>],
          ['size', bytes(input.sizeBytes)],
          ['container', media.format],
          ['length', clock(media.durationSeconds, true)],
          [
            'video',
            [
              `${video.codec}, ${video.width} × ${video.height}, ${video.pixelFormat}`,
              ...(rate ? [`${Number(rate.toFixed(3))} frames a second`] : []),
              ...(video.rotation === 0 ? [] : [`turned by ${video.rotation}°`]),
              ...(video.fieldOrder === undefined || video.fieldOrder === 'progressive' ? [] : ['interlaced']),
            ].join(', '),
          ],
          ['frames', `${count(video.frameCount)}, ${plural(media.keyFrameCount, 'key frame')}`],
          ...audio.map(
            (stream) =>
              [
                'sound',
                [stream.codec, plural(stream.channels, 'channel'), `${stream.sampleRate / 1000} kHz`, stream.language]
                  .filter(Boolean)
                  .join(', '),
              ] as const,
          ),
          ...subtitles.map(
            ({ codec, language }) => ['subtitles', [codec, language].filter(Boolean).join(', ')] as const,
          ),
          ['chapters', media.chapterCount > 0 && count(media.chapterCount)],
          ['made', media.creationTime],
        ]}
      />
    </Card>
  );
}

export function VerificationFacts({ record: { verification } }: PageData) {
  if (!verification) return null;
  const { frames, audio, subtitles, leftOut } = verification;
  const isWhole = frames.announced === null || frames.announced === frames.written;
  return (
    <Card title="Gray video against its source" id="verification">
      <Facts
        of={[
          [
            'frames',
            `${count(frames.written)} written${frames.announced === null ? '' : `, ${count(frames.announced)} announced`}${isWhole ? '' : ': the source is damaged'}`,
          ],
          ['times', `at most ${duration(verification.greatestTimeErrorSeconds)} off`],
          [
            'length',
            `${clock(verification.duration.seconds, true)} of ${clock(verification.duration.sourceSeconds, true)}`,
          ],
          ...audio.map(
            ({ codec, as, errorSeconds }) =>
              ['sound', `${codec}, ${as === 'copied' ? 'copied' : `as ${as}`}, ${duration(errorSeconds)} off`] as const,
          ),
          ...subtitles.map(
            ({ codec, as }) => ['subtitles', `${codec}, ${as === 'copied' ? 'copied' : `as ${as}`}`] as const,
          ),
          ['chapters', verification.chapterCount > 0 && count(verification.chapterCount)],
          ...leftOut.map(({ kind, codec, reason }) => ['left out', `${kind} ${codec}: ${reason}`] as const),
        ]}
      />
    </Card>
  );
}

export function JobFacts({ data }: { data: PageData }) {
  const { record } = data;
  const { plan, timings } = record;
  return (
    <Card title="Job" id="job">
      <Facts
        of={[
          ['id', <code key="id">{record.jobId}</code>],
          ['claimed', moment(record.createdAt)],
          ['finished', record.finishedAt && moment(record.finishedAt)],
          ['took', timings && duration(timings.elapsedSeconds)],
          ['tasks ran', timings && `${duration(timings.taskSeconds)} together, ${plural(record.attempts, 'attempt')}`],
          ['segments', plan && `${count(plan.segmentCount)} of about ${plan.segmentSeconds} s`],
          ['kernels', plan?.kernels.split(',').join(', ')],
          [
            'mode',
            plan && (plan.modeReason.startsWith(plan.mode) ? plan.modeReason : `${plan.mode}: ${plan.modeReason}`),
          ],
          ['executions', record.executions.length > 1 && count(record.executions.length)],
        ]}
      />
    </Card>
  );
}

export function Files({ data }: { data: PageData }) {
  if (data.files.length === 0) return null;
  return (
    <Card title="Files" id="files">
      <ul class="files">
        {data.files.map(({ kind, name, href }) => (
          <li key={kind}>
            <a href={href}>{name}</a> <span class="muted small">{kind}</span>
          </li>
        ))}
      </ul>
      {data.linksEndAt !== undefined && <p class="muted small">Links work until {moment(data.linksEndAt)}.</p>}
    </Card>
  );
}
