module.exports = { init: () => {} };
