// 不变量 I1、I5、I7、I9（docs/invariants.md §3「进程」「数据库」）：虚拟支付中途切断，恢复之后钱与微信的账相同，办完的都报了发货。全部切点：npm run sweep
import { VIRTUAL } from '../world/scenarios/virtual';
import { sweepScenarios } from './sweep';

sweepScenarios(VIRTUAL, 101);
