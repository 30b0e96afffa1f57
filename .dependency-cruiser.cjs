/** The architecture as rules; `npm run rules`. Each comment is the advice that a violation prints. */
const feature = '^src/features/([^/]+)/';

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment:
        'Nest is ESM: an import cycle is a crash at start-up. Move what both need to where its noun lives, or send an event.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'engine-knows-no-procurement',
      comment: 'The engine runs machines it has never heard of. Give it what it needs through the registry.',
      severity: 'error',
      from: { path: '^src/engine' },
      to: {
        path: '^src/',
        pathNot: '^src/(engine|database|settings)',
      },
    },
    {
      name: 'calculation-is-pure',
      comment: 'A calculation is a function of its arguments: decimal.js and itself, no clock, no I/O.',
      severity: 'error',
      from: { path: '^src/calculation' },
      to: { pathNot: '^src/calculation|node_modules/decimal\\.js' },
    },
    {
      name: 'decisions-are-pure',
      comment:
        'Facts, rules, jobs and machines know each other, the engine’s vocabulary and calculations. What else they ask for travels on the event.',
      severity: 'error',
      from: { path: '^src/features/.+\\.(facts|rules|machine|jobs|content)\\.ts$' },
      to: {
        pathNot:
          '\\.(facts|rules|machine|jobs|content)\\.ts$|^src/engine/(workflow|jobs|canonical)\\.ts$|^src/calculation|node_modules/(xstate|decimal\\.js)',
      },
    },
    {
      name: 'foundations-know-no-feature',
      comment: 'Mail, rendering, identity, storage, database and embedded serve every feature; let the feature register itself.',
      severity: 'error',
      from: { path: '^src/(mail|rendering|identity|storage|database|embedded)' },
      to: { path: '^src/features' },
    },
    {
      name: 'features-meet-at-the-door',
      comment: 'Another feature is reached through its commands, queries or module, and its rows are known by id.',
      severity: 'error',
      from: { path: feature },
      to: { path: '^src/features/', pathNot: ['^src/features/$1/', '\\.(commands|queries|module)\\.ts$'] },
    },
    {
      name: 'edges-ask-doors',
      comment: 'A controller or reader of letters checks the form and asks one door; it neither decides nor keeps.',
      severity: 'error',
      from: { path: '\\.(controller|letters)\\.ts$' },
      to: { path: '\\.(entity|rules|machine|jobs|worker)\\.ts$|node_modules/(typeorm|bullmq|xstate)/' },
    },
    {
      name: 'tables-in-few-places',
      comment: 'Only entities, queries, modules, the engine and the database folder touch tables.',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.(entity|queries|module)\\.ts$|^src/(engine|database|embedded|verify-audit)' },
      to: { path: 'node_modules/(typeorm|pg)/' },
    },
    {
      name: 'one-home-for-queues',
      comment: 'BullMQ and Redis are the engine’s: declare a job beside its cause instead.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(engine|database/migrate)' },
      to: { path: 'node_modules/(bullmq|ioredis)/' },
    },
    {
      name: 'one-home-for-handlebars',
      comment: 'Templates are rendered by src/rendering.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/rendering' },
      to: { path: 'node_modules/handlebars/' },
    },
    {
      name: 'one-home-for-mail',
      comment: 'Mail leaves and arrives through src/mail.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/mail' },
      to: { path: 'node_modules/(nodemailer|smtp-server|mailparser)/' },
    },
    {
      name: 'one-home-for-machines',
      comment: 'XState belongs to machines and to the engine that runs them.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/engine|\\.machine\\.ts$' },
      to: { path: 'node_modules/xstate/' },
    },
    {
      name: 'no-barrels',
      comment: 'Import the file that declares the thing; a barrel hides cycles.',
      severity: 'error',
      from: {},
      to: { path: '^src/.*/index\\.ts$' },
    },
    {
      name: 'not-to-test',
      comment: 'The product does not know its tests.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^test/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs'],
    },
  },
};
