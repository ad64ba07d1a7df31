// 不变量 I8、I9、I12、I13（docs/invariants.md §3「进程」「数据库」）：投诉中途切断，恢复之后一件不漏、一句不说两遍。全部切点：npm run sweep
import { COMPLAINING } from '../world/scenarios/complaining';
import { sweepScenarios } from './sweep';

sweepScenarios(COMPLAINING, 151);
