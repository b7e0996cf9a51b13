package serve

import "hedgerow.rigs/webhook/internal/hedgehog"

type m = map[string]any

// webhookTimeout is how long the API server waits, in seconds.
const webhookTimeout = 30

// Configurations tell an API server to ask this webhook about all kinds; a List for kubectl apply.
func Configurations(url string, authority []byte) map[string]any {
	webhook := func(name, path string, operations ...string) m {
		return m{
			"name":                    name + ".webhook.hedgerow.test",
			"clientConfig":            m{"url": url + path, "caBundle": authority},
			"rules":                   rules(operations),
			"admissionReviewVersions": []string{"v1"},
			"sideEffects":             "NoneOnDryRun",
			"failurePolicy":           "Fail",
			"timeoutSeconds":          webhookTimeout,
		}
	}
	configuration := func(kind string, webhook m) m {
		return m{
			"apiVersion": "admissionregistration.k8s.io/v1",
			"kind":       kind,
			"metadata":   m{"name": "hedgehog"},
			"webhooks":   []m{webhook},
		}
	}
	return m{"apiVersion": "v1", "kind": "List", "items": []m{
		configuration("MutatingWebhookConfiguration", webhook("mutate", mutatePath, "CREATE", "UPDATE")),
		configuration("ValidatingWebhookConfiguration", webhook("validate", validatePath, "CREATE", "UPDATE", "DELETE")),
	}}
}

// rules name all kinds. Those that have no webhook in a cluster are never changed nor refused; of them it is warned, and
// it has to be known that they changed.
func rules(operations []string) []m {
	var rules []m
	for _, kind := range hedgehog.Kinds {
		rules = append(rules, m{
			"operations":  operations,
			"apiGroups":   []string{kind.Group},
			"apiVersions": []string{kind.Version},
			"resources":   []string{kind.Plural},
		})
	}
	return rules
}
