/** 与框架有关的测试；名字 → 位置。 */
export const SUITES = {
  framework: 'test/local/vk-unicloud/',
  flow: 'test/flow/',
  projects: 'test/projects/',
  front: 'test/front/',
  package: 'test/package/',
  compat: 'test/compat/',
  browser: 'test/browser/',
} as const;
export type Suite = keyof typeof SUITES;
export const OFFICIAL_SUITES = Object.keys(SUITES) as readonly Suite[];
