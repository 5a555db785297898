import { Refusal, Uploaded } from '../../pipeline/console-answers';
import { Refused, Silence } from './ask';

/**
 * Uploads one file. Not by fetch(), which tells nothing of its progress.
 * @param options as JSON text
 * @param onProgress bytes that are sent
 */
export function sendFile(file: File, options: string, onProgress: (bytes: number) => void): Promise<Uploaded> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', `api/uploads/${encodeURIComponent(file.name)}`);
    // Headers take ASCII only.
    request.setRequestHeader('x-framefleet-options', encodeURIComponent(options));
    request.setRequestHeader('Content-Type', file.type === '' ? 'application/octet-stream' : file.type);
    request.upload.onprogress = ({ loaded }) => onProgress(loaded);
    request.onerror = () => reject(new Silence(`${file.name} couldn’t be sent: the stack doesn’t answer.`));
    request.onload = () => {
      try {
        const answer: unknown = JSON.parse(request.responseText);
        if (request.status === 200) resolve(Uploaded.parse(answer));
        else reject(new Refused(request.status, Refusal.parse(answer).error));
      } catch (cause) {
        reject(new Error(`${file.name}: the stack answered ${request.status}.`, { cause }));
      }
    };
    request.send(file);
  });
}
