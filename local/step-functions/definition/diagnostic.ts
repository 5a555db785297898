/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinitionDiagnostic.html */
export interface Diagnostic {
  readonly severity: 'ERROR';
  readonly code: string;
  readonly message: string;
  /** Where in the definition: /States/Probe/Resource. */
  readonly location: string;
}

export function diagnostic(code: string, message: string, location: string): Diagnostic {
  return { severity: 'ERROR', code, message, location };
}

export function schemaFailure(message: string, location: string): Diagnostic {
  return diagnostic('SCHEMA_VALIDATION_FAILED', message, location);
}
