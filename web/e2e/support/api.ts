/** The API as programs use it, for what a test needs and does not walk through on the pages. */

export class Api {
  private constructor(
    private readonly url: string,
    private readonly headers: Record<string, string>,
  ) {}

  /** With a token. */
  static withToken(url: string, token: string): Api {
    return new Api(url, { authorization: `Bearer ${token}` });
  }

  /** As somebody who logs in. */
  static async logIn(url: string, login: string, password: string): Promise<Api> {
    const answer = await fetch(`${url}/api/v1/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ login, password }),
    });
    const cookie = answer.headers.getSetCookie()[0]?.split(";")[0];
    const me = (await answer.json()) as { csrf?: string };
    if (!answer.ok || cookie === undefined || me.csrf === undefined) {
      throw new Error(`${login} cannot log in: ${answer.status}: ${JSON.stringify(me)}`);
    }
    return new Api(url, { cookie, "x-csrf-token": me.csrf });
  }

  get<Answer>(path: string): Promise<Answer> {
    return this.send<Answer>("GET", path);
  }

  post<Answer>(path: string, body?: unknown): Promise<Answer> {
    return this.send<Answer>("POST", path, body);
  }

  put<Answer>(path: string, body: unknown): Promise<Answer> {
    return this.send("PUT", path, body);
  }

  patch<Answer>(path: string, body: unknown): Promise<Answer> {
    return this.send<Answer>("PATCH", path, body);
  }

  delete(path: string): Promise<void> {
    return this.send("DELETE", path);
  }

  private async send<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { ...this.headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}: ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as Answer;
  }
}
