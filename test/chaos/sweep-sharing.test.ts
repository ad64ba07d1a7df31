// 不变量 I3、I4、I9、I13（docs/invariants.md §3「进程」「数据库」）：分账中途切断，恢复之后占用与网关的账一分不差；
// 发货信息中途切断，恢复之后恰好录了一次。全部切点：npm run sweep
import { SHARING } from '../world/scenarios/sharing';
import { SHIPPING } from '../world/scenarios/shipping';
import { sweepScenarios } from './sweep';

sweepScenarios([...SHARING, ...SHIPPING], 61);
