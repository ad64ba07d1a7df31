/** npm run build -- --env 认得的环境。单独一个文件：看帮助不必载入构建器。 */
export const BUILD_ENVIRONMENTS = ['development', 'testing', 'production'] as const;
export type BuildEnvironment = (typeof BUILD_ENVIRONMENTS)[number];
