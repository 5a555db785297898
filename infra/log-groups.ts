export { executionLogGroup, functionLogGroup, taskLogGroup } from '../statemachine/log-groups';
