/** A certificate authority of a test's own, made by openssl when the test runs. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A certificate and its key, as PEM and as files. */
export interface Identity {
  cert: string;
  key: string;
  certFile: string;
  keyFile: string;
}

export class Authority {
  private readonly own: Identity;

  constructor(
    private readonly folder: string,
    name: string,
  ) {
    mkdirSync(folder, { recursive: true });
    this.own = this.make("ca", name, ["-days", "30"], "basicConstraints=critical,CA:TRUE");
  }

  get cert(): string {
    return this.own.cert;
  }

  get file(): string {
    return this.own.certFile;
  }

  /** For a server on this machine. */
  server(): Identity {
    return this.signed("server", "localhost", 30, "subjectAltName=DNS:localhost,IP:127.0.0.1");
  }

  /** For somebody who shows who connects. */
  client(name: string, days: number): Identity {
    return this.signed(`client-${name}`, name, days, "extendedKeyUsage=clientAuth");
  }

  private signed(file: string, name: string, days: number, extension: string): Identity {
    const by = ["-CA", this.own.certFile, "-CAkey", this.own.keyFile, "-days", String(days)];
    return this.make(file, name, by, extension);
  }

  private make(file: string, name: string, how: string[], extension: string): Identity {
    const certFile = join(this.folder, `${file}.pem`);
    const keyFile = join(this.folder, `${file}.key`);
    // nothing of this machine's configuration may matter
    const config = join(this.folder, "openssl.cnf");
    writeFileSync(config, "[req]\ndistinguished_name = dn\n[dn]\n");
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-keyout", keyFile];
    execFileSync(
      "openssl",
      [
        "req",
        "-x509",
        "-config",
        config,
        ...key,
        "-subj",
        `/CN=${name}`,
        "-out",
        certFile,
        ...how,
        "-addext",
        extension,
      ],
      { stdio: ["ignore", "ignore", "pipe"] },
    );
    return { cert: readFileSync(certFile, "utf8"), key: readFileSync(keyFile, "utf8"), certFile, keyFile };
  }
}
