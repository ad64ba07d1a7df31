/** `db.command.aggregate`：聚合表达式，以及 lookup 里用的 pipeline()。 */

const OPERATORS = [
  'abs',
  'add',
  'ceil',
  'divide',
  'exp',
  'floor',
  'ln',
  'log',
  'log10',
  'mod',
  'multiply',
  'pow',
  'sqrt',
  'subtract',
  'trunc',
  'arrayElemAt',
  'arrayToObject',
  'concatArrays',
  'filter',
  'in',
  'indexOfArray',
  'isArray',
  'map',
  'objectToArray',
  'range',
  'reduce',
  'reverseArray',
  'size',
  'slice',
  'zip',
  'and',
  'not',
  'or',
  'cmp',
  'eq',
  'gt',
  'gte',
  'lt',
  'lte',
  'cond',
  'ifNull',
  'switch',
  'dateFromParts',
  'dateFromString',
  'dateToString',
  'dayOfMonth',
  'dayOfWeek',
  'dayOfYear',
  'hour',
  'isoDayOfWeek',
  'isoWeek',
  'isoWeekYear',
  'millisecond',
  'minute',
  'month',
  'second',
  'week',
  'year',
  'literal',
  'mergeObjects',
  'allElementsTrue',
  'anyElementTrue',
  'setDifference',
  'setEquals',
  'setIntersection',
  'setIsSubset',
  'setUnion',
  'concat',
  'indexOfBytes',
  'split',
  'strLenBytes',
  'strLenCP',
  'strcasecmp',
  'substr',
  'substrBytes',
  'substrCP',
  'toLower',
  'toUpper',
  'addToSet',
  'avg',
  'first',
  'last',
  'max',
  'min',
  'push',
  'stdDevPop',
  'stdDevSamp',
  'sum',
  'let',
] as const;

export type Stage = Record<string, unknown>;

/** 聚合阶段的构造器：就地修改并返回自己，因为框架有时忽略返回值。 */
export class PipelineBuilder {
  readonly stages: Stage[] = [];
  private stage(name: string, value: unknown): this {
    this.stages.push({ [name]: value });
    return this;
  }
  match(value: unknown): this {
    return this.stage('$match', value);
  }
  group(value: unknown): this {
    return this.stage('$group', value);
  }
  sort(value: unknown): this {
    return this.stage('$sort', value);
  }
  skip(value: number): this {
    return this.stage('$skip', value);
  }
  limit(value: number): this {
    return this.stage('$limit', value);
  }
  lookup(value: unknown): this {
    return this.stage('$lookup', value);
  }
  unwind(value: unknown): this {
    return this.stage('$unwind', value);
  }
  project(value: unknown): this {
    return this.stage('$project', value);
  }
  addFields(value: unknown): this {
    return this.stage('$addFields', value);
  }
  replaceRoot(value: unknown): this {
    return this.stage('$replaceRoot', value);
  }
  sample(value: unknown): this {
    return this.stage('$sample', value);
  }
  count(name: string): this {
    return this.stage('$count', name);
  }
  bucket(value: unknown): this {
    return this.stage('$bucket', value);
  }
  bucketAuto(value: unknown): this {
    return this.stage('$bucketAuto', value);
  }
  sortByCount(value: unknown): this {
    return this.stage('$sortByCount', value);
  }
  done(): Stage[] {
    return this.stages;
  }
}

export function createAggregateCommand(): Record<string, unknown> {
  const command: Record<string, unknown> = { pipeline: () => new PipelineBuilder() };
  for (const name of OPERATORS) command[name] = (value: unknown) => ({ [`$${name}`]: value });
  // mingo 没有 indexOfCP；它的 indexOfBytes 按字符计数，正是这里要的。
  command['indexOfCP'] = (value: unknown) => ({ $indexOfBytes: value });
  command['neq'] = (value: unknown) => ({ $ne: value });
  return command;
}
