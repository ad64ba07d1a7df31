// 不变量 I1–I5、I7、I9（docs/invariants.md §3「进程」「数据库」）：别的商户、服务商替别家收的，付款、关单、退款中途切断，
// 恢复之后一分不差，钱与退款都在自己的商户名下。全部切点：npm run sweep
import { MERCHANTS } from '../world/scenarios/merchants';
import { sweepScenarios } from './sweep';

sweepScenarios(MERCHANTS, 101);
