module.exports = {
  baseDir: __dirname,
  requireFn: (path) => require(path),
  customUtil: {}
};
