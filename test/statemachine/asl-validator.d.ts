declare module 'asl-validator' {
  interface Options {
    /** Syntax of path expressions. */
    checkPaths: boolean;
    /** Syntax of Resource ARNs. */
    checkArn: boolean;
  }
  interface Validation {
    isValid: boolean;
    errors: { 'Error code': string; Message: string }[];
  }

  /** Writes the query language into the states of what it is given. Without options it checks everything. */
  export default function validate(definition: object, options?: Options): Validation;
}
