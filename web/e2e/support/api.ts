/** The API as programs use it: with a token, for what a test needs and does not walk through on the pages. */

export class Api {
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  get<Answer>(path: string): Promise<Answer> {
    return this.send<Answer>("GET", path);
  }

  post<Answer>(path: string, body?: unknown): Promise<Answer> {
    return this.send<Answer>("POST", path, body);
  }

  private async send<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}: ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as Answer;
  }
}
