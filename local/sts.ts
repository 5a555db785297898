import { text } from 'node:stream/consumers';
import type { Caller } from './api-call';
import type { Callers } from './callers';
import { account } from './identity';
import type { Handle } from './authenticate';
import { sendQueryAnswer, sendQueryError } from './query-answer';
import { forQueryCallers } from './query-service';
import { accessKeyOf } from './request-address';

const namespace = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** STS as far as clients ask it who they are: GetCallerIdentity, in the query protocol. */
export function createSts(callers: Callers): Handle {
  return forQueryCallers(callers, (request, response) => {
    const answer = (body: string) => {
      const form = new URLSearchParams(body);
      const action = form.get('Action') ?? '';
      if (action === 'GetCallerIdentity') {
        const caller = callers.nameOf(accessKeyOf(request)) ?? 'user';
        sendQueryAnswer(response, namespace, action, identityOf(caller));
      } else {
        const message = `The embedded STS has no operation ${action || '(none named)'}: it knows GetCallerIdentity.`;
        sendQueryError(response, 400, { code: 'InvalidAction', message });
      }
    };
    // A client that goes away has no use for an answer.
    text(request).then(answer, () => response.destroy());
  });
}

/** Whoever started the stack may do everything, as the root of an account. */
function identityOf(caller: Caller): string {
  const arn =
    caller === 'user' ? `arn:aws:iam::${account}:root` : `arn:aws:sts::${account}:assumed-role/${caller}/framefleet`;
  return `<Arn>${arn}</Arn><UserId>${account}</UserId><Account>${account}</Account>`;
}
