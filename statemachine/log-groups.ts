/** Where each part of a stage writes its log, on AWS and on one machine alike. */
export const functionLogGroup = (functionName: string): string => `/aws/lambda/${functionName}`;
export const taskLogGroup = (cluster: string): string => `/framefleet/${cluster}/tasks`;
/** Under this prefix a log group's resource policy can't outgrow its limit: https://docs.aws.amazon.com/step-functions/latest/dg/bp-cwl.html */
export const executionLogGroup = (stateMachine: string): string => `/aws/vendedlogs/states/${stateMachine}`;
