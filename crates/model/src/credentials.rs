//! What a repository is reached with, and what is known of it.

words! {
    /// What sort of secret a credential is.
    CredentialKind("kind of credential") {
        /// A token or password for HTTPS.
        Token = "token",
        /// A private key for SSH, with the host keys that are trusted.
        SshKey = "ssh-key",
    }
}

words! {
    /// What the last exchanges said of a credential.
    CredentialState("state of a credential") {
        /// A remote took it.
        Works = "works",
        /// A remote refused it, or it cannot be used where it is needed.
        Failed = "failed",
        /// What is stored of it cannot be opened with the sealing keys that are available.
        Unreadable = "unreadable",
        /// No exchange used it yet.
        Untested = "untested",
    }
}
