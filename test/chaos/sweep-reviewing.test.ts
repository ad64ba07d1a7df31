// 不变量 I1–I4、I7、I9、I12（docs/invariants.md §3「进程」「数据库」）：撤销、人工处理、多付，中途切断，恢复之后一分不差。全部切点：npm run sweep
import { REVIEWING } from '../world/scenarios/reviewing';
import { sweepScenarios } from './sweep';

sweepScenarios(REVIEWING);
