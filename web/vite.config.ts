import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import react from "@vitejs/plugin-react";
import type { Plugin, ProxyOptions } from "vite";
import { defineConfig } from "vitest/config";
import { docs } from "./docs/plugin.ts";

/** What the server sends with the page (crates/server/src/web.rs): `vite preview` must not be laxer than it. */
function policy(nonce: string): string {
  return (
    `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; ` +
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
  );
}

/** Serves the built page as the server does: with a nonce of its own and the strict policy. */
function strictPreview(): Plugin {
  return {
    name: "strict-preview",
    configurePreviewServer(server) {
      server.middlewares.use((request, response, next) => {
        const isPage = request.headers.accept?.includes("text/html") && !request.url?.startsWith("/api");
        if (!isPage) return next();
        const nonce = randomBytes(16).toString("hex");
        response.setHeader("content-type", "text/html; charset=utf-8");
        response.setHeader("content-security-policy", policy(nonce));
        response.end(
          readFileSync(`${server.config.build.outDir}/index.html`, "utf8").replaceAll("__CSP_NONCE__", nonce),
        );
      });
    },
  };
}

/**
 * The server behind `npm run dev` and `npm run preview`: HEDGEROW_URL names it. Without logging in, HEDGEROW_TOKEN
 * (an API token) may be sent along with every request.
 */
function server(): Record<string, ProxyOptions> {
  const target = process.env.HEDGEROW_URL ?? "http://127.0.0.1:7433";
  const token = process.env.HEDGEROW_TOKEN;
  // the server takes unsafe requests from its own pages only: to it, these are its pages
  const headers = { origin: new URL(target).origin, ...(token ? { authorization: `Bearer ${token}` } : {}) };
  return { "/api": { target, headers, changeOrigin: true } };
}

/** The documentation in the application is that of the sources it is built from. */
const DOCS = new URL("../docs", import.meta.url).pathname;
const { info } = JSON.parse(readFileSync(new URL("openapi.json", import.meta.url), "utf8")) as {
  info: { version: string };
};

export default defineConfig({
  plugins: [react(), docs(DOCS, info.version), strictPreview()],
  resolve: { alias: { "~": new URL("./src", import.meta.url).pathname } },
  build: {
    target: "es2023",
    // an inlined file would be a data: address, which the policy allows for pictures only
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "first", tags: ["$initial"], priority: 2 },
            // what several pages share, in few files: a browser has six connections to a server, and asks one after another
            {
              name: "shared",
              test: /\/src\/(?!.*editor)(components|features|lib|api|live|app)\//,
              minShareCount: 2,
              entriesAware: true,
              entriesAwareMergeThreshold: 20_000,
              includeDependenciesRecursively: false,
            },
          ],
        },
      },
    },
  },
  server: { proxy: server(), fs: { allow: [".", DOCS] } },
  preview: { proxy: server() },
  test: {
    restoreMocks: true,
    projects: [
      // a page takes longer to make than most tests to run: one that needs it says so (`@vitest-environment jsdom`)
      { extends: true, test: { name: "pure", environment: "node", include: ["src/**/*.test.ts"] } },
      {
        extends: true,
        test: {
          name: "drawn",
          environment: "jsdom",
          include: ["src/**/*.test.tsx"],
          setupFiles: ["src/test/setup.ts"],
          testTimeout: 20_000,
        },
      },
    ],
  },
});
