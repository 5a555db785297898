/** An error of the API by its AWS name. https://docs.aws.amazon.com/step-functions/latest/apireference/CommonErrors.html */
export class ApiError extends Error {
  constructor(
    override readonly name: string,
    message: string,
  ) {
    super(message);
  }
}
