// 不变量 I3、I4、I9、I12、I13（docs/invariants.md §3「进程」「数据库」）：收款授权中途切断，恢复之后一个人一张，没有答应的不付，关了的不付。全部切点：npm run sweep
import { AUTHORIZING } from '../world/scenarios/authorizing';
import { sweepScenarios } from './sweep';

sweepScenarios(AUTHORIZING, 9);
