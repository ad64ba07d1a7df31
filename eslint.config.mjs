import tseslint from 'typescript-eslint';
import vue from 'eslint-plugin-vue';
import prettier from 'eslint-config-prettier/flat';

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'node_modules/',
      '.vk-pay/',
      'coverage/',
      'uni_modules/',
      'unpackage/',
      'uniCloud-aliyun/**/*.js',
      'test/projects/documented-vk-uni-pay/',
      'test/projects/documented-uni-pay-2/',
    ],
  },
  ...tseslint.configs.recommended,
  ...vue.configs['flat/recommended'],
  // 版面由 prettier 管，这里只管对错
  prettier,
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
  },
  {
    languageOptions: { ecmaVersion: 2023 },
    rules: {
      eqeqeq: ['error', 'always'],
      'no-console': 'off',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-control-regex': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' }],
      // uni-app 的页面目录与组件名由平台规定
      'vue/multi-word-component-names': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/require-default-prop': 'off',
    },
  },
  {
    // 需要用最老语法的入口与 CommonJS 配置
    files: ['**/*.cjs', 'jest.config.js', 'uniCloud-aliyun/**/*.ts', 'test/projects/**/*.js', 'package/**/*.js', 'samples/**/*.js'],
    rules: { '@typescript-eslint/no-require-imports': 'off', 'no-var': 'off', 'prefer-const': 'off' },
  },
);
