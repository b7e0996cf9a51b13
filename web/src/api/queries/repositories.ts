/** Repositories and the credentials that open them. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, client, everyPage } from "../client";
import { keys } from "../keys";
import type {
  CredentialSettings,
  NewCredential,
  NewRepository,
  RepositoryPlace,
  RepositorySettings,
  Rotation,
} from "../types";

export function useRepositories() {
  return useQuery({
    queryKey: keys.repositories,
    queryFn: ({ signal }) =>
      everyPage((page) => answer(client.GET("/api/v1/repositories", { params: { query: page }, signal }))),
  });
}

function useRepositoriesMoved() {
  const queries = useQueryClient();
  return () => {
    for (const queryKey of [keys.repositories, keys.credentials, keys.fabrics]) {
      void queries.invalidateQueries({ queryKey });
    }
  };
}

export function useAddRepository() {
  const onSuccess = useRepositoriesMoved();
  return useMutation({
    mutationFn: (body: NewRepository) => answer(client.POST("/api/v1/repositories", { body })),
    // a secret is not kept longer than its request
    gcTime: 0,
    onSuccess,
  });
}

/** Another credential, branch, certificate or proxy; tested live before it holds. */
export function useUpdateRepository(repository: string) {
  const onSuccess = useRepositoriesMoved();
  return useMutation({
    mutationFn: (body: RepositorySettings) =>
      answer(client.PATCH("/api/v1/repositories/{repository}", { params: { path: { repository } }, body })),
    // a secret is not kept longer than its request
    gcTime: 0,
    onSuccess,
  });
}

/** What another URL would mean for its fabrics; the server fetches it. */
export function usePreviewRepositoryMove(repository: string) {
  return useMutation({
    mutationFn: (body: RepositoryPlace) =>
      answer(
        client.POST("/api/v1/repositories/{repository}/place/preview", { params: { path: { repository } }, body }),
      ),
    // a secret is not kept longer than its dialog
    gcTime: 0,
  });
}

/** Moves it as it was previewed. */
export function useMoveRepository(repository: string) {
  const onSuccess = useRepositoriesMoved();
  return useMutation({
    mutationFn: (body: RepositoryPlace) =>
      answer(client.POST("/api/v1/repositories/{repository}/place", { params: { path: { repository } }, body })),
    // a secret is not kept longer than its dialog
    gcTime: 0,
    onSuccess,
  });
}

/** Disconnects it; nothing in Git changes. */
export function useRemoveRepository(repository: string) {
  const onSuccess = useRepositoriesMoved();
  return useMutation({
    mutationFn: () => answer(client.DELETE("/api/v1/repositories/{repository}", { params: { path: { repository } } })),
    onSuccess,
  });
}

/** Asks the remote, live. */
export function useTestRepository(repository: string) {
  const onSettled = useRepositoriesMoved();
  return useMutation({
    mutationFn: () =>
      answer(client.POST("/api/v1/repositories/{repository}/test", { params: { path: { repository } } })),
    onSettled,
  });
}

/** Only administrators may ask for them. */
export function useCredentials({ isWanted = true } = {}) {
  return useQuery({
    enabled: isWanted,
    queryKey: keys.credentials,
    queryFn: ({ signal }) =>
      everyPage((page) => answer(client.GET("/api/v1/credentials", { params: { query: page }, signal }))),
  });
}

export function useAddCredential() {
  const onSuccess = useRepositoriesMoved();
  return useMutation({
    mutationFn: (body: NewCredential) => answer(client.POST("/api/v1/credentials", { body })),
    // a secret is not kept longer than its request
    gcTime: 0,
    onSuccess,
  });
}

export function useUpdateCredential(credential: string) {
  const onSuccess = useRepositoriesMoved();
  return useMutation({
    mutationFn: (body: CredentialSettings) =>
      answer(client.PATCH("/api/v1/credentials/{credential}", { params: { path: { credential } }, body })),
    onSuccess,
  });
}

/** Exchanges the secret; it is tested live against the repositories that use it, unless `untested`. */
export function useRotateCredential(credential: string) {
  const onSettled = useRepositoriesMoved();
  return useMutation({
    mutationFn: ({ untested, ...body }: Rotation & { untested?: boolean }) =>
      answer(
        client.PUT("/api/v1/credentials/{credential}/secret", {
          params: { path: { credential }, query: untested ? { untested } : undefined },
          body,
        }),
      ),
    // a secret is not kept longer than its request
    gcTime: 0,
    onSettled,
  });
}

export function useTestCredential(credential: string) {
  const onSettled = useRepositoriesMoved();
  return useMutation({
    mutationFn: () =>
      answer(client.POST("/api/v1/credentials/{credential}/test", { params: { path: { credential } } })),
    onSettled,
  });
}

export function useRemoveCredential(credential: string) {
  const onSuccess = useRepositoriesMoved();
  return useMutation({
    mutationFn: () => answer(client.DELETE("/api/v1/credentials/{credential}", { params: { path: { credential } } })),
    onSuccess,
  });
}
