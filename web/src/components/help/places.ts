/** What pages lead to in the documentation, and what that explains. A test holds that each is there. */
export const HELP = {
  concepts: { to: "concepts#words", about: "what the words mean" },
  states: { to: "concepts#states", about: "the states, and what to do about each" },
  publishing: { to: "concepts#publishing", about: "how changes are published" },
  merging: { to: "merging", about: "what happens when two people change one resource" },
  deciding: { to: "merging#deciding", about: "how conflicts are decided" },
  conflictKinds: { to: "merging#kinds-of-conflict", about: "the kinds of conflict" },
  policies: { to: "merging#policies", about: "what a policy decides" },
  policyFile: { to: "merging#a-policy-in-the-repository", about: "a policy in the repository" },
  drift: { to: "drift", about: "what is compared, and what is not concluded" },
  takingOneSide: { to: "clusters#taking-one-side", about: "how drift is accepted, undone or ignored" },
  clusters: { to: "clusters", about: "how a fabric lives in a cluster" },
  applying: { to: "clusters#hedgerow-applies", about: "what is applied, and how" },
  appliers: { to: "argo-and-flux", about: "Argo CD and Flux" },
  howFar: { to: "clusters#how-far-it-is", about: "how far a change is" },
  layout: { to: "git-layout", about: "which files are read, and where new ones go" },
  rules: { to: "rules", about: "what each rule means" },
  credentials: { to: "credentials", about: "where secrets are kept, tested and exchanged" },
  repositories: { to: "remotes", about: "how a remote is reached" },
  audit: { to: "audit", about: "what is written down, and how it is verified" },
  people: { to: "people#roles", about: "who may do what" },
  account: { to: "people#passwords-sessions-tokens", about: "passwords, sessions and tokens" },
  verify: { to: "verify", about: "what is verified, and what is repaired" },
} as const satisfies Record<string, { to: string; about: string }>;

export type HelpPlace = keyof typeof HELP;
