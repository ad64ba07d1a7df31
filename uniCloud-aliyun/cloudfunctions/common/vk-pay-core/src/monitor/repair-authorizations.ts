/** 补漏：没有结论的收款授权逐一求证（没到达的以同一单号重发，要关的接着关）；生效中的由通知与下一次转账说。 */
import { toPayError } from '../kernel/pay-error';
import { authorizationListOf } from '../transfers/authorizations/listing/store';
import { refreshAuthorization } from '../transfers/authorizations/submit';
import type { Job } from './job';
import { sweep } from './sweep';

export const repairAuthorizations: Job = {
  name: 'repair-authorizations',
  everyMinutes: 1,
  run: (k, deadline) =>
    sweep(k, deadline, {
      title: '收款授权',
      store: authorizationListOf(k),
      lanes: [{ field: 'next_query_date' }],
      step: async (authorization) => {
        try {
          return (await refreshAuthorization(k, authorization)).status !== authorization.status;
        } catch (thrown) {
          // 网关明确拒绝、已经有另一张也会走到这里：已记为 FAILED。
          k.journal.error(toPayError(thrown), { type: 'monitor', out_trade_no: authorization._id });
          throw thrown;
        }
      },
    }),
};
