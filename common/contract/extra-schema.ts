/** 自由结构（extra.ts）写成一条入参规则。 */
import * as v from 'valibot';
import { type ExtraRules, readExtra } from './extra';

/** 自由结构：见 extra.ts。问题报在结构自己名下，文案里说出是哪个键。 */
export const extraSchema = (rules: ExtraRules) =>
  v.pipe(
    v.unknown(),
    v.rawTransform<unknown, Record<string, unknown>>(({ dataset, addIssue, NEVER }) => {
      const read = readExtra(dataset.value, rules);
      if (read.ok) return read.value;
      const { path, problem } = read.found;
      addIssue({ message: [path.join('.'), problem].filter(Boolean).join(' ') });
      return NEVER;
    }),
  );
