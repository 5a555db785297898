import { writeFile } from 'node:fs/promises';
import { make } from '../../media/clips';
import type { Input } from '../input';
import { aac, h264, picture, tone } from './recipe';

const key = '0123456789abcdef0123456789abcdef';

export const refusals: readonly Input[] = [
  {
    name: 'Sound with cover art',
    file: 'song.m4a',
    hard: 'its only picture is the cover',
    recipe: async (path) => {
      const cover = `${path}.png`;
      await make(cover, ['-f', 'lavfi', '-i', 'color=red:s=64x64', '-frames:v', '1']);
      await make(path, [
        ...[
          ...tone(),
          '-i',
          cover,
          '-map',
          '0',
          '-map',
          '1',
          ...aac,
          '-c:v',
          'copy',
          '-disposition:v:0',
          'attached_pic',
        ],
        ...['-f', 'mp4'],
      ]);
    },
    refused: 'NoVideoStream',
  },
  {
    name: 'A still picture',
    file: 'photo.jpg',
    hard: 'JPEG',
    recipe: [...picture({ seconds: 0.04 }), '-frames:v', '1'],
    refused: 'NotAVideo',
  },
  {
    name: 'Text',
    file: 'notes.txt',
    hard: 'no video at all',
    recipe: (path) => writeFile(path, 'Dear diary,\n'.repeat(100)),
    refused: 'NotAVideo',
  },
  {
    name: 'Encrypted MP4',
    file: 'encrypted.mp4',
    hard: 'Common Encryption: without its key no frame can be decoded',
    recipe: [
      ...[...picture(), ...h264(), '-encryption_scheme', 'cenc-aes-ctr'],
      ...['-encryption_key', key, '-encryption_kid', key],
    ],
    refused: 'FrameMismatch',
  },
];
