/** 框架初始化参数；必须放在云函数根目录，相对路径由此解析。 */
export = {
  baseDir: __dirname,
  requireFn: (path: string): unknown => require(path),
  customUtil: {},
};
